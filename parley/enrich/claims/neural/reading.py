"""From a parsed article to the windows that the claim model reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from parley.enrich.claims.lexicon import lexicon
from parley.enrich.claims.neural.speakers import sayer, speakers
from parley.enrich.claims.neural.windows import Named, Pieces, Window, cut, window
from parley.enrich.claims.quotes import quoted
from parley.enrich.claims.scene import placed, shared_out
from parley.enrich.pieces import Piece
from parley.knowledge import Knowledge
from parley.models import Actor, Mention

BACK = 3  # sentences before it that a window may hold


class Unit(NamedTuple):
    """Characters ``start`` to ``end`` of a piece: a sentence."""

    piece: Piece
    start: int
    end: int


def units(pieces: Sequence[Piece]) -> list[Unit]:
    """The sentences of an article in order."""
    return [Unit(piece, sent.start_char, sent.end_char) for piece in pieces for sent in piece.doc.sents]


class Read(NamedTuple):
    """A sentence as the model reads it, and whose words it has or tells."""

    unit: Unit
    window: Window
    speaker: str | None


def readings(
    found: Sequence[Unit], mentions: Sequence[Mention], actors: Mapping[str, Actor], knowledge: Knowledge
) -> Iterator[Read]:
    """The window of each sentence; its ``actors`` are empty where nobody is named in or before it."""
    pieces = list({id(unit.piece): unit.piece for unit in found}.values())
    shared = dict(zip(map(id, pieces), shared_out(pieces, mentions), strict=True))
    marks = dict(zip(map(id, pieces), quoted(pieces), strict=True))
    named = [_named(unit, shared[id(unit.piece)]) for unit in found]
    cuts = cut([(unit.piece.text[unit.start : unit.end], who) for unit, who in zip(found, named, strict=True)])
    own, who = _speakers(found, shared, marks, knowledge)
    voices = {actor: _voice(actors[actor].name, actor) for actor in {*who} if actor}
    for index, sentence in enumerate(cuts):
        before = cuts[max(0, index - BACK) : index]
        made = window(sentence, before, cuts[0] if index > BACK else None, voices.get(who[index] or ""))
        yield Read(found[index], made, own[index] or who[index])


def _named(unit: Unit, mentions: Sequence[Mention]) -> list[Named]:
    """The mentions of a sentence by its own characters, the longest where some overlap."""
    start = unit.piece.offset + unit.start
    end = unit.piece.offset + unit.end
    taken: list[Named] = []
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        inside = start <= mention.start < end
        if inside and not any(n.start < mention.end - start and mention.start - start < n.end for n in taken):
            taken.append(Named(mention.start - start, mention.end - start, mention.actor))
    return taken


def _speakers(
    found: Sequence[Unit],
    shared: Mapping[int, Sequence[Mention]],
    marks: Mapping[int, frozenset[int]],
    knowledge: Knowledge,
) -> tuple[list[str | None], list[str | None]]:
    """Whom each sentence names as speaker, and whose words it has where it names nobody."""
    words = lexicon(knowledge)
    inside = {key: placed(piece, shared[key])[1] for key, piece in {id(u.piece): u.piece for u in found}.items()}
    own, within = [], []
    for unit in found:
        key = id(unit.piece)
        sent = unit.piece.doc.char_span(unit.start, unit.end, alignment_mode="expand")
        own.append(sayer(sent, marks[key], inside[key], words) if sent is not None else None)
        within.append(sent is not None and any(token.i in marks[key] for token in sent))
    return own, speakers([unit.piece.text[unit.start : unit.end] for unit in found], within, own)


def _voice(name: str, actor: str) -> Pieces:
    return cut([(f"{name}:", [Named(0, len(name), actor)])])[0]
