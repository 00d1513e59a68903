"""A user's entries applied to the knowledge, one after the other."""

from __future__ import annotations

import difflib
import hashlib

from parley.errors import KnowledgeError
from parley.knowledge import Knowledge, KnownActor, checked
from parley.models import Model
from parley.overlay.entries import Alias, Correction, Merge, NewActor, Placed, Split, at, examples
from parley.spelling import words

KINDS_OF_NAME = ("aliases", "short", "adjective", "seats")


class Overlaid(Model):
    """The knowledge with a user's changes, and where each change comes from."""

    knowledge: Knowledge
    entries: tuple[Placed, ...] = ()
    lines: dict[str, dict[tuple[str, ...], int]] = {}  # actor -> words of a name, or () for the actor -> line
    merged: dict[str, str] = {}  # id that is no more -> the one that it went to

    def present(self, actor: str) -> str:
        """The id by which an actor is known after all merges."""
        while actor in self.merged:
            actor = self.merged[actor]
        return actor


def apply(base: Knowledge, entries: tuple[Placed, ...], path: str) -> Overlaid:
    """``base`` with all entries. Raises ``KnowledgeError`` with file, line and what to do."""
    if not entries:
        return Overlaid(knowledge=base)
    world = _World(base, path)
    for placed in entries:
        world.take(placed)
    said = hashlib.blake2b("\n".join(p.entry.model_dump_json() for p in entries).encode(), digest_size=4).hexdigest()
    changed = {"actors": world.actors, "version": f"{base.version}+{said}"} | world.references()
    knowledge = checked(base.model_copy(update=changed))
    return Overlaid(knowledge=knowledge, entries=entries, lines=world.lines, merged=world.merged)


