"""From what the model proposes to claims with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from parley.enrich.claims.neural.model import ClaimModel, Proposal
from parley.enrich.claims.neural.reading import Read, readings, units
from parley.enrich.pieces import Piece
from parley.knowledge import Knowledge
from parley.models import Actor, Claim, Mention, TargetKind

RULE = "model"
LONGEST = 4  # words of a target that is neither topic nor actor


class Proposed(NamedTuple):
    """A claim of the model, its ``confidence`` the model's own, and how sure its stance is."""

    claim: Claim
    sureness: float


def proposals(
    model: ClaimModel,
    pieces: Sequence[Piece],
    actors: Mapping[str, Actor],
    mentions: Sequence[Mention],
    knowledge: Knowledge,
) -> Iterator[Proposed]:
    """What the model sees in an article, sure or not, in the order of its text; of topics only those we ask for."""
    read = [row for row in readings(units(pieces), mentions, actors, knowledge) if row.window.actors]
    if not read:
        return
    types = [[str(actors[actor].type) for actor in row.window.actors] for row in read]
    for row, found in zip(read, model.propose([row.window for row in read], types), strict=True):
        for proposal in found:
            if _shown(proposal, row) and (proposal.topic is None or proposal.topic in knowledge.topics):
                target = _target(proposal, row, actors, knowledge)
                if target is not None:
                    yield Proposed(_claim(proposal, row, target, actors), proposal.sureness)


def _shown(proposal: Proposal, row: Read) -> bool:
    """Whether the sentence itself can show it: its holder is named there or speaks there, and a word says so.

    Else the model tells of the sentence before, which it reads as well.
    """
    window = row.window
    here = {slot for slot, inside in zip(window.slots, window.inside, strict=True) if inside}
    text = row.unit.piece.text[row.unit.start : row.unit.end]
    cue = _word(text, window.starts[proposal.cue], window.ends[proposal.cue])
    named = proposal.holder in here or window.actors[proposal.holder] == row.speaker
    return named and any(letter.isalpha() for letter in cue)


class Target(NamedTuple):
    """What a claim is about."""

    id: str
    name: str
    kind: TargetKind


def _target(proposal: Proposal, row: Read, actors: Mapping[str, Actor], knowledge: Knowledge) -> Target | None:
    if proposal.topic is not None:
        return Target(proposal.topic, knowledge.topics[proposal.topic].name, "topic")
    if proposal.target is not None:
        actor = actors[row.window.actors[proposal.target]]
        return Target(actor.id, actor.name, "actor")
    phrase = _phrase(proposal.words, row)
    return Target(f"other:{phrase}", phrase, "other") if phrase else None


def _phrase(words: Sequence[int], row: Read) -> str:
    """The last words of the noun phrase that has most of the word pieces; "" where none has any."""
    unit, window = row.unit, row.window
    sent = unit.piece.doc.char_span(unit.start, unit.end, alignment_mode="expand")
    starts = {unit.start + window.starts[index] for index in words}
    best: tuple[int, str] = (0, "")
    for chunk in sent.noun_chunks if sent is not None else ():
        inside = sum(chunk.start_char <= start < chunk.end_char for start in starts)
        named = [token.text for token in chunk if token.pos_ not in ("DET", "PRON", "PUNCT", "PART")]
        if inside > best[0] and len(named) > 1:
            best = inside, " ".join(named[-LONGEST:])
    return best[1]


def _claim(proposal: Proposal, row: Read, target: Target, actors: Mapping[str, Actor]) -> Claim:
    unit, window = row.unit, row.window
    holder = actors[window.actors[proposal.holder]]
    party = window.actors[proposal.counterpart] if proposal.counterpart is not None else None
    party = party if target.kind == "topic" else None
    speaker = None if proposal.attribution == "own" else row.speaker or holder.id
    text = unit.piece.text[unit.start : unit.end]
    return Claim(
        actor=holder.id,
        actor_name=holder.name,
        actor_type=holder.type,
        stance=proposal.stance,
        target=target.id,
        target_name=target.name,
        target_kind=target.kind,
        counterpart=party,
        counterpart_name=actors[party].name if party else None,
        sentence=text,
        part=unit.piece.part,
        start=unit.piece.offset + unit.start,
        end=unit.piece.offset + unit.end,
        cue=_word(text, window.starts[proposal.cue], window.ends[proposal.cue]),
        rule=RULE,
        speaker=speaker,
        speaker_name=actors[speaker].name if speaker else None,
        attribution=proposal.attribution,
        negated=proposal.negated,
        modality="hypothetical" if proposal.hypothetical else "actual",
        confidence=round(proposal.probability, 3),
    )


def _word(text: str, start: int, end: int) -> str:
    """The whole word of a word piece."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return text[start:end]
