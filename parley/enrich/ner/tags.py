"""From scores of tags to names."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LABELS = ("PER", "ORG", "LOC")
TAGS = ("O", *(f"{prefix}-{label}" for label in LABELS for prefix in "BI"))
BEGINS, GOES_ON = [TAGS.index(f"B-{label}") for label in LABELS], [TAGS.index(f"I-{label}") for label in LABELS]


class Found(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) are a name."""

    first: int
    last: int
    label: str


def names(scores: NDArray[np.float32]) -> list[Found]:
    """The names in the scores of words (words, tags): where the best tags put one, with its likeliest label on all."""
    best = scores.argmax(axis=1)
    if not best.any():
        return []
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    labels = odds[:, BEGINS] + odds[:, GOES_ON]
    stretches: list[list[int]] = []
    for word in np.flatnonzero(best).tolist():
        if best[word] in GOES_ON and stretches and stretches[-1][1] == word:
            stretches[-1][1] = word + 1
        else:
            stretches.append([word, word + 1])
    return [Found(int(a), int(b), LABELS[int(labels[a:b].sum(axis=0).argmax())]) for a, b in stretches]
