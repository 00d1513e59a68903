"""Claims and actors as a user gets them: raw text files in, the archive's export out, scored by the shared measure.

python -m bench.quality.end_to_end [../shared] [--layout lines|paragraphs|block]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.corpus import SHARED

LAYOUTS = {"lines": "\n", "paragraphs": "\n\n", "block": " "}  # how a scraper may have left the sentences


def exported(gold: Path, folder: Path, layout: str) -> Path:
    """Ingest each annotated document as a text file; the path of the export."""
    articles = folder / gold.stem
    articles.mkdir()
    for line in gold.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text = LAYOUTS[layout].join(document["sentences"])
        (articles / f"{document['doc']}.txt").write_text(text, encoding="utf-8")
    archive, predicted = folder / f"{gold.stem}-archive", folder / f"{gold.stem}.jsonl"
    parley = [sys.executable, "-m", "parley"]
    subprocess.run(
        [*parley, "ingest", str(articles), "--archive", str(archive), "--json"], check=True, capture_output=True
    )
    subprocess.run([*parley, "export", "--archive", str(archive), "--output", str(predicted)], check=True)
    return predicted


def scored(shared: Path, gold: Path, predicted: Path) -> str:
    """What the shared measure prints."""
    command = [sys.executable, str(shared / "measure" / "score.py"), str(gold), str(predicted)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--layout", choices=LAYOUTS, default="paragraphs")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        golds = sorted((args.shared / "corpora" / "dev").glob("claims_*.jsonl"))
        every = [(gold, exported(gold, folder, args.layout)) for gold in golds]
        for gold, predicted in every:
            print(f"--- {gold.stem}, {args.layout}\n{scored(args.shared, gold, predicted)}")
        for side, paths in (("gold", [g for g, _ in every]), ("predicted", [p for _, p in every])):
            (folder / side).write_text("".join(path.read_text(encoding="utf-8") for path in paths), encoding="utf-8")
        print(f"--- all, {args.layout}\n{scored(args.shared, folder / 'gold', folder / 'predicted')}")


if __name__ == "__main__":
    main()
