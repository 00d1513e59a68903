"""Places of an article: known ones with their coordinates, others by the name that the text gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parley.enrich.names import Form, Names, written
from parley.enrich.passages import Passage
from parley.knowledge import Knowledge, PlaceEntry
from parley.models import Place

LABELS = frozenset({"GPE", "LOC"})


class Places:
    """Finds places."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries = {entry.name: entry for entry in knowledge.places}
        self._countries = {a.id: a.name for a in knowledge.actors.values() if a.type == "country"}
        self._names = Names(
            Form(e.name, "alias", written(name)) for e in knowledge.places for name in (e.name, *e.aliases)
        )

    def known(self, name: str) -> PlaceEntry | None:
        """The entry that ``name`` means."""
        found = self._names.actor(name)
        return self._entries[found] if found else None

    def find(self, passages: Iterable[Passage]) -> tuple[Place, ...]:
        """The places of an article, each once, in order of appearance. Of actors, only countries are places."""
        names = dict.fromkeys(name for passage in passages for _, name in sorted(self._found(passage)))
        return tuple(self._place(name) for name in names)

    def _found(self, passage: Passage) -> Iterator[tuple[int, str]]:
        """First words and names of places."""
        known: set[int] = set()
        for hit in self._names.scan(passage.line):
            known.update(range(hit.first, hit.last))
            if passage.free(hit.first, hit.last):
                yield hit.first, hit.forms[0].actor
        for entity in passage.piece.doc.ents:
            first, last = passage.words(entity.start_char, entity.end_char)
            free = known.isdisjoint(range(first, last)) and passage.free(first, last)
            if entity.label_ in LABELS and first < last and free and passage.line.words[first].capital:
                yield first, passage.name(first, last)
        for first, mention in passage.taken.items():
            if mention.how == "alias" and mention.actor in self._countries:
                yield first, self._countries[mention.actor]

    def _place(self, name: str) -> Place:
        entry = self.known(name)
        return Place(name=name, location=entry.location if entry else None)
