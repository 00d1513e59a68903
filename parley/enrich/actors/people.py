"""Which person a name means: the full names of a document decide what a surname in it stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from parley.enrich.actors import local
from parley.enrich.actors.bodies import Entity
from parley.enrich.actors.cast import Cast
from parley.enrich.actors.draft import Draft
from parley.enrich.actors.shorts import Shorts, other_given_name
from parley.enrich.passages import Stretch
from parley.enrich.places import Places
from parley.enrich.words import keys
from parley.knowledge import Knowledge
from parley.models import ActorType

ALIKE = 0.8  # of two spellings of a given name: "Mohammad" and "Mohammed"
# what a person's surname and this word make: "Bush administration"
CIRCLES: dict[str, ActorType] = {"administration": "government", "campaign": "other-organisation"}


class People:
    """The persons of the knowledge by their surnames."""

    def __init__(self, knowledge: Knowledge, places: Places) -> None:
        self._knowledge, self._shorts = knowledge, Shorts(knowledge, places)
        self._by_surname: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for actor in knowledge.actors.values():
            if actor.type == "person":
                for name in map(keys, (actor.name, *actor.aliases)):
                    self._by_surname[name[-1]].append((name, actor.id))

    def mark(self, draft: Draft, places: Iterable[Stretch]) -> None:
        """Give every named person and every short form in free words its actor."""
        cast = Cast()
        for mention in draft.mentions:
            entity = draft.entities[mention.actor]
            if entity.type == "person":
                known = self._knowledge.actors[entity.id]
                for name in (known.name, *known.aliases, mention.surface):
                    cast.add(keys(name), entity)
        found = sorted(places, key=lambda place: place.first - place.last)
        full = [place for place in found if len(place.keys) > 1 and not _is_short(place)]
        for place in full:
            if place.passage.free(place.first, place.last):
                self._full(draft, cast, place)
        self._shorts.mark(draft, cast)
        for place in found:
            if place.passage.free(place.first, place.last):
                self._single(draft, cast, place)
        _surnames(draft, cast)
        _circles(draft)

    def _full(self, draft: Draft, cast: Cast, place: Stretch) -> None:
        entity = cast.person(place.keys) or self._spelt_otherwise(place.keys)
        how = "alias" if entity and not entity.id.startswith("local:") else "ner"
        entity = entity or local.entity(place.passage.name(place.first, place.last), "person")
        cast.add(place.keys, entity)
        draft.add(place, entity, how)

    def _spelt_otherwise(self, name: tuple[str, ...]) -> Entity | None:
        """The known person whose given names are only transliterated otherwise."""
        for known, actor in self._by_surname.get(name[-1], ()):
            if len(known) == len(name) and all(_alike(*pair) for pair in zip(known, name, strict=True)):
                return Entity(actor, self._knowledge.actors[actor].name, "person")
        return None

    def _single(self, draft: Draft, cast: Cast, place: Stretch) -> None:
        entity = cast.person(place.keys)
        if entity:
            draft.add(place, entity, "surname")
        elif not place.passage.covered.get(place.first):
            entity = local.entity(place.passage.name(place.first, place.last), "person")
            cast.add(place.keys, entity)
            draft.add(place, entity, "ner")


def _is_short(place: Stretch) -> bool:
    """The whole stretch is one short form: "Bin Laden"."""
    hit = place.passage.covered.get(place.first)
    return hit is not None and hit[:2] == place[1:] and bool(hit.of("short"))


def _alike(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _surnames(draft: Draft, cast: Cast) -> None:
    surnames = cast.surnames()
    for passage, index in list(draft.free_words()):
        word = passage.line.words[index]
        entity = surnames.get(word.key)
        if entity and word.capital and not other_given_name(passage, index) and passage.line.bounded(index, index + 1):
            hit = passage.covered.get(index)
            if hit is None or not (hit.of("alias") or hit.of("adjective") or hit.of("seat")):
                draft.add(Stretch(passage, index, index + 1), entity, "surname")


def _circles(draft: Draft) -> None:
    """A person's name before "administration" or "campaign" is that body's."""
    for passage in draft.passages:
        words = passage.line.words
        for index in range(1, len(words)):
            mention = passage.taken.get(index - 1)
            circle = CIRCLES.get(words[index].key)
            if circle and mention and words[index].joined and draft.entities[mention.actor].type == "person":
                first = min(i for i, m in passage.taken.items() if m is mention)
                draft.mentions.remove(mention)
                draft.add(
                    Stretch(passage, first, index + 1), local.entity(passage.name(first, index + 1), circle), "ner"
                )
