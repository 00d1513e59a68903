"""Kill ``parley ingest`` at random moments, run it again, and compare the archive with an undisturbed one.

python -m bench.kills [--kills 20] [--articles 120] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import corpus
from parley.archive import reading
from parley.search import everything
from parley.stores.base import Query

OF_A_RUN = {"ingested_at", "run"}  # what differs between two runs that end in the same archive


def content(archive: Path) -> list[str]:
    """All documents and ledger counts of an archive, without what tells one run from another."""
    with reading(str(archive)) as opened:
        lines = [json.dumps(opened.ledger.counts())]
        for article, claims in everything(opened.store, Query()):
            lines.append(article.model_dump_json(exclude=OF_A_RUN))
            lines += sorted(claim.model_dump_json() for claim in claims)
    return sorted(lines)


def start(articles: Path, archive: Path) -> subprocess.Popen[bytes]:
    """``parley ingest`` in a process group of its own, in small batches, so that there is much to interrupt."""
    command = [sys.executable, "-m", "parley", "ingest", str(articles), "--archive", str(archive), "--json"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | {"PARLEY_BATCH_SIZE": "10"})


def finish(articles: Path, archive: Path) -> float:
    """Run to the end; the seconds it took."""
    started = time.perf_counter()
    if code := start(articles, archive).wait():
        raise SystemExit(f"parley ingest ended with {code}")
    return time.perf_counter() - started


def campaign(kills: int, articles: int, seed: int) -> int:
    """Print one line a kill; the number of archives that differ from the undisturbed one."""
    chance, different = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "articles.jsonl"
        corpus.write(path, articles, seed)
        seconds = finish(path, folder / "undisturbed")
        wanted = content(folder / "undisturbed")
        for number in range(1, kills + 1):
            archive = folder / f"killed-{number}"
            process = start(path, archive)
            moment = chance.uniform(0.05, 1) * seconds
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.wait()
            finish(path, archive)
            same = content(archive) == wanted
            different += not same
            print(
                f"kill {number:3} after {moment:5.2f} of {seconds:.2f} s: {'same' if same else 'DIFFERENT'}", flush=True
            )
    print(f"{kills - different} of {kills} archives equal the undisturbed one ({len(wanted)} documents)")
    return different


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    raise SystemExit(1 if campaign(args.kills, args.articles, args.seed) else 0)


if __name__ == "__main__":
    main()
