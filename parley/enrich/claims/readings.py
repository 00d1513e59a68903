"""Toward what: reads a phrase or clause as topics and actors with a sign, composing signs down the tree.

"refuse to withdraw the troops" is - (refuse) times - (withdraw) = + foreign-troops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from parley.enrich.claims.holders import MODIFIERS, RELATIVES, passive, voices
from parley.enrich.claims.lexicon import Cue
from parley.enrich.claims.scene import Scene

VERBAL = ("VERB", "AUX")
NO = ("no", "neither")
DEEPEST = 6
BY = ("by", "of", "from")
BESIDE = ("with", "by", "of", "between", "against", "on", "in", "from")
ASIDE = frozenset(
    ["before", "after", "until", "without", "despite", "during", "since", "like", "unlike", "amid", "than"]
)  # no objects
PEACEFUL = frozenset(  # talks about these are about these
    [
        "trade",
        "reform",
        "alliance",
        "security-agreement",
        "refugees",
        "narcotics",
        "foreign-aid",
        "diplomatic-relations",
    ]
)
DEFINITE = frozenset(("the", "that", "this", "such", "its", "their"))
GENERIC = frozenset(("deal", "mission", "program", "measure", "process"))  # "the deal": what the text is about
ASKING = frozenset(("call", "demand", "appeal", "request", "plea"))
OFFERS = frozenset(("invitation", "offer", "proposal", "overture"))  # whose matter may stand in the text before
PREPOSITIONS = ("prep", "dative", "agent", "prt", "advmod")  # the parser's names for them
SIGNS = {"+": 1, "-": -1, "~": 0}
DESCENT = frozenset(
    [
        "of",
        "for",
        "on",
        "about",
        "to",
        "in",
        "over",
        "into",
        "from",
        "toward",
        "towards",
        "at",
        "through",
        "as",
        "against",
    ]
)


@dataclass(frozen=True)
class Reading:
    """What a phrase is about: a topic or an actor, for (1), against (-1) or neither (0)."""

    sign: int
    head: Token
    topic: str | None = None
    actor: str | None = None
    others: tuple[str, ...] = ()  # actors beside it that may be the counterpart
    negated: bool = False  # a negation inside was resolved
    depth: int = 0
    slot: str = ""
    theme: bool = False  # "the deal": the topic is that of the text before

    def times(self, sign: int, slot: str = "") -> Reading:
        """The reading under one more sign; who owns the act stays worth telling from what fills the slot."""
        slot = self.slot if self.slot.startswith("owner") else slot or self.slot
        return replace(self, sign=self.sign * sign, depth=self.depth + 1, slot=slot)


@dataclass(frozen=True)
class Reader:
    """Reads the phrases of one scene."""

    scene: Scene
    types: dict[str, str]

    def cue(self, token: Token, cue: Cue, depth: int = 0, carrier: Token | None = None) -> list[Reading]:
        """What a cue is about, signs applied; ``carrier`` is the light verb that carries a noun."""
        if depth > DEEPEST:
            return []
        found: list[Reading] = []
        others: list[str] = []
        for slot, spec in cue.slots.items():
            if spec == "content":
                continue
            if slot == "alone":
                found += self._offer(token, spec) if not found and alone(token) else []
                continue
            for filler in fillers(token, slot, carrier, deep=spec == "addressee"):
                if spec == "addressee":
                    others += self._named(filler)
                    continue
                sign, role = SIGNS[spec[0]], spec[1:]
                found += [r.times(sign, slot) for r in self._filled(filler, role, cue, sign, depth)]
        if not found and cue.topic and not cue.objects:
            sign = next((SIGNS[s[0]] for s in cue.slots.values() if s[0] in SIGNS), 1)
            found = [Reading(sign, token, topic=cue.topic, slot="default")]
        if any(r.topic == "peace-talks" for r in found):  # talks to end a war
            found = [r for r in found if r.topic != "military-operations"]
        return [replace(r, others=(*others, *r.others)) for r in found]

    def _offer(self, token: Token, spec: str) -> list[Reading]:
        """What a bare "refused" is about: the offer of the sentence before."""
        offer = self.scene.offer
        if offer is None or not offer.fresh:
            return []
        return [Reading(SIGNS[spec[0]], token, topic=offer.topic, others=offer.actors, slot="alone", theme=True)]

    def _filled(self, filler: Token, role: str, cue: Cue, sign: int, depth: int) -> list[Reading]:
        if cue.objects:
            named = self._named(filler) if "ACTOR" in cue.objects else []
            if self.scene.topics.get(filler.i, cue.topic) != cue.topic:
                return []
            if not named and not any(t.lemma_.lower() in cue.objects for t in _near(filler)):
                return []
            blamed = self._owners(filler, BY) if role == "target" else []
            if blamed:
                return [Reading(1, filler, actor=blamed[0], slot="owner", depth=1)]
            return [Reading(1, filler, topic=cue.topic, others=(*named, *self._owners(filler)))]
        if role in ("target", "actor"):
            actors = [Reading(1, v.token, actor=v.actor) for v in voices(filler, self.scene, self.types)]
            if actors:
                return actors
        topics = self.read(filler, depth + 1) if role != "actor" else []
        asked = any(other.act == "REQUEST" for other in self.scene.lexicon.of(filler))
        if role == "topic" or (asked and not cue.speech) or not (sign < 0 or cue.speech):
            return topics
        slot = "owner too" if topics else "owner"
        owners = self._owners(filler, BY)[:1]
        if owners and cue.act == "ACCUSE":  # who is blamed for it is meant, not war as such
            topics = [r for r in topics if r.topic not in ("military-operations", "terrorism")]
        return topics + [Reading(1, filler, actor=owner, slot=slot, depth=1) for owner in owners]

    def read(self, token: Token, depth: int = 0) -> list[Reading]:
        """The topics that a phrase or clause is about, conjuncts included."""
        if depth > DEEPEST:
            return []
        found = self._one(token, depth)
        for conjunct in token.children:
            if conjunct.dep_ == "conj" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in conjunct.children):
                found += self.read(conjunct, depth + 1)
        return found

    def _one(self, token: Token, depth: int) -> list[Reading]:
        owners = tuple(self._owners(token))
        if token.i in self.scene.topics:
            return [self._negated(replace(r, others=(*owners, *r.others)), token) for r in self._topics(token, depth)]
        for cue in self.scene.lexicon.of(token):
            if cue.kind in ("stance", "turn"):
                found = self.cue(token, cue, depth + 1)
                if found:
                    return [self._negated(replace(r, others=(*r.others, *owners)), token) for r in found]
        for some in self._descents(token):
            found = [r.times(1) for child in some for r in self.read(child, depth + 1)]
            if found:
                return [self._negated(replace(r, others=(*r.others, *owners)), token) for r in found]
        definite = any(c.lower_ in DEFINITE for c in token.children)
        if self.scene.theme and definite and token.lemma_.lower() in GENERIC:
            return [Reading(1, token, topic=self.scene.theme, others=owners, theme=True)]
        offer = self.scene.offer
        if offer is not None and token.lemma_.lower() in OFFERS and not _own_matter(token):
            return [Reading(1, token, topic=offer.topic, others=(*owners, *offer.actors), theme=True)]
        return []

    def _topics(self, token: Token, depth: int) -> list[Reading]:
        """The topic of a topic word: talks on trade are trade, and a word may name the contrary of its topic."""
        topic = self.scene.topics[token.i]
        if topic == "peace-talks":
            matters = governed(p for p in token.children if p.lower_ in ("on", "about", "over"))
            matters += [c for c in token.children if c.dep_ in MODIFIERS and c.i in self.scene.topics]
            found = [r for matter in matters for r in self.read(matter, depth + 1) if r.topic in PEACEFUL]
            if found:
                return [replace(r, sign=1) for r in found]
        adverse = any(cue.kind == "adverse" and cue.topic in (None, topic) for cue in self.scene.lexicon.of(token))
        return [Reading(-1 if adverse else 1, token, topic)]

    def _negated(self, reading: Reading, token: Token) -> Reading:
        if negation(token) is not None:
            return replace(reading, sign=-reading.sign, negated=True)
        return reading

    def _descents(self, token: Token) -> Iterator[list[Token]]:
        """Where to look for the topic of a word that is none itself, best places first."""
        if token.pos_ in VERBAL:
            yield list(fillers(token, "object"))
            yield [c for c in token.children if c.dep_ in ("xcomp", "ccomp", "acomp", "attr", "oprd")]
            yield governed(p for p in token.children if p.dep_ in ("prep", "prt") and p.lower_ not in ASIDE)
            yield [c for c in token.children if c.dep_ == "advcl" and _infinitive(c)]
            return
        yield governed(p for p in token.children if p.dep_ == "prep" and p.lower_ in DESCENT)
        yield [c for c in token.children if c.dep_ in ("compound", "amod", "nmod")]
        yield [c for c in token.children if c.dep_ == "acl"]

    def _named(self, token: Token) -> list[str]:
        return [voice.actor for voice in voices(token, self.scene, self.types)]

    def _owners(self, token: Token, prepositions: tuple[str, ...] = BESIDE) -> list[str]:
        """Actors that own or make what a noun names: "Iran's programme", "the plan of Serbia", "talks with Israel"."""
        found = []
        for child in token.children:
            if child.dep_ in MODIFIERS and (mention := self.scene.inside.get(child.i)) is not None:
                found.append(mention.actor)
            elif child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
                found += [a for p in child.children if p.dep_ == "pobj" for a in self._named(p)]
        return found


def fillers(token: Token, slot: str, carrier: Token | None = None, deep: bool = False) -> Iterator[Token]:
    """The heads of what stands in a slot of a cue; ``deep``: also beside its object ("hold talks with")."""
    if slot == "object":
        yield from _objects(token)
    elif slot == "subject":
        bearers = [token] if carrier is None else [token, carrier]
        found = [
            c for bearer in bearers for c in bearer.children if c.dep_ in ("nsubj", "nsubjpass") and c.lower_ != "it"
        ]
        yield from (
            for_to(token) or found or (c for c in token.head.children if token.dep_ == "xcomp" and c.dep_ == "dobj")
        )
    elif slot == "infinitive":
        yield from (c for c in fillers(token, "clause") if _infinitive(c))
    elif slot == "clause":
        bearers = [token, carrier] if carrier is not None and carrier.pos_ == "AUX" else [token]
        yield from (
            c for b in bearers for c in b.children if c.dep_ in ("xcomp", "ccomp", "acl") and not _gerund_acl(c)
        )
        yield from (c for c in token.children if c.dep_ == "relcl" and for_to(c))
        yield from _asked(token)
        if not any(c.dep_ in ("xcomp", "ccomp") for c in token.children):
            yield from (c for c in token.children if c.dep_ == "advcl" and _infinitive(c))
    else:
        for bearer in (token, carrier, *(_objects(token) if deep else ())):
            if bearer is None:
                continue
            there = governed(p for p in bearer.children if p.dep_ in PREPOSITIONS and p.lower_ == slot)
            there = [c for c in there if not any(c in for_to(verb) for verb in (*bearer.children, *_asked(bearer)))]
            yield from there
            if there:
                return


def for_to(verb: Token) -> list[Token]:
    """The doer of an infinitive that stands beside it: "a demand for the troops to leave"."""
    if verb.dep_ not in ("acl", "advcl", "xcomp", "ccomp", "relcl") or not _infinitive(verb):
        return []
    asking = [c for c in (*verb.children, *verb.head.children) if verb in _asked(c)]
    nouns = asking or [verb.head]
    return governed(p for noun in nouns for p in noun.children if p.lower_ == "for" and p.i < verb.i)[-1:]


def _asked(noun: Token) -> list[Token]:
    """The infinitive that the parser hung elsewhere: "repeated its call for the troops to leave"."""
    if noun.lemma_ not in ASKING or not any(c.lower_ == "for" for c in noun.children):
        return []
    if noun.dep_ in ("nsubj", "nsubjpass"):
        return [noun.head] if _infinitive(noun.head) else []
    return [c for c in noun.head.children if noun.dep_ == "dobj" and c.dep_ == "advcl" and _infinitive(c)]


def alone(verb: Token) -> bool:
    """Whether a verb says nothing of its matter: "Moscow also refused"."""
    matter = ("dobj", "xcomp", "ccomp", "prep", "advcl", "prt", "conj", "nsubjpass")
    return verb.dep_ in ("ROOT", "conj") and not any(c.dep_ in matter for c in verb.children)


def governed(prepositions: Iterable[Token]) -> list[Token]:
    """What prepositions govern: nouns, and gerunds ("of arming")."""
    return [c for p in prepositions for c in p.children if c.dep_ in ("pobj", "pcomp")]


def _infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _near(head: Token) -> Iterator[Token]:
    """The words that say what a noun phrase is of: its head, what is joined to it, "thousands of troops"."""
    yield from (head, *head.conjuncts)
    for child in head.children:
        if child.dep_ in ("compound", "amod", "nmod"):
            yield child
        elif child.dep_ == "prep" and child.lower_ == "of":
            yield from child.children


def _gerund_acl(token: Token) -> bool:
    return token.dep_ == "acl" and token.tag_ in ("VBG", "VBN")


def _objects(token: Token) -> list[Token]:
    if token.pos_ not in VERBAL:
        of = governed(p for p in token.children if p.dep_ == "prep" and p.lower_ == "of")
        return of or [c for c in token.children if c.dep_ in ("compound", "nmod", "amod")]
    if passive(token):
        found = for_to(token) or [c for c in token.children if c.dep_ == "nsubjpass"]
        return found or ([token.head] if token.dep_ == "acl" else [])
    found = [c for c in token.children if c.dep_ in ("dobj", "dative", "oprd")]
    if token.dep_ == "relcl" and not any(c.dep_ == "nsubj" and c.lower_ in RELATIVES for c in token.children):
        return [token.head if c.lower_ in RELATIVES else c for c in found] or [token.head]
    return found


def negation(token: Token) -> Token | None:
    """The word that negates a verb or noun: "not", "never", "no", "no longer"."""
    verbal = token.pos_ in VERBAL
    for child in token.children:
        if (child.dep_ == "neg" and (verbal or child.i < token.i)) or (child.dep_ == "det" and child.lower_ in NO):
            return child
        if child.lower_ == "longer" or child.dep_ == "nsubj":
            for word in child.children:
                if word.lower_ in NO and word.dep_ in ("det", "neg"):
                    return word
    return None


def _own_matter(offer: Token) -> bool:
    """Whether an offer or invitation says itself what it is to; whom it comes from, or when, does not count."""
    return any(child.dep_ == "prep" and child.lower_ in ("to", "for", "of", "on", "about") for child in offer.children)
