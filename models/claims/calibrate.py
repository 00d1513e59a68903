"""Fit the weights that join rules and model, on training documents that the model was not trained on.

``python -m models.claims.calibrate ../shared`` writes ``parley/enrich/claims/joined.yml`` and prints how reliable the
confidences are there: of the claims said with about 0.6, six in ten should be right.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from models.claims.data import Annotated, Document, Key, fold, read
from parley.enrich.claims.joining import TABLE, Signals, joined
from parley.enrich.claims.neural.model import ClaimModel

HELD_OUT = (0, 6)  # of ten parts: never trained on
SETS = ("voa", "world", "web")
PENALTY = 1.0  # on the squared weights: some hundred claims are not many
Array = NDArray[numpy.float64]


def held_out(document: str) -> bool:
    """Whether a document of ``train/`` is kept to calibrate on."""
    return int(hashlib.md5(document.encode()).hexdigest(), 16) % 10 in HELD_OUT


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    folder = parser.parse_args().shared / "corpora" / "train"
    documents = [d for name in SETS for d in read(folder / f"claims_{name}.jsonl") if held_out(d["doc"])]
    known = list(_known(documents))
    x = numpy.array([signals for signals, _ in known])
    y = numpy.array([right for _, right in known], dtype=float)
    weights = fitted(x, y)
    lines = [f"- {{id: {name}, weight: {weight:.3f}}}\n" for name, weight in zip(Signals._fields, weights, strict=True)]
    TABLE.write_text("# Written by: python -m models.claims.calibrate SHARED\n" + "".join(lines), encoding="utf-8")
    print("".join(lines) + reliability(1 / (1 + numpy.exp(-x @ weights)), y))


def _known(documents: Sequence[Document]) -> Iterator[tuple[Signals, bool]]:
    """What is said of documents, and whether its own sentence shows it; what annotators were unsure of is left out."""
    annotated, model = Annotated(), ClaimModel()
    for document in documents:
        found = annotated.parsed(document)
        gold = annotated.claims(document, found)
        for seen in joined(model, found.pieces, found.actors, found.mentions, annotated.knowledge):
            sure = _sure(found.key(seen.claim), gold[found.sentence(seen.claim)])
            if sure is not False:
                yield seen.signals, sure is True


def _sure(key: Key, gold: Mapping[Key, bool]) -> bool | None:
    """Whether an annotator was sure of a claim; None where nobody made it. Other targets need one word in common."""
    if not key[2].startswith("other:"):
        return gold.get(key)
    words = set(fold(key[2][6:]).split())
    same = [
        sure for (actor, stance, target), sure in gold.items()
        if (actor, stance) == key[:2] and target.startswith("other:") and words & set(fold(target[6:]).split())
    ]  # fmt: skip
    return any(same) if same else None


def fitted(x: Array, y: Array) -> Array:
    """Logistic regression by Newton's method: ``x`` (cases, signals), ``y`` 0 or 1."""
    weights = numpy.zeros(x.shape[1])
    ridge = PENALTY * numpy.eye(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + numpy.exp(-x @ weights))
        gradient = x.T @ (p - y) + ridge @ weights
        weights -= numpy.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, gradient)
    return weights


def reliability(p: Array, y: Array) -> str:
    """For each tenth of the confidences: how many claims have it, and how many of these are right."""
    rows = []
    for low in numpy.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            rows.append(f"{low:.1f}-{low + 0.1:.1f}: {int(inside.sum()):5} said, {y[inside].mean():.2f} right\n")
    return "".join(rows)


if __name__ == "__main__":
    main()
