"""Bodies of a country: "Russian" or "Russia's" + "foreign ministry" is one actor, whether or not it is a known one."""

from __future__ import annotations

from typing import NamedTuple

from parley.enrich.names import Form, Hit, Names, written
from parley.enrich.words import Line
from parley.knowledge import Body, Knowledge, KnownActor
from parley.models import ActorType


class Entity(NamedTuple):
    """An actor before its surfaces are known."""

    id: str
    name: str
    type: ActorType


class BodyName(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a line name a body; ``country`` None: the text does not say whose."""

    first: int
    last: int
    body: Body
    country: KnownActor | None


class Bodies:
    """Finds bodies and gives each its actor."""

    def __init__(self, knowledge: Knowledge, names: Names) -> None:
        self._names = names
        self._countries = {a.id: a for a in knowledge.actors.values() if a.type == "country"}
        self._bodies = {body.id: body for body in knowledge.bodies}
        self._nouns = Names(
            Form(body.id, "alias", written(noun.lower())) for body in knowledge.bodies for noun in body.nouns
        )

    def after(self, line: Line, hit: Hit) -> BodyName | None:
        """The body whose country is ``hit``: "Afghan" or "Afghanistan's", then the noun."""
        country = self.country(hit)
        start = hit.last + line.possessive(hit.last)
        if country is None or start >= len(line.words) or not line.same_sentence(start):
            return None
        noun = self._nouns.at(line, start)
        return BodyName(hit.first, noun.last, self._bodies[noun.forms[0].actor], country) if noun else None

    def at(self, line: Line, index: int) -> BodyName | None:
        """The body at a noun: "ministry of defence of Russia"; without a country only where it is written as a name."""
        noun = self._nouns.at(line, index)
        if noun is None or (index and line.possessive(index - 1)):
            return None
        body, after = self._bodies[noun.forms[0].actor], noun.last
        if after < len(line.words) and line.words[after].key == "of" and line.words[after].joined:
            start = after + 1 + (after + 1 < len(line.words) and line.words[after + 1].key == "the")
            hit = self._names.at(line, start) if start < len(line.words) else None
            country = self.country(hit) if hit and hit.of("alias") else None
            if hit and country:
                return BodyName(index, hit.last, body, country)
        named = noun.last - index > 1 and all(word.capital for word in line.words[index : noun.last])
        return BodyName(index, noun.last, body, None) if named and not line.shouted else None

    def country(self, hit: Hit) -> KnownActor | None:
        """The one country that ``hit`` names or describes."""
        found = {
            form.actor for form in hit.forms if form.actor in self._countries and form.kind in ("alias", "adjective")
        }
        return self._countries[found.pop()] if len(found) == 1 else None

    def actor(self, body: Body, country: KnownActor) -> Entity:
        """A derived actor; its id is the known one's where the knowledge has an actor of this name."""
        adjective = country.adjective[0] if country.adjective else country.name
        name = body.name.format(adjective=adjective, name=country.name)
        return Entity(self._names.actor(name) or f"{country.id}-{body.id}", name, body.type)

    def named(self, noun: str, country: KnownActor) -> Entity | None:
        """The body of a country that a noun alone names, where it does: "government"."""
        body = self._nouns.actor(noun)
        return self.actor(self._bodies[body], country) if body else None
