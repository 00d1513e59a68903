"""Why a sentence shows a claim, or none: what ``parley explain`` tells.

It asks what the rules ask, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from spacy.tokens import Token

from parley.enrich.claims.confidence import TABLE, Features, Measured, confidence
from parley.enrich.claims.extraction import candidates
from parley.enrich.claims.holders import passive, subject, voices
from parley.enrich.claims.joining import FLOOR, Key, Seen, key_of
from parley.enrich.claims.lexicon import Cue, Lexicon, lexicon
from parley.enrich.claims.readings import VERBAL, Reader, negation
from parley.enrich.claims.scene import Scene
from parley.enrich.claims.sentences import scenes
from parley.enrich.claims.standing import UNREAL, Standing, deontic, standing
from parley.enrich.pieces import Piece
from parley.knowledge import Knowledge, rows
from parley.models import Actor, Claim, Mention, Model, Part

Reason = Literal[
    "no-actor", "description", "question", "hypothetical", "denied", "not-asserted", "no-holder", "no-target", "other"
]
CARRYING = ("stance", "verdict", "label")  # kinds of cues that a claim can rest on
NEAR = 0.1  # what is less sure is no near miss
UNMEASURED = Measured(id="", hits=0, said=0)


class Weight(Model):
    """What one feature does to the confidence, and how often it was right on the training documents."""

    feature: str
    effect: float  # the confidence less what it would be without the feature
    hits: int
    said: int


class Told(Model):
    """A claim with what its confidence rests on: how sure the rules and the model are by themselves, None where one of
    them does not see it, and the features of the rules' confidence, the strongest for it first."""

    claim: Claim
    rule: float | None
    model: float | None
    weights: tuple[Weight, ...]


class Silent(Model):
    """A cue that no claim came of, in a sentence without any."""

    sentence: str
    part: Part
    start: int
    end: int
    cue: str
    reason: Reason
    detail: str


class Account(Model):
    """What was made of the sentences of an article, in the order of its text."""

    told: tuple[Told, ...]  # the claims that are kept, candidates too
    dropped: tuple[Told, ...]  # what was seen, but too unsure to keep
    silent: tuple[Silent, ...]


def account(
    pieces: Sequence[Piece],
    actors: Mapping[str, Actor],
    mentions: Sequence[Mention],
    knowledge: Knowledge,
    seen: Sequence[Seen],
) -> Account:
    """Why the article has the claims that it has, of all that were ``seen``, and no others."""
    why: dict[Key, Features] = {}
    for claim, features in sorted(
        candidates(pieces, actors, mentions, knowledge), key=lambda found: found[0].confidence
    ):
        why[key_of(claim)] = features
    told = [_told(each, why.get(key_of(each.claim), ())) for each in seen if each.claim.confidence >= NEAR]
    types = {actor.id: str(actor.type) for actor in actors.values()}
    claimed = {(each.claim.part, each.claim.start) for each in told}
    return Account(
        told=tuple(each for each in told if each.claim.confidence >= FLOOR),
        dropped=tuple(each for each in told if each.claim.confidence < FLOOR),
        silent=tuple(_silent(pieces, mentions, lexicon(knowledge), types, claimed)),
    )


def _told(seen: Seen, features: Features) -> Told:
    return Told(claim=seen.claim, rule=seen.rule, model=seen.model, weights=weights(features))


def weights(why: Features) -> tuple[Weight, ...]:
    """The features of a confidence, each with its effect, the strongest for it first."""
    found = []
    for feature in why:
        without = confidence(tuple(other for other in why if other != feature))
        row = _measured().get(feature, UNMEASURED)
        effect = round(confidence(why) - without, 3)
        found.append(Weight(feature=feature, effect=effect, hits=row.hits, said=row.said))
    return tuple(sorted(found, key=lambda weight: -weight.effect))


@cache
def _measured() -> dict[str, Measured]:
    return {row.id: row for row in rows(TABLE, Measured)}


