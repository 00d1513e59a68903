"""Offices and titles that mean a person: "the Afghan president", "the president"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from parley.enrich.actors.bodies import Entity
from parley.enrich.actors.draft import Draft
from parley.enrich.actors.local import HONORIFICS
from parley.enrich.names import Form, Names, written
from parley.enrich.passages import Passage, Stretch
from parley.enrich.words import fold
from parley.knowledge import Holder, Knowledge, Office
from parley.models import Published

LONGEST_TITLE = 3  # words


class Offices:
    """Offices by the phrases that name them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._offices = {office.id: office for office in knowledge.offices}
        self._phrases = Names(
            Form(o.id, "alias", written(phrase)) for o in knowledge.offices for phrase in dict.fromkeys(o.phrases)
        )
        self._titles = HONORIFICS | {fold(office.title) for office in knowledge.offices}
        self._held: dict[str, set[str]] = {}
        for office in knowledge.offices:
            for holder in office.holders:
                self._held.setdefault(holder.actor, set()).add(fold(office.title))

    def mark(self, draft: Draft, published: Published) -> None:
        """Give phrases that stand alone their holder; what stands before a name is the name's title."""
        titles = Titles(self._held)
        for passage in draft.passages:
            index = 0
            while index < len(passage.line.words):
                index = self._step(draft, passage, index, titles, published)

    def _step(self, draft: Draft, passage: Passage, index: int, titles: Titles, published: Published) -> int:
        """Look at one word; the index of the next one to look at."""
        words = passage.line.words
        mention = passage.taken.get(index)
        if mention:
            person = draft.entities[mention.actor]
            if person.type == "person":
                titles.see(person, _titles_before(passage, index))
            return index + 1
        hit = self._phrases.at(passage.line, index)
        if hit and not _before_name(passage, hit.last):
            entity = self._holder(draft, self._offices[hit.forms[0].actor], published)
            if entity and passage.free(hit.first, hit.last):
                draft.add(Stretch(passage, hit.first, hit.last), entity, "office")
            return hit.last
        if words[index].key == "the":
            for end in range(min(index + LONGEST_TITLE, len(words) - 1), index, -1):
                title = " ".join(word.key for word in words[index + 1 : end + 1])
                bearer = titles.bearer(title) if title in self._titles else None
                if bearer and self._alone(passage, index + 1, end + 1):
                    draft.add(Stretch(passage, index + 1, end + 1), bearer, "title")
                    return end + 1
        return index + 1

    def _alone(self, passage: Passage, first: int, last: int) -> bool:
        """No name, noun or "of" follows that would make it somebody else's title."""
        if not passage.free(first, last) or _before_name(passage, last):
            return False
        token = passage.token(last - 1)
        return token.dep_ not in ("compound", "amod", "appos") and not any(
            child.lower_ == "of" for child in token.children
        )

    def _holder(self, draft: Draft, office: Office, published: Published) -> Entity | None:
        """The one holder who is in the document, else the one who held the office all the time of publication."""
        holders = {holder.actor for holder in office.holders}
        found = holders & draft.entities.keys() or {h.actor for h in office.holders if _throughout(h, published)}
        if len(found) != 1:
            return None
        known = self._knowledge.actors[found.pop()]
        return Entity(known.id, known.name, known.type)


class Titles:
    """Who has which title in one document."""

    def __init__(self, held: Mapping[str, set[str]]) -> None:
        self._held = held  # actor -> titles of the offices it ever held
        self._said: dict[str, Entity] = {}  # title -> the last person before whose name it stood
        self._known: dict[str, set[Entity]] = defaultdict(set)  # title -> persons of the text who ever had it

    def see(self, person: Entity, titles: Iterable[str]) -> None:
        """A person is named, with these titles before the name."""
        self._said.update(dict.fromkeys(titles, person))
        for title in self._held.get(person.id, ()):
            self._known[title].add(person)

    def bearer(self, title: str) -> Entity | None:
        """The last person who was given the title, else the only one who ever had it."""
        known = self._known.get(title, set())
        return self._said.get(title) or (next(iter(known)) if len(known) == 1 else None)


def _titles_before(passage: Passage, index: int) -> set[str]:
    """The lower-case words that end right before a name, longest first: "foreign minister", "minister"."""
    before = [word.key for word in passage.line.words[max(0, index - LONGEST_TITLE) : index]]
    return {" ".join(before[start:]) for start in range(len(before))} if before and before[-1] in HONORIFICS else set()


def _before_name(passage: Passage, index: int) -> bool:
    """The next word goes on with a name."""
    words = passage.line.words
    if index >= len(words) or not words[index].joined or passage.line.possessive(index):
        return False
    return index in passage.taken or (words[index].capital and not passage.line.shouted)


def _throughout(holder: Holder, published: Published) -> bool:
    if published.earliest is None or published.latest is None:
        return False
    return _day(holder.since) < published.earliest and (holder.until is None or published.latest < _day(holder.until))


def _day(partial: str) -> date:
    """The middle of a day, month or year that is known only so far: bounds are compared with care, not exactly."""
    year, month, day = (*map(int, partial.split("-")), 0, 0)[:3]
    start = date(year, month or 1, day or 1)
    return start if day else start + timedelta(days=14 if month else 182)
