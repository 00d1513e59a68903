"""Whether a clause is asserted, by whose words, and under which condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from parley.enrich.claims.holders import Voice, subject, voices
from parley.enrich.claims.readings import negation
from parley.enrich.claims.scene import Scene

UNREAL = frozenset(("if", "unless", "whether", "until", "till", "before", "lest", "once", "so"))
CONDITIONS = frozenset(("if", "unless", "until", "till", "before", "once", "after", "provided", "when", "long"))
UNTIL = frozenset(("until", "till", "before", "without"))
DOUBTFUL = frozenset(("would", "might", "could", "may"))
AHEAD = frozenset(("will", "wo", "would", "can", "ca", "could", "shall"))
DEONTIC = frozenset(("should", "must", "ought", "need", "shall"))
VERBAL = ("VERB", "AUX")


@dataclass(frozen=True)
class Standing:
    """How a clause stands in its sentence."""

    modality: str
    saying: Token | None  # the verb of saying that governs it
    speakers: tuple[Voice, ...]  # whose words it is
    told: bool  # somebody else's words carry it, also where nobody names whose


def standing(verb: Token, scene: Scene, types: dict[str, str]) -> Standing | None:
    """How the clause of ``verb`` stands, or None where the sentence does not assert it."""
    if scene.text.rstrip(" \"\u201d'\u2019").endswith("?"):
        return None
    modality = "hypothetical" if doubtful(verb) else "actual"
    saying: Token | None = None
    token = verb
    for _ in range(15):
        head, dep = token.head, token.dep_
        if head.i == token.i or dep == "ROOT":
            break
        if dep == "ccomp" and token.pos_ in VERBAL:
            if not _told(token, head, scene):
                return None
            if negation(head) is not None or _infinitive(token):
                return None
            saying = saying or head
        elif dep == "xcomp":
            if not scene.lexicon.is_(head, "raising"):
                return None
            if doubtful(head) or head.lemma_ in ("expect", "likely", "set", "due", "schedule", "poise", "be"):
                modality = "hypothetical"
        elif dep == "advcl":
            if _infinitive(token) or any(c.dep_ in ("mark", "advmod") and c.lower_ in UNREAL for c in token.children):
                return None
        elif (dep in ("acl", "relcl") and _infinitive(token)) or (
            dep == "pcomp" and head.lower_ in ("without", "from", "of", "for", "against")
        ):
            return None
        token = head
    if saying is None:
        return _according(verb, scene, types, modality)
    speaker = subject(saying)
    who = tuple(voices(speaker, scene, types)) if speaker is not None else ()
    return Standing(modality, saying, who, True)


def _told(token: Token, head: Token, scene: Scene) -> bool:
    """Whether ``head`` asserts its clause: a verb of saying."""
    return any(cue.slots.get("clause") == "content" for cue in scene.lexicon.of(head))


def _according(verb: Token, scene: Scene, types: dict[str, str], modality: str) -> Standing:
    """ "According to X" anywhere in the sentence, else the outlet's own words."""
    if "ccording" in scene.text:
        for token in scene.sent:
            if token.lower_ == "according":
                for thing in (thing for to in token.children for thing in to.children if thing.dep_ == "pobj"):
                    return Standing(modality, token, tuple(voices(thing, scene, types)), True)
    return Standing(modality, None, (), False)


def _infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def doubtful(verb: Token) -> bool:
    """Whether an auxiliary makes it a possibility: would, might."""
    return any(c.dep_ == "aux" and c.lower_ in DOUBTFUL for c in verb.children)


def deontic(verb: Token) -> bool:
    """Whether an auxiliary makes it a duty: should, must, "needs to"."""
    if any(c.dep_ == "aux" and c.lower_ in DEONTIC for c in verb.children):
        return True
    return verb.dep_ == "xcomp" and verb.head.lemma_ in ("need", "have", "ought") and _infinitive(verb)


def conditions(verb: Token, depth: int = 3) -> Iterator[tuple[str, Token, Token]]:
    """The words and heads of the conditions that a clause, or one that completes it, is put under; and that clause."""
    for child in verb.children:
        if child.dep_ == "advcl":
            for mark in child.children:
                if mark.dep_ in ("mark", "advmod", "prep") and mark.lower_ in CONDITIONS:
                    yield "only" if _only(child, verb) and mark.lower_ not in UNTIL else mark.lower_, child, verb
        elif child.lower_ == "long":  # "as long as they stay"
            yield from (("long", c, verb) for c in child.children if c.dep_ == "advcl")
        elif child.dep_ == "prep" and child.lower_ in ("until", "before", "without", "after"):
            yield from ((child.lower_, thing, verb) for thing in child.children if thing.dep_ in ("pobj", "pcomp"))
        elif depth and child.dep_ in ("xcomp", "ccomp", "acomp", "dobj", "pobj"):
            yield from conditions(child, depth - 1)


def conditional(verb: Token, sign: int) -> bool:
    """Whether the stance is taken under a condition: "only if", "unless", "not until"."""
    for mark, _, _ in conditions(verb):
        if mark == "unless" or (sign < 0 and (mark in UNTIL or mark == "long")):
            return True
        if sign > 0 and mark in ("only", "if", "once", "provided", "long"):
            return True
    return False


def _only(head: Token, clause: Token) -> bool:
    """Whether "only" stands beside a condition: "only after they leave"."""
    beside = (*head.children, *(g for c in (*clause.children, *head.children) for g in c.children))
    return any(t.lower_ == "only" for t in beside)


def announced(verb: Token) -> bool:
    """Whether it says what there will or can be: "there will be no talks"."""
    return any(c.dep_ == "expl" for c in verb.children) and any(c.lower_ in AHEAD for c in verb.children)