class _World:
    """The actors while entries are applied to them."""

    def __init__(self, base: Knowledge, path: str) -> None:
        self.base, self.path, self.line = base, path, 0
        self.actors = dict(base.actors)
        self.merged: dict[str, str] = {}
        self.lines: dict[str, dict[tuple[str, ...], int]] = {}
        self._merged_at: dict[str, int] = {}
        self._owners = {key(name): a.id for a in base.actors.values() for name in (a.name, *a.aliases)}

    def take(self, placed: Placed) -> None:
        """Apply one entry."""
        self.line = placed.line
        match placed.entry:
            case NewActor() as entry:
                self._add(entry)
            case Alias(alias=names, of=actor, short=short):
                self._name(self._known(actor), names, "short" if short else "aliases")
            case Merge() as entry:
                self._merge(entry)
            case Split() as entry:
                self._split(entry)
            case Correction() as entry:
                self._correct(entry)

    def references(self) -> dict[str, object]:
        """Offices and places with the ids that actors have now."""
        if not self.merged:
            return {}
        offices = [
            o.model_copy(
                update={
                    "of": self._present(o.of),
                    "holders": tuple(h.model_copy(update={"actor": self._present(h.actor)}) for h in o.holders),
                }
            )
            for o in self.base.offices
        ]
        places = [p.model_copy(update={"country": self._present(p.country)}) for p in self.base.places]
        for actor in list(self.actors.values()):
            body = self._present(actor.affiliation)
            if body != actor.affiliation:
                self._change(actor, affiliation=None if body == actor.id else body)
        return {"offices": tuple(offices), "places": tuple(places)}

    def _present(self, actor: str | None) -> str | None:
        while actor in self.merged:
            actor = self.merged[actor]
        return actor

    def _known(self, actor: str) -> KnownActor:
        if actor in self.merged:
            line = self._merged_at[actor]
            raise self._wrong(f"{actor!r} went to {self.merged[actor]!r} on line {line}: name that one")
        if actor not in self.actors:
            raise self._wrong(f"there is no actor {actor!r}{self._near(actor)}")
        return self.actors[actor]

    def _near(self, actor: str) -> str:
        """What may have been meant by an id that nobody has."""
        owner = self._owners.get(key(actor))
        close = [owner] if owner else difflib.get_close_matches(actor, self.actors, n=3, cutoff=0.7)
        return f"; did you mean {' or '.join(close)}?" if close else "; add it above this line: - actor: ..."

    def _wrong(self, what: str) -> KnowledgeError:
        return at(self.path, self.line, what)

    def _change(self, actor: KnownActor, **fields: object) -> KnownActor:
        self.actors[actor.id] = actor.model_copy(update=fields)
        return self.actors[actor.id]

    def _note(self, actor: str, names: tuple[str, ...] = ()) -> None:
        of_actor = self.lines.setdefault(actor, {})
        of_actor.update(dict.fromkeys([key(name) for name in names] or [()], self.line))

    def _add(self, entry: NewActor) -> None:
        if entry.id in self.merged:
            raise self._wrong(f"{entry.id!r} went to {self.merged[entry.id]!r} above: take another id")
        if entry.id in self.actors:
            known = self.actors[entry.id]
            raise self._wrong(
                f"there is an actor {entry.id!r} already, {known.name}: take another id, or give that one more names"
                f" with - alias: ..., of: {entry.id}"
            )
        if entry.affiliation:
            self._known(entry.affiliation)
        self.actors[entry.id] = KnownActor.model_validate(dict(entry) | {"examples": examples(entry)})
        self._claim(entry.id, (entry.name, *entry.aliases))
        self._note(entry.id)
        self._note(entry.id, (entry.name, *(name for kind in KINDS_OF_NAME for name in getattr(entry, kind))))

    def _claim(self, actor: str, names: tuple[str, ...]) -> None:
        """Full names become an actor's, unless they are somebody else's."""
        for name in names:
            if not key(name):
                raise self._wrong(f"{name!r} has no letters: it can be nobody's name")
            owner = self._owners.setdefault(key(name), actor)
            if owner != actor:
                raise self._wrong(
                    f"{name!r} is a name of {owner!r} already: take it away there first with - split: {name},"
                    f" of: {owner}, or, if the two are one, - merge: {actor}, into: {owner}"
                )

    def _name(self, actor: KnownActor, names: tuple[str, ...], kind: str) -> None:
        if kind == "aliases":
            self._claim(actor.id, names)
        had = {key(name) for name in (actor.name, *getattr(actor, kind))}
        new = tuple(name for name in names if key(name) not in had)
        self._change(actor, **{kind: (*getattr(actor, kind), *new)})
        self._note(actor.id, names)

    def _merge(self, entry: Merge) -> None:
        if self._present(entry.into) == entry.merge:
            if entry.into == entry.merge:
                raise self._wrong(f"{entry.merge!r} cannot go into itself: name two actors")
            line = self._merged_at[entry.into]
            raise self._wrong(f"{entry.into!r} went to {entry.merge!r} on line {line}: take one of the two out")
        gone, kept = self._known(entry.merge), self._known(entry.into)
        del self.actors[gone.id]
        self.merged[gone.id], self._merged_at[gone.id] = kept.id, self.line
        self._owners |= {name: kept.id for name, owner in self._owners.items() if owner == gone.id}
        fields: dict[str, object] = {k: _union(getattr(kept, k), getattr(gone, k)) for k in KINDS_OF_NAME}
        fields["aliases"] = _union(kept.aliases, (gone.name, *gone.aliases), but=kept.name)
        for field in ("affiliation", "since", "until"):
            fields[field] = getattr(kept, field) or getattr(gone, field)
        self._change(kept, **fields)
        self._note(kept.id, (gone.name, *(name for kind in KINDS_OF_NAME for name in getattr(gone, kind))))

    def _split(self, entry: Split) -> None:
        actor = self._known(entry.of)
        other = self._known(entry.to) if entry.to else None
        for name in entry.split:
            if key(name) == key(actor.name):
                raise self._wrong(
                    f"{name!r} is what {actor.id!r} is called: give it another name first with"
                    f" - correct: {actor.id}, name: ..."
                )
            kinds = [k for k in KINDS_OF_NAME if key(name) in {key(had) for had in getattr(actor, k)}]
            if not kinds:
                raise self._wrong(f"{name!r} is no name of {actor.id!r}: see parley actors show {actor.id}")
            self._owners.pop(key(name), None)
            for kind in kinds:
                left = tuple(had for had in getattr(actor, kind) if key(had) != key(name))
                actor = self._change(actor, **{kind: left})
                if other:
                    self._name(other, (name,), kind)
                    other = self.actors[other.id]
        self._note(actor.id)

    def _correct(self, entry: Correction) -> None:
        actor = self._known(entry.correct)
        if entry.name is None and entry.type is None:
            raise self._wrong("nothing is corrected: add a name or a type")
        if entry.type:
            actor = self._change(actor, type=entry.type)
        if entry.name:
            self._claim(actor.id, (entry.name,))
            aliases = _union((actor.name, *actor.aliases), (), but=entry.name)
            self._change(actor, name=entry.name, aliases=aliases)
            self._note(actor.id, (entry.name,))
        self._note(actor.id)


def _union(names: tuple[str, ...], more: tuple[str, ...], but: str = "") -> tuple[str, ...]:
    """All names, each once, without one."""
    found = {key(name): name for name in reversed((*names, *more))}
    found.pop(key(but), None)
    return tuple(reversed(found.values()))


def key(name: str) -> tuple[str, ...]:
    """What a name is compared by: its words, without an article that texts may leave out."""
    found = words(name)
    return found[1:] if len(found) > 1 and found[0] == "the" else found
