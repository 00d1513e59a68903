"""The persons of one document, and whom a part of a name means among them."""

from __future__ import annotations

from collections import defaultdict

from parley.enrich.actors.bodies import Entity


class Cast:
    """The persons of one document and the names that mean them."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], Entity] = {}
        self._with: dict[str, list[tuple[str, ...]]] = defaultdict(list)  # word -> names that have it

    def add(self, name: tuple[str, ...], entity: Entity) -> None:
        """``name`` means ``entity`` in this document, unless it means somebody already."""
        if name not in self._names:
            self._names[name] = entity
            for word in set(name):
                self._with[word].append(name)

    def person(self, name: tuple[str, ...]) -> Entity | None:
        """The one person whose full name has these words in this order; the surname counts more than a given name."""
        if name in self._names:
            return self._names[name]
        found = [known for known in self._with.get(name[-1], ()) if _shortened(name, known)]
        ending = [known for known in found if known[-1] == name[-1]]
        persons = {self._names[known] for known in ending or found}
        return persons.pop() if len(persons) == 1 else None

    def surnames(self) -> dict[str, Entity]:
        """Last words of full names that mean one person, each with that person."""
        last: dict[str, set[Entity]] = defaultdict(set)
        for name, entity in self._names.items():
            last[name[-1]].add(entity)
        return {key: found.pop() for key, found in last.items() if len(found) == 1 and len(key) > 1}


def _shortened(name: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """``name`` is a stretch of ``full``, or has its first and last words: "John Thomas" of "John J. Thomas"."""
    if len(name) > 1 and len(full) > 1 and name[0] == full[0] and name[-1] == full[-1]:
        return True
    return any(full[i : i + len(name)] == name for i in range(len(full) - len(name) + 1))
