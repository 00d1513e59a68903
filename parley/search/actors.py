"""Everything that is known of one actor: its names and where each comes from, its offices, how often it is named."""

from __future__ import annotations

from pathlib import Path

from parley.knowledge import FOLDER, KnownActor, folder, place
from parley.models import ActorType, Model
from parley.overlay import KINDS_OF_NAME, Overlaid, key
from parley.settings import Settings
from parley.stores.base import Query, Store


class KnownName(Model):
    """A name, what it is good for, and the file and line that say so."""

    name: str
    kind: str  # name, aliases, short, adjective or seats
    source: str


class Tenure(Model):
    """An office and when the actor held it."""

    office: str
    of: str | None
    since: str
    until: str | None


class Counts(Model):
    """How often an actor stands in an archive."""

    articles: int
    claims: int  # that it holds
    targeted: int  # claims about it


class Known(Model):
    """What the knowledge has of an actor."""

    id: str
    name: str
    type: ActorType
    affiliation: str | None
    since: str | None
    until: str | None
    source: str
    names: tuple[KnownName, ...]
    offices: tuple[Tenure, ...]


def known(actor: str, settings: Settings, found: Overlaid) -> Known:
    """What the knowledge and the user's file have of an actor."""
    entry = found.knowledge.actors[actor]
    shipped = place(folder(settings.knowledge), actor)
    lines = found.lines.get(actor, {})
    own = f"{settings.overlay}:{lines[()]}" if () in lines else ""
    source = f"{_path(shipped[0])}:{shipped[1]}" if shipped else own
    names = (("name", (entry.name,)), *((kind, getattr(entry, kind)) for kind in KINDS_OF_NAME))
    return Known(
        **{field: getattr(entry, field) for field in ("id", "name", "type", "affiliation", "since", "until")},
        source=", ".join(dict.fromkeys(filter(None, (source, own)))),
        names=tuple(
            KnownName(
                name=name,
                kind=kind,
                source=f"{settings.overlay}:{lines[key(name)]}" if key(name) in lines else source,
            )
            for kind, some in names
            for name in some
        ),
        offices=_offices(entry, found),
    )


def _path(path: Path) -> str:
    return str(path.relative_to(FOLDER.parent)) if path.is_relative_to(FOLDER) else str(path)


def _offices(entry: KnownActor, found: Overlaid) -> tuple[Tenure, ...]:
    held = [
        Tenure(office=office.title, of=office.of, since=holder.since, until=holder.until)
        for office in found.knowledge.offices
        for holder in office.holders
        if holder.actor == entry.id
    ]
    return tuple(sorted(held, key=lambda tenure: tenure.since))


def counts(actor: str, store: Store) -> Counts:
    """How often an actor is named, and takes or meets a stance."""
    only = Query(actors=(actor,), limit=1)
    return Counts(
        articles=store.search(only).total,
        claims=store.claims(only).total,
        targeted=store.claims(Query(targets=(actor,), limit=1)).total,
    )
