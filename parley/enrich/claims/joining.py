"""Rules and model together: what either finds, with one calibrated confidence, fitted where the model was not trained.

``joined.yml`` has the weights; ``python -m models.claims.calibrate SHARED`` writes them anew. What a rule and the model
both see is far likelier right than what one of them sees alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from parley.enrich.claims.extraction import candidates
from parley.enrich.claims.neural.model import ClaimModel
from parley.enrich.claims.neural.proposed import Proposed, proposals
from parley.enrich.pieces import Piece
from parley.knowledge import Knowledge, rows
from parley.models import Actor, Claim, Mention, Model

LEAST = 0.35  # seven of ten are right on other documents: a wrong stance costs more than a missed one
FLOOR = 0.2  # not even a candidate below it
FIRM = 0.5  # a rule as sure as this knows the stance better than the model
UNSEEN = 0.02  # the model's probability of what it does not propose: below its own floor
TABLE = Path(__file__).parent / "joined.yml"


class Fitted(Model):
    """What one unit of a signal adds to the log-odds."""

    id: str
    weight: float


class Signals(NamedTuple):
    """What the confidence of a claim rests on: log-odds, unless it says else; 0 where one of the two is silent."""

    always: float
    model: float
    stance: float
    ruled: float  # 1 where a rule found it
    rule: float
    agree: float  # 1 where both say the same stance
    topic: float  # 1 where the target is a topic
    other: float  # 1 where it is neither topic nor actor


def kept(seen: Iterable[Seen]) -> tuple[Claim, ...]:
    """Those that are sure enough, in the same order; candidates too, which are less sure than ``LEAST``."""
    return tuple(each.claim for each in seen if each.claim.confidence >= FLOOR)


def joined(
    model: ClaimModel,
    pieces: Sequence[Piece],
    actors: Mapping[str, Actor],
    mentions: Sequence[Mention],
    knowledge: Knowledge,
) -> Iterator[Seen]:
    """All that rules or model see, however unsure: one for each actor and target of a sentence."""
    ruled: dict[Key, Claim] = {}
    for claim, _ in candidates(pieces, actors, mentions, knowledge):
        if key_of(claim) not in ruled or claim.confidence > ruled[key_of(claim)].confidence:
            ruled[key_of(claim)] = claim
    seen = {key_of(proposed.claim): proposed for proposed in proposals(model, pieces, actors, mentions, knowledge)}
    for key in sorted({*ruled, *seen}, key=lambda key: (key.part != "title", key[1:])):
        rule, proposed = ruled.get(key), seen.get(key)
        claim, known = _one(rule, proposed)
        sure = confidence(known)
        yield Seen(
            claim=claim.model_copy(update={"confidence": sure, "candidate": sure < LEAST}),
            signals=known,
            rule=rule.confidence if rule else None,
            model=proposed.claim.confidence if proposed else None,
        )


class Seen(NamedTuple):
    """A claim with its calibrated confidence, and how sure rules and model are of it by themselves."""

    claim: Claim
    signals: Signals
    rule: float | None
    model: float | None


class Key(NamedTuple):
    """A claim by its sentence, holder and target."""

    part: str
    start: int
    actor: str
    target: str


def key_of(claim: Claim) -> Key:
    """The key of a claim."""
    return Key(claim.part, claim.start, claim.actor, claim.target)


def _one(rule: Claim | None, proposed: Proposed | None) -> tuple[Claim, Signals]:
    """The claim that both make of it. A rule knows more of the sentence; the stance is the surer one's."""
    if rule is None:
        assert proposed is not None
        return proposed.claim, signals(None, proposed, agree=False)
    if proposed is None:
        return rule, signals(rule, None, agree=False)
    agree = rule.stance == proposed.claim.stance
    stance = rule.stance if agree or rule.confidence >= FIRM else proposed.claim.stance
    claim = rule.model_copy(update={"stance": stance, "rule": f"{rule.rule}+{proposed.claim.rule}"})
    return claim, signals(rule, proposed, agree=agree)


def signals(rule: Claim | None, proposed: Proposed | None, *, agree: bool) -> Signals:
    """What is known of a claim."""
    claim = rule or (proposed.claim if proposed else None)
    return Signals(
        always=1.0,
        model=_logit(proposed.claim.confidence if proposed else UNSEEN),
        stance=_logit(proposed.sureness) if proposed else 0.0,
        ruled=1.0 if rule else 0.0,
        rule=_logit(rule.confidence) if rule else 0.0,
        agree=1.0 if agree else 0.0,
        topic=1.0 if claim and claim.target_kind == "topic" else 0.0,
        other=1.0 if claim and claim.target_kind == "other" else 0.0,
    )


def confidence(given: Signals) -> float:
    """The estimated probability, 0 to 1, that a careful reader would agree."""
    odds = sum(weight * value for weight, value in zip(_weights(), given, strict=True))
    return round(1 / (1 + math.exp(-odds)), 3)


@cache
def _weights() -> tuple[float, ...]:
    table = {row.id: row.weight for row in rows(TABLE, Fitted)}
    return tuple(table[name] for name in Signals._fields)


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