def _silent(
    pieces: Sequence[Piece],
    mentions: Sequence[Mention],
    words: Lexicon,
    types: dict[str, str],
    claimed: set[tuple[Part, int]],
) -> Iterator[Silent]:
    staged = {_place(scene.piece, scene.sent.start_char): scene for scene in scenes(pieces, mentions, words, types)}
    for piece in pieces:
        for sent in piece.doc.sents:
            place = _place(piece, sent.start_char)
            for token in sent if place not in claimed else ():
                cues = [cue for cue in words.of(token) if cue.kind in CARRYING]
                if cues and token.pos_ != "AUX":  # "be" is a cue only beside a word that is one too
                    reason, detail = _why_not(token, cues, staged.get(place), types)
                    text = piece.text[sent.start_char : sent.end_char]
                    at = {"sentence": text, "part": piece.part, "start": place[1], "end": place[1] + len(text)}
                    yield Silent(cue=piece.text[token.idx :][: len(token)], reason=reason, detail=detail, **at)


def _place(piece: Piece, start: int) -> tuple[Part, int]:
    return piece.part, piece.offset + start


def _why_not(token: Token, cues: Sequence[Cue], scene: Scene | None, types: dict[str, str]) -> tuple[Reason, str]:
    """What a claim lacks, in the order in which the rules ask for it."""
    if scene is None:
        return "no-actor", "the sentence names no actor and quotes none"
    if token.pos_ in VERBAL and token.dep_ == "amod":
        return "description", "it only describes a noun"
    verb = next((t for t in (token, *token.ancestors) if t.pos_ in VERBAL), None)
    if verb is None:
        return "no-holder", "no verb says who holds it"
    stand = standing(verb, scene, types)
    if stand is None:
        return _unasserted(verb, scene)
    if holder := _no_holder(token, verb, cues, stand, Reader(scene, types)):
        return "no-holder", holder
    if not any(Reader(scene, types).cue(token, cue, carrier=verb if verb.i != token.i else None) for cue in cues):
        slots = dict.fromkeys(slot for cue in cues for slot, role in cue.slots.items() if role != "content")
        return "no-target", f"no topic or actor where its target would stand ({', '.join(slots)})"
    if (no := negation(verb)) is not None and any(cue.denied == "none" for cue in cues):
        return "denied", f"“{no}”: what somebody did not do is no stance"
    return "other", "holder and target do not fit together, or are the same"


def _no_holder(token: Token, verb: Token, cues: Sequence[Cue], stand: Standing, reader: Reader) -> str | None:
    """Why nobody holds it; None where somebody does."""
    if deontic(verb) or all(cue.kind == "verdict" for cue in cues):
        return None if stand.speakers else "it is the judgement or wish of a speaker, and no actor is named as that"
    who = subject(verb)
    owners = (child for child in token.children if child.i in reader.scene.inside)
    if (who is not None and voices(who, reader.scene, reader.types)) or next(owners, None) is not None:
        return None
    if who is None or who.i == token.i:
        return "it is passive, and nobody is named who does it" if passive(verb) else "nobody is named whose it is"
    phrase = who.doc[who.left_edge.i : who.i + 1].text
    return f"“{phrase}” is no actor that the text names"


def _unasserted(verb: Token, scene: Scene) -> tuple[Reason, str]:
    """Why the sentence does not assert the clause of ``verb``."""
    if "?" in scene.text[-3:]:
        return "question", "a question asserts nothing"
    for token in (verb, *verb.ancestors):
        head = token.head
        marks = [c for c in token.children if c.dep_ in ("mark", "advmod") and c.lower_ in UNREAL]
        if token.dep_ == "advcl" and marks:
            return "hypothetical", f"it stands under “{marks[0]}”"
        if token.dep_ in ("ccomp", "xcomp", "pcomp") and head.lemma_ == "deny":
            return "denied", f"it is what somebody {head}"
        if token.dep_ == "ccomp" and (no := negation(head)) is not None:
            return "denied", f"“{no}” takes back “{head}”"
        if token.dep_ in ("ccomp", "xcomp", "pcomp"):
            return "not-asserted", f"“{head}” leaves open whether it is so"
    return "not-asserted", "its clause tells an aim or a possibility"
