"""What each entry of the knowledge leaves in a text, so that a change can be traced to the articles that it may touch.

An article is touched by an entry that was added, changed or taken out where one of the entry's written forms stands in
it, or where it has the entry's actor. So whatever else the enrich stage comes to read of an entry has to be a form, or
part of the digest of the entries whose reading it changes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from parley.knowledge import Knowledge, KnownActor
from parley.models import ArticleDocument, Model
from parley.spelling import words

Form = tuple[str, ...]  # words


class Trace(Model):
    """An entry: what it says, and by which words it works."""

    digest: str
    forms: tuple[Form, ...]
    actor: str | None = None


class Traces(Model):
    """All entries by kind and name. ``ground`` is what has no words that one could look for."""

    ground: str
    entries: dict[str, Trace]


class Change(Model):
    """What differs between two versions: everything, or what works by these words and actors."""

    everything: bool = False
    forms: dict[str, tuple[Form, ...]] = {}  # by first word
    actors: frozenset[str] = frozenset()

    def touches(self, document: ArticleDocument) -> bool:
        """Whether an article may come out otherwise."""
        if self.everything or not self.actors.isdisjoint(document.actors):
            return True
        return any(self._stands(words(text)) for text in (document.title, document.text, *document.actor_names))

    def _stands(self, text: Form) -> bool:
        return any(
            text[index : index + len(form)] == form
            for index, word in enumerate(text)
            for form in self.forms.get(word, ())
        )


def traces(knowledge: Knowledge) -> Traces:
    """What is kept of a version of the knowledge."""
    topics = (topic.model_dump_json() for topic in knowledge.topics.values())
    bodies = (body.model_dump_json() for body in knowledge.bodies)
    ground = _digest((knowledge.language, *topics, *bodies))
    return Traces(ground=ground, entries=dict(_entries(knowledge)))


def change(before: Traces | None, now: Traces) -> Change:
    """What differs; everything where the former version is not known."""
    if before is None or before.ground != now.ground:
        return Change(everything=True)
    names = before.entries.keys() | now.entries.keys()
    pairs = ((before.entries.get(name), now.entries.get(name)) for name in names)
    changed = [trace for one, other in pairs if _differ(one, other) for trace in (one, other) if trace]
    forms: dict[str, set[Form]] = defaultdict(set)
    for form in (form for trace in changed for form in trace.forms if form):
        forms[form[0]].add(form)
    return Change(
        forms={first: tuple(sorted(some)) for first, some in forms.items()},
        actors=frozenset(trace.actor for trace in changed if trace.actor),
    )


def _differ(one: Trace | None, other: Trace | None) -> bool:
    return one is None or other is None or one.digest != other.digest


def _entries(knowledge: Knowledge) -> Iterator[tuple[str, Trace]]:
    held = defaultdict(list)
    for office in knowledge.offices:
        for holder in office.holders:
            held[holder.actor].append(f"{office.title} {office.of} {holder.since} {holder.until}")
        yield f"office {office.id}", _trace(office, (office.title, *office.phrases))
    for actor in knowledge.actors.values():
        above = _above(actor, knowledge)
        names = (actor.name, *actor.aliases, *actor.short, *actor.adjective, *actor.seats)
        full = (actor.name, *actor.aliases) if actor.type == "person" else ()
        surnames = [word for name in full for word in words(name)[-1:]]
        yield (
            f"actor {actor.id}",
            _trace(actor, (*names, *surnames), (*above, *held[actor.id])).model_copy(update={"actor": actor.id}),
        )
    for event in knowledge.events:
        yield f"event {event.id}", _trace(event, event.phrases)
    for place in knowledge.places:
        yield f"place {place.name} {place.country}", _trace(place, (place.name, *place.aliases))


def _above(actor: KnownActor, knowledge: Knowledge) -> list[str]:
    """The bodies that an actor belongs to, which tell whom a shared surname means."""
    found: list[str] = []
    while actor.affiliation and actor.affiliation not in found:
        found.append(actor.affiliation)
        actor = knowledge.actors[actor.affiliation]
    return found


def _trace(entry: BaseModel, names: Iterable[str], more: Iterable[str] = ()) -> Trace:
    forms = tuple(dict.fromkeys(form for name in names for form in _forms(name)))
    return Trace(digest=_digest((entry.model_dump_json(exclude={"examples"}), *more)), forms=forms)


def _forms(name: str) -> tuple[Form, ...]:
    """The words of a name, also without the article that texts leave out."""
    found = words(name)
    return (found, found[1:]) if found[:1] == ("the",) else (found,)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
