"""How far two annotators of the passages agree: ``python -m models.claims.agreement [../shared]``.

``passages/second.jsonl`` annotates some passages of ``part1.jsonl`` and ``part2.jsonl`` again, by someone who had not
seen their claims. Claims are counted as the shared measure counts them, so that the figures compare with a model's.
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

PASSAGES = Path(__file__).parent / "passages"
FIELDS = ("attribution", "negated", "modality")
Documents = dict[str, dict[str, Any]]  # as score.py reads them, by name


def main() -> None:
    """Print how well each annotation answers for the other, and how the claims that both have stand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"), help="folder with measure/score.py")
    path = parser.parse_args().shared / "measure" / "score.py"
    if not path.is_file():
        parser.error(f"{path} is not there: name the folder that has measure/score.py")
    score = module(path)
    first, second = both(score)
    print(f"{len(second)} passages, claims: {claims(first)} by the first, {claims(second)} by the second")
    for name, gold, predicted in (("second against first", first, second), ("first against second", second, first)):
        for said, answer in (("sure claims", sure(predicted)), ("all claims", predicted)):
            print(f"{name}, {said:<11}", score.score_claims(gold, answer, ("actor", "stance"), 0)[0])
    # A sure claim of one is confirmed by any of the other: so unsure ones count against neither.
    print(f"sure claims that the other has too: {mutual(score, first, second):.3f}")
    print("of claims with the same actor and target, stance:", stances(score, first, second))
    pairs = score.score_claims(first, second, ("actor", "stance"), 0)[1]
    print("of claims that both have:", ", ".join(f"{field} {score.agreement(pairs, field)}" for field in FIELDS))


def module(path: Path) -> ModuleType:
    """The shared measure, which is a script and no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def both(score: ModuleType) -> tuple[Documents, Documents]:
    """The passages that were annotated twice, by the first and by the second, with the same sentences and actors."""
    every = score.read(PASSAGES / "part1.jsonl") | score.read(PASSAGES / "part2.jsonl")
    again = score.read(PASSAGES / "second.jsonl")
    return {name: every[name] for name in again}, {name: every[name] | again[name] for name in again}


def claims(documents: Documents) -> str:
    """How many claims there are, and how many of them are sure."""
    every = sum(len(document["claims"]) for document in documents.values())
    return f"{every} ({sum(len(document['claims']) for document in sure(documents).values())} sure)"


def sure(documents: Documents) -> Documents:
    """The same documents with their sure claims only."""
    return {
        name: document | {"claims": [claim for claim in document["claims"] if claim["sure"]]}
        for name, document in documents.items()
    }


def mutual(score: ModuleType, first: Documents, second: Documents) -> float:
    """F1 of the shares of each one's sure claims that the other has, sure or unsure."""
    shares = []
    for gold, other in ((first, second), (second, first)):
        pairs = score.score_claims(gold, other, ("actor", "stance"), 0)[1]
        shares.append(sum(any(claim["sure"] for claim in want) for _, want, _ in pairs) / distinct(score, gold))
    return 2 * shares[0] * shares[1] / (sum(shares) or 1.0)


def distinct(score: ModuleType, documents: Documents) -> int:
    """How many sure claims there are, counted once a document: a document answers itself."""
    pairs = score.score_claims(sure(documents), sure(documents), ("actor", "stance"), 0)[1]
    return len(pairs) or 1


def stances(score: ModuleType, first: Documents, second: Documents) -> str:
    """Whether they agree on the stance where they have a claim of the same actor on the same target."""
    answer: str = score.agreement(score.score_claims(first, second, ("actor",), 0)[1], "stance")
    return answer


if __name__ == "__main__":
    main()
