"""Who holds a stance: from the subject of a verb or the possessor of a noun to the actors it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from parley.enrich.claims.scene import Scene

BODIES = frozenset(
    ("government", "country", "armed-group", "party", "intergovernmental", "company", "other-organisation")
)
RELATIVES = frozenset(("who", "which", "that"))
FIRST = frozenset(("we", "i", "our", "my", "us", "me"))
MODIFIERS = frozenset(("compound", "nmod", "amod", "poss"))
SOURCES = frozenset(("of", "for", "from", "with", "in", "at", "by"))


@dataclass(frozen=True)
class Voice:
    """The actor that a noun phrase means, and the person who speaks for it where that is another."""

    actor: str
    speaker: str
    token: Token


def voices(token: Token, scene: Scene, types: dict[str, str]) -> list[Voice]:
    """The actors that the phrase headed by ``token`` means, its conjuncts included."""
    found = _voices(token, scene, types)
    for conjunct in token.conjuncts:
        if conjunct.i > token.i and conjunct.pos_ in ("NOUN", "PROPN", "PRON", "ADJ"):
            found += _voices(conjunct, scene, types)
    return list({voice.actor: voice for voice in reversed(found)}.values())[::-1]


def _voices(token: Token, scene: Scene, types: dict[str, str]) -> list[Voice]:
    own = scene.mentions.get(token.i)
    if token.lower_ in FIRST:
        return [Voice(actor, actor, token) for actor in scene.speakers]
    if token.lower_ in RELATIVES and token.dep_ != "det":
        antecedent = next((t for t in token.ancestors if t.dep_ in ("relcl", "acl")), None)
        return _voices(antecedent.head, scene, types) if antecedent is not None and antecedent.head.i != token.i else []
    if own is None:
        return _described(token, scene, types)
    if types.get(own.actor) == "person":
        body = _spoken_for(token, scene, types)
        if body:
            return [Voice(body, own.actor, token)]
    return [Voice(own.actor, own.actor, token)]


def _described(token: Token, scene: Scene, types: dict[str, str]) -> list[Voice]:
    """ "Kabul officials", "a spokesman for the party", "the group, Hezbollah,"."""
    around = scene.inside.get(token.i)
    if around is not None:  # inside a mention but not its head
        return [Voice(around.actor, around.actor, token)]
    named = [c for c in token.children if c.dep_ == "appos" and c.i in scene.mentions]
    if token.lemma_.lower() not in SPOKESPERSON:
        for child in named:
            return _voices(child, scene, types)
    if scene.lexicon.is_(token, "voice"):
        for part in _parts(token):
            mention = scene.inside.get(part.i)
            if mention is not None:
                return [Voice(mention.actor, scene.mentions[named[0].i].actor if named else mention.actor, token)]
    return _voices(named[0], scene, types) if named else []


def _parts(token: Token) -> Iterator[Token]:
    """Modifiers of a noun and what its prepositions govern, nearest first."""
    for child in token.children:
        if child.dep_ in MODIFIERS:
            yield child
            yield from (t for t in child.children if t.dep_ in MODIFIERS)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in SOURCES:
            for thing in child.children:
                if thing.dep_ == "pobj":
                    yield thing
                    yield from (t for t in thing.children if t.dep_ in MODIFIERS)


def _spoken_for(person: Token, scene: Scene, types: dict[str, str]) -> str | None:
    """The body of "Taliban spokesman X" or "X, a spokesman for the Taliban"."""
    for title in person.children:
        if title.dep_ in ("appos", "compound", "nmod") and title.lemma_.lower() in SPOKESPERSON:
            around = [*_parts(title), *(t for t in person.children if t.dep_ in MODIFIERS and t.i < title.i)]
            for part in around:
                mention = scene.inside.get(part.i)
                if mention is not None and types.get(mention.actor) in BODIES:
                    return mention.actor
    return None


SPOKESPERSON = frozenset(("spokesman", "spokeswoman", "spokesperson"))


def subject(verb: Token, depth: int = 6) -> Token | None:
    """The head of the phrase that does what ``verb`` says; None where nobody is said to."""
    if depth == 0:
        return None
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
    if passive(verb):
        return next((p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"), None)
    if own is not None:
        if own.lower_ in RELATIVES and verb.dep_ in ("relcl", "acl"):
            return verb.head
        return own
    head = verb.head
    if verb.dep_ == "acl":
        return head if verb.tag_ == "VBG" else None
    if verb.dep_ == "xcomp" and passive(head):  # "is expected to"
        return next((c for c in head.children if c.dep_ == "nsubjpass"), None)
    if verb.dep_ in ("conj", "advcl", "xcomp", "ccomp", "dep", "parataxis") and head.pos_ in ("VERB", "AUX"):
        return subject(head, depth - 1)
    if verb.dep_ == "pcomp":
        governor = head.head
        return subject(governor, depth - 1) if governor.pos_ in ("VERB", "AUX") else None
    return None


def passive(verb: Token) -> bool:
    """Whether ``verb`` is a passive: "was rejected", "a plan rejected by"."""
    if any(c.dep_ in ("auxpass", "nsubjpass", "agent") for c in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ == "acl"
