"""Who is named in an article: known actors, bodies of countries, other persons and organisations, their stand-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parley.enrich import names
from parley.enrich.actors import groups, local, offices, people, pronouns, seats
from parley.enrich.actors.bodies import Bodies, BodyName, Entity
from parley.enrich.actors.draft import Draft
from parley.enrich.names import Hit, Names
from parley.enrich.passages import Passage, Stretch
from parley.enrich.pieces import Piece
from parley.enrich.places import Places
from parley.knowledge import Knowledge, KnownActor
from parley.models import Actor, Mention, Published


class Found(NamedTuple):
    """The actors of an article, where they are meant, and the names that no known actor answers to."""

    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    unresolved: tuple[str, ...]
    passages: list[Passage]


class Actors:
    """Finds the actors of an article."""

    def __init__(self, knowledge: Knowledge, places: Places) -> None:
        self._knowledge, self._places = knowledge, places
        self._names = Names(names.forms(knowledge.actors.values()))
        self._bodies = Bodies(knowledge, self._names)
        self._people = people.People(knowledge, places)
        self._offices = offices.Offices(knowledge)

    def find(self, pieces: Sequence[Piece], published: Published) -> Found:
        """Each step takes words that the steps before left free: the surest evidence first."""
        draft = Draft([Passage.of(piece, self._names) for piece in pieces])
        for passage in draft.passages:
            self._known(draft, passage)
        self._bodies_alone(draft)
        self._people.mark(draft, local.persons(draft, self._places))
        self._organisations(draft)
        seats.mark(draft, self._knowledge, lambda name: self._places.known(name) is not None)
        self._offices.mark(draft, published)
        groups.mark(draft, self._bodies)
        pronouns.mark(draft)
        mentions = draft.ordered()
        unresolved = dict.fromkeys(m.surface for m in mentions if m.how == "ner" and m.actor.startswith("local:"))
        return Found(draft.actors(), mentions, tuple(unresolved), draft.passages)

    def _known(self, draft: Draft, passage: Passage) -> None:
        """Bodies of named countries, then full names of known actors."""
        for index in range(len(passage.line.words)):
            hit = passage.covered.get(index)
            stretch = self._bodies.after(passage.line, hit) if hit else self._bodies.at(passage.line, index)
            if stretch:
                self._add_body(draft, passage, stretch)
        for hit in passage.hits:
            if actor := next(iter(hit.of("alias")), None):
                self._add_known(draft, passage, hit, actor)

    def _add_known(self, draft: Draft, passage: Passage, hit: Hit, actor: str) -> None:
        known = self._knowledge.actors[actor]
        if not passage.free(hit.first, hit.last) or not passage.line.bounded(hit.first, hit.last):
            return
        if known.type == "country" and local.encloses(passage, hit.first, hit.last):
            return
        draft.add(Stretch(passage, hit.first, hit.last), Entity(known.id, known.name, known.type), "alias")

    def _add_body(self, draft: Draft, passage: Passage, stretch: BodyName) -> None:
        place = Stretch(passage, stretch.first, stretch.last)
        if stretch.country and passage.free(*place[1:]) and passage.line.bounded(*place[1:]):
            draft.add(place, self._bodies.actor(stretch.body, stretch.country), "body")

    def _bodies_alone(self, draft: Draft) -> None:
        """Bodies whose country the text has said before: that of the last such body, else the last country at all."""
        countries: dict[str, KnownActor] = {}  # body, or "" for any -> its last country
        for passage in draft.passages:
            for index in range(len(passage.line.words)):
                hit = passage.covered.get(index)
                country = self._bodies.country(hit) if hit else None
                if country:
                    countries[""] = country
                stretch = self._bodies.after(passage.line, hit) if hit else self._bodies.at(passage.line, index)
                if stretch:
                    whose = stretch.country or countries.get(stretch.body.id) or countries.get("")
                    self._add_body(draft, passage, stretch._replace(country=whose))
                    countries.update({stretch.body.id: whose} if whose else {})

    def _organisations(self, draft: Draft) -> None:
        for place in local.organisations(draft, self._places):
            if place.passage.free(place.first, place.last):
                name = place.passage.name(place.first, place.last)
                draft.add(place, local.entity(name, local.kind(place)), "ner")
