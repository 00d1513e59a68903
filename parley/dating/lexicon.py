"""The knowledge as compiled patterns: titles of offices, names of their holders, events, and lives with an end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from parley.dating.passage import words_pattern
from parley.knowledge import Event, Holder, Knowledge, KnownActor, Office


@dataclass(frozen=True)
class Names:
    """Phrases that mean something, and the one pattern that finds the longest of them."""

    pattern: re.Pattern[str]
    meaning: dict[str, tuple[str, ...]]  # phrase -> ids


@dataclass(frozen=True)
class Lexicon:
    """Patterns over folded text for titles and events, over plain text, with its capitals, for names."""

    knowledge: Knowledge
    offices: dict[str, Office]
    events: dict[str, Event]
    title_names: Names
    holder_names: Names
    event_names: Names
    life_names: Names  # persons who died, bodies that were founded or ended
    land: re.Pattern[str]  # names and adjectives of countries
    countries: dict[str, re.Pattern[str]]  # actor id -> its names and adjectives, folded

    def tenures(self, offices: Iterable[str], actors: Iterable[str]) -> tuple[Holder, ...]:
        """When these actors held one of these offices, in order."""
        held = [h for office in offices for h in self.offices[office].holders if h.actor in set(actors)]
        return tuple(sorted(held, key=lambda holder: holder.since))


_last: list[Lexicon] = []  # of the knowledge used last: a process uses one for all articles


def lexicon(knowledge: Knowledge) -> Lexicon:
    """The compiled knowledge, kept for the next call with the same object."""
    if not _last or _last[0].knowledge is not knowledge:
        _last[:] = [_compile(knowledge)]
    return _last[0]


def _compile(knowledge: Knowledge) -> Lexicon:
    actors, offices = knowledge.actors, knowledge.offices
    holders = {h.actor for office in offices for h in office.holders} & actors.keys()
    events = {event.id: event for event in knowledge.events}
    lives = [a for a in actors.values() if a.until or (a.since and a.type not in ("person", "country"))]
    lands = {name for a in actors.values() if a.type == "country" for name in (a.name, *a.aliases, *a.adjective)}
    about = {office.of for office in offices} & actors.keys()
    return Lexicon(
        knowledge=knowledge,
        offices={office.id: office for office in offices},
        events=events,
        title_names=_names((phrase.lower(), o.id) for o in offices for phrase in _titles(o, actors)),
        holder_names=_names((name, actor) for actor in holders for name in _called(actors[actor])),
        event_names=_names((phrase.lower(), event.id) for event in events.values() for phrase in event.phrases),
        life_names=_names((name, actor.id) for actor in lives for name in (actor.name, *actor.aliases)),
        land=words_pattern(lands),
        countries={a: words_pattern(n.lower() for n in (actors[a].name, *actors[a].adjective)) for a in about if a},
    )


def _names(pairs: Iterable[tuple[str, str]]) -> Names:
    meaning: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for phrase, identifier in pairs:
        meaning[" ".join(phrase.replace("’", "'").split())][identifier] = None
    return Names(words_pattern(meaning), {phrase: tuple(ids) for phrase, ids in meaning.items()})


def _titles(office: Office, actors: dict[str, KnownActor]) -> set[str]:
    """The title alone and with the country: "president", "Utopian president", "president of Utopia"."""
    titles = {office.title, *office.phrases}
    body = actors.get(office.of or "")
    if body:
        names = (body.name, *body.aliases)
        titles |= {f"{word} {office.title}" for word in (*body.adjective, *names, *(f"{name}'s" for name in names))}
        titles |= {f"{office.title} of {the}{name}" for name in names for the in ("", "the ")}
    return titles


def _called(actor: KnownActor) -> set[str]:
    """All names of a person; the last word alone is enough beside a title."""
    return {actor.name, *actor.aliases, *actor.short, actor.name.split()[-1]}
