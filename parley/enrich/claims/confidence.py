"""How sure a claim is: the measured precision of its cue, words, target and standing, put together as odds.

``precision.yml`` says how often each feature was right on the training documents; ``python -m bench.quality.claims
SHARED --fit`` writes it anew.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from parley.knowledge import rows
from parley.models import Model

if TYPE_CHECKING:
    from parley.enrich.claims.scene import Scene
    from parley.enrich.claims.stances import Found

Features = tuple[str, ...]
LEAST = 0.46  # two of three claims are right on other documents: a wrong stance costs more than a missed one
PRIOR = 4  # imagined cases at the overall precision: rare features say little
WEIGHT = 0.5  # features depend on each other: full weight would count the same evidence twice
TABLE = Path(__file__).parent / "precision.yml"


class Measured(Model):
    """How often claims with a feature were said, and how often rightly; "all" counts every claim."""

    id: str
    hits: int
    said: int


def features(found: Found, scene: Scene, types: dict[str, str]) -> Features:
    """What the confidence of a claim rests on."""
    reading, token = found.reading, found.token
    kind = "topic" if reading.topic else "actor"
    told = "told" if found.standing.told else "speech" if found.cue.speech else "own"
    told = "quoted" if token.i in scene.quoted else told
    mention = scene.inside.get(found.holder.token.i)
    return (
        f"cue {found.cue.id} {kind}",
        f"theme {reading.head.lemma_.lower()}" if reading.theme else f"target {reading.topic or kind} {found.stance}",
        f"word {token.lemma_.lower()} {kind}",
        f"about {reading.head.lemma_.lower() if reading.topic else types[reading.actor or found.holder.actor]}",
        f"type {types[found.holder.actor]} {kind}",
        f"slot {reading.slot or 'head'} {token.pos_}",
        f"depth {min(reading.depth, 4)}",
        f"standing {told} {found.standing.modality}",
        f"holder {mention.how if mention and mention.how == 'pronoun' else 'named' if mention else 'described'}",
    )


@cache
def _weights() -> tuple[float, dict[str, float]]:
    table = {row.id: row for row in rows(TABLE, Measured)}
    whole = table.pop("all")
    base = whole.hits / whole.said
    smoothed = {name: (row.hits + PRIOR * base) / (row.said + PRIOR) for name, row in table.items()}
    return _logit(base), {name: WEIGHT * (_logit(p) - _logit(base)) for name, p in smoothed.items()}


def confidence(why: Features) -> float:
    """The estimated probability, 0 to 1, that a careful reader would agree."""
    base, weights = _weights()
    return round(1 / (1 + math.exp(-(base + sum(weights.get(feature, 0.0) for feature in why)))), 3)


def _logit(p: float) -> float:
    return math.log(p / (1 - p))
