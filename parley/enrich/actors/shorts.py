"""Surnames and acronyms that several may share: who of the known actors is meant, if anybody can be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from parley.enrich.actors import local
from parley.enrich.actors.bodies import Entity
from parley.enrich.actors.cast import Cast
from parley.enrich.actors.draft import Draft
from parley.enrich.passages import Passage, Stretch
from parley.enrich.places import Places
from parley.enrich.words import keys
from parley.knowledge import Knowledge

NO_SURNAME = frozenset({"GPE", "ORG"})  # what the model of names calls a place or an organisation is no surname
LONGEST_TITLE = 3  # words


class Shorts:
    """The short forms of known actors."""

    def __init__(self, knowledge: Knowledge, places: Places) -> None:
        self._knowledge, self._places = knowledge, places
        self._titles: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)  # actor -> title -> since when, at last
        self._homes: dict[str, set[str]] = defaultdict(set)  # actor -> the bodies and countries that it belongs to
        for office in knowledge.offices:
            for holder in office.holders:
                title = keys(office.title)
                self._titles[holder.actor][title] = max(holder.since, self._titles[holder.actor].get(title, ""))
                self._homes[holder.actor].update({office.of} if office.of else ())
        for actor in knowledge.actors.values():
            self._homes[actor.id].update(self._affiliations(actor.affiliation))

    def mark(self, draft: Draft, cast: Cast) -> None:
        """Give short forms their actor: first those with a title before them, which then tells for the others."""
        around = {form.actor for passage in draft.passages for hit in passage.hits for form in hit.forms}
        pending = list(self._pending(draft))
        for place, candidates in pending:
            titled = self._titled(place, candidates)
            if titled:
                self._add(draft, cast, place, self._one(titled, draft, around))
        for place, candidates in pending:
            if place.passage.free(place.first, place.last):
                known = cast.person(place.keys)
                self._add(draft, cast, place, known or self._one(dict.fromkeys(candidates, ""), draft, around))

    def _pending(self, draft: Draft) -> Iterator[tuple[Stretch, list[str]]]:
        """The short forms in free words, each with the actors that have it."""
        for passage in draft.passages:
            for hit in passage.hits:
                candidates = hit.of("short")
                if candidates and not hit.of("alias") and passage.free(hit.first, hit.last):
                    place = Stretch(passage, hit.first, hit.last)
                    persons = [a for a in candidates if self._knowledge.actors[a].type == "person"]
                    if len(persons) == len(candidates) and not self._names_person(place):
                        continue
                    if passage.line.bounded(hit.first, hit.last):
                        yield place, candidates

    def _add(self, draft: Draft, cast: Cast, place: Stretch, entity: Entity | None) -> None:
        if entity:
            draft.add(place, entity, "short")
            if entity.type == "person":
                cast.add(place.keys, entity)

    def _titled(self, place: Stretch, candidates: list[str]) -> dict[str, str]:
        """Those who had the office that stands before the name, each with the last day that they got it."""
        before = tuple(w.key for w in place.passage.line.words[max(0, place.first - LONGEST_TITLE) : place.first])
        for length in range(len(before), 0, -1):
            title = before[-length:]
            if found := {a: self._titles[a][title] for a in candidates if title in self._titles.get(a, {})}:
                return found
        return {}

    def _one(self, candidates: dict[str, str], draft: Draft, around: set[str]) -> Entity | None:
        """The one who is named in full, else of those whose country or body is in the text the last in office."""
        chosen = list(candidates)
        if len(chosen) > 1:
            named = [actor for actor in chosen if actor in draft.entities]
            chosen = named or [a for a in chosen if not self._homes[a].isdisjoint(around)] or chosen
        if len(chosen) > 1:
            days = {a: candidates[a] or max(self._titles.get(a, {}).values(), default="") for a in chosen}
            last = max(days.values())
            chosen = [actor for actor in chosen if last and days[actor] == last]
        if len(chosen) != 1:
            return None
        known = self._knowledge.actors[chosen[0]]
        return Entity(known.id, known.name, known.type)

    def _affiliations(self, actor: str | None) -> Iterator[str]:
        seen: set[str] = set()
        while actor and actor not in seen:
            seen.add(actor)
            yield actor
            actor = self._knowledge.actors[actor].affiliation

    def _names_person(self, place: Stretch) -> bool:
        """The words around leave it a surname: not "in May", "the West", "Major Dale", "Asadullah Khan"."""
        words, index = place.passage.line.words, place.first
        before = words[index - 1].key if index else ""
        if words[index].key in local.HONORIFICS:
            return False
        if before in local.HONORIFICS:
            return True
        token = place.passage.token(place.last - 1)
        if before == "the" or token.ent_type_ in NO_SURNAME or local.is_place(place, self._places):
            return False
        if words[index].key in local.DAYS and token.ent_type_ != "PERSON":
            return False
        if place.passage.covered[index].of("adjective") and token.ent_type_ != "PERSON":
            return False
        followed = place.last < len(words) and words[place.last].joined and words[place.last].capital
        return not (followed and token.dep_ == "compound") and not other_given_name(place.passage, index)


def other_given_name(passage: Passage, index: int) -> bool:
    """A capitalised word before a surname makes it another person's, where it is neither title nor a known name."""
    if index == 0 or not passage.line.words[index].joined:
        return False
    before = passage.line.words[index - 1]
    if before.key in local.REGAL:
        return True
    if not before.capital or before.key in local.HONORIFICS or index - 1 in passage.covered or passage.line.shouted:
        return False
    token = passage.token(index - 1)
    return token.pos_ == "PROPN" and token.dep_ in ("compound", "flat", "nmod") and token.ent_type_ in ("PERSON", "")
