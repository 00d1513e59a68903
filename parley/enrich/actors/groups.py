"""Descriptions of groups and bodies: "the insurgents", "the ministry", where only one in the text fits."""

from __future__ import annotations

from collections import defaultdict

from parley.enrich.actors.bodies import Bodies
from parley.enrich.actors.draft import Draft
from parley.enrich.actors.lexicon import by_type, listed
from parley.enrich.passages import Passage, Stretch
from parley.knowledge import KnownActor
from parley.models import ActorType

ORGANISED: tuple[ActorType, ...] = ("armed-group", "party", "other-organisation", "intergovernmental")
# noun -> the types it describes; the first that the text has had decides
DESCRIPTIONS: dict[str, tuple[ActorType, ...]] = {
    **{noun: (kind,) for kind, nouns in by_type("describes").items() for noun in nouns},
    **dict.fromkeys(listed("describes-organisations"), ORGANISED),
}
GOVERNMENT = "government"  # of the bodies that no name before tells, the one that the only country around tells
MODIFIERS = listed("group-modifiers")
Seen = dict[ActorType, set[str]]  # the actors that the text has had so far


def mark(draft: Draft, bodies: Bodies) -> None:
    """Give a description the one actor before it that fits."""
    seen: Seen = defaultdict(set)
    countries: dict[str, KnownActor] = {}  # of this and the last passage
    for passage in draft.passages:
        before, countries = countries, {}
        words = passage.line.words
        for index, word in enumerate(words):
            mention, hit = passage.taken.get(index), passage.covered.get(index)
            country = bodies.country(hit) if hit else None
            if country:
                countries[country.id] = country
            if mention:
                seen[draft.entities[mention.actor].type].add(mention.actor)
            elif word.key in ("the", "this") and index + 1 < len(words):
                near = countries or before
                _describe(
                    draft, passage, index + 1, seen, bodies, next(iter(near.values())) if len(near) == 1 else None
                )


def _describe(
    draft: Draft, passage: Passage, first: int, seen: Seen, bodies: Bodies, country: KnownActor | None
) -> None:
    words = passage.line.words
    noun = first + (words[first].key in MODIFIERS and first + 1 < len(words))
    types = DESCRIPTIONS.get(words[noun].key)
    if not types or words[noun].capital or not passage.free(first, noun + 1) or not words[noun].joined:
        return
    if noun > first:
        types = ("armed-group",) if types is ORGANISED else types
    token = passage.token(noun)
    if token.dep_ == "compound" or any(
        child.lower_ in ("of", "in", "that", "which", "who") for child in token.children
    ):
        return
    actor = _fitting(draft, words[noun].key, types, seen)
    if actor:
        draft.add(Stretch(passage, first, noun + 1), draft.entities[actor], "group")
    elif country and words[noun].key == GOVERNMENT and (body := bodies.named(GOVERNMENT, country)):
        draft.add(Stretch(passage, first, noun + 1), body, "group")


def _fitting(draft: Draft, noun: str, types: tuple[ActorType, ...], seen: Seen) -> str | None:
    """The only actor of the first type that the text has had; a ministry or an army has to be called one."""
    for kind in types:
        found = seen.get(kind, set())
        if kind == "government":
            found = {actor for actor in found if noun in draft.entities[actor].name.lower()}
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None
