"""The cues of ``knowledge/stances.yml`` and the topic phrases, compiled for look-up by lemma."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field
from spacy.tokens import Token

from parley.knowledge import FOLDER, Knowledge, rows
from parley.models import Act, Model

Kind = Literal["stance", "say", "verdict", "label", "turn", "light", "raising", "voice", "adverse"]
Phrase = tuple[str, ...]


class Cue(Model):
    """Words that carry a stance, and where the one they are about stands beside them.

    ``slots`` maps a place (``object``, ``clause``, ``infinitive``, ``subject`` or a preposition) to a sign and a role:
    ``+target`` (topic or actor), ``-topic``, ``+actor``, ``~topic`` (neutral); ``addressee`` is the counterpart,
    ``content`` what is said.
    """

    id: str
    kind: Kind = "stance"
    verbs: tuple[str, ...] = ()  # "turn down" with its particle, "close door" with its object
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    slots: dict[str, str] = Field(default_factory=dict)
    objects: tuple[str, ...] = ()  # lemmas, one of which must fill a slot; then it is about ``topic``
    topic: str | None = None  # without ``objects``: what it is about where no slot says
    act: Act | None = None
    speech: bool = False  # a speech act: "reported" although no verb of saying governs it
    denied: Literal["flip", "neutral", "none"] | None = None  # under negation; else "+" flips, "-" is neutral
    examples: dict[str, str] = Field(min_length=1)  # sentence: "actor stance target; ..."


@dataclass(frozen=True)
class Lexicon:
    """Cues by part of speech and lemma, and topic phrases by their first word, longest first."""

    cues: dict[tuple[str, str], tuple[Cue, ...]]
    phrases: dict[str, tuple[tuple[Phrase, str], ...]]
    gate: frozenset[str]  # lemmas of cues that can make a claim by themselves
    offers: frozenset[str]  # lemmas of offering and inviting

    def of(self, token: Token) -> tuple[Cue, ...]:
        """The cues that a token is, those with its particle before the bare ones."""
        place = PLACES.get(token.pos_)
        if place is None:
            return ()
        lemma = token.lemma_.lower()
        found = self.cues.get((place, lemma), ())
        if place != "verb":
            return found
        if token.tag_ == "VBN":  # "is opposed to" is tagged as a verb
            found = (*self.cues.get(("adjective", token.lower_), ()), *found)
        with_particle = [  # or with its object: "leave the door"
            self.cues.get((place, f"{lemma} {child.lower_}"), ())
            for child in token.children
            if child.dep_ in ("prt", "advmod", "prep", "dobj")
        ]
        return (*(cue for cues in with_particle for cue in cues), *found)

    def is_(self, token: Token, kind: Kind) -> bool:
        """Whether the token is a cue of that kind."""
        return any(cue.kind == kind for cue in self.of(token))


OFFERING = frozenset(("offer", "propose", "invite", "offer-noun"))  # ids of cues
PLACES = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


def lexicon(knowledge: Knowledge) -> Lexicon:
    """The compiled cues and the topics of ``knowledge``; compiled once for each set of topics."""
    return _compiled(tuple((topic.id, topic.cues) for topic in knowledge.topics.values()))


@cache
def cues() -> tuple[Cue, ...]:
    """The entries of ``stances.yml``. Raises ``KnowledgeError``."""
    return tuple(rows(FOLDER / "stances.yml", Cue))


@cache
def _compiled(topics: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    found: dict[tuple[str, str], list[Cue]] = defaultdict(list)
    for cue in cues():
        for place, lemmas in (("verb", cue.verbs), ("noun", cue.nouns), ("adjective", cue.adjectives)):
            for lemma in lemmas:
                found[place, lemma].append(cue)
    phrases: dict[str, list[tuple[Phrase, str]]] = defaultdict(list)
    for topic, texts in topics:
        for words in (tuple(text.replace("-", " ").split()) for text in texts):
            phrases[words[0]].append((words, topic))
    return Lexicon(
        cues={key: tuple(sorted(value, key=lambda cue: not cue.objects)) for key, value in found.items()},
        phrases={first: tuple(sorted(some, key=lambda pair: -len(pair[0]))) for first, some in phrases.items()},
        gate=frozenset(_gate(found)),
        offers=frozenset(lemma for cue in cues() if cue.id in OFFERING for lemma in (*cue.verbs, *cue.nouns)),
    )


def _gate(found: dict[tuple[str, str], list[Cue]]) -> Iterable[str]:
    for (_, lemma), some in found.items():
        if any(cue.kind in ("stance", "verdict", "label", "say") for cue in some):
            yield lemma.split()[0]
