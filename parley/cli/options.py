"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, get_args

import typer

from parley.errors import QueryError
from parley.in_force import knowledge
from parley.models import Stance
from parley.search.names import actor_id, target_id, topic_id
from parley.settings import Settings, load
from parley.stores.base import Query, Store

ArchiveName = Annotated[
    str | None, typer.Option("--archive", "-a", help="The archive: a folder. Also PARLEY_ARCHIVE.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Text = Annotated[list[str] | None, typer.Argument(help='Words that all have to occur; "in quotes" as a phrase.')]
Actors = Annotated[list[str] | None, typer.Option("--actor", help="Who: an id or a name. Repeat for alternatives.")]
Stances = Annotated[list[str] | None, typer.Option("--stance", help="support, oppose, conditional or neutral.")]
Targets = Annotated[list[str] | None, typer.Option("--target", help="Toward what: a topic or an actor.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="What the article is about.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Where the article was read from.")]
Outlets = Annotated[list[str] | None, typer.Option("--outlet", help="Who published it.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First or last day, as 2014-09-30.")]
Undated = Annotated[str, typer.Option(help="Articles without a known day: include, exclude or only.")]
Candidates = Annotated[str, typer.Option(help="Claims that are less sure: exclude, include or only.")]
Copies = Annotated[str, typer.Option(help="Articles that repeat another word for word: include, exclude or only.")]
Sort = Annotated[str, typer.Option(help="relevance, newest or oldest.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="Results a page.")]
Cursor = Annotated[str | None, typer.Option(help="Where the page before ended.", show_default=False)]


def settings(archive: str | None) -> Settings:
    """The settings in force, with this command's ``--archive``."""
    return load({"archive": archive}).settings


def query(
    settings: Settings,
    store: Store,
    text: list[str] | None = None,
    actors: list[str] | None = None,
    stances: list[str] | None = None,
    targets: list[str] | None = None,
    topics: list[str] | None = None,
    sources: list[str] | None = None,
    outlets: list[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    undated: str = "include",
    sort: str = "relevance",
    limit: int = 10,
    cursor: str | None = None,
    candidates: str = "exclude",
    copies: str = "include",
) -> Query:
    """The query that these options ask for. Raises ``QueryError`` that names the option."""
    for stance in stances or ():
        _one_of("--stance", stance, get_args(Stance))
    for option, value in (("--undated", undated), ("--candidates", candidates), ("--copies", copies)):
        _one_of(option, value, ("include", "exclude", "only"))
    _one_of("--sort", sort, ("relevance", "newest", "oldest"))
    return Query.model_validate(
        {
            "text": " ".join(f'"{word}"' if " " in word else word for word in text or ()),
            "actors": tuple(actor_id(name, knowledge(settings), store) for name in actors or ()),
            "stances": tuple(stances or ()),
            "targets": tuple(target_id(name, knowledge(settings), store) for name in targets or ()),
            "topics": tuple(topic_id(name, knowledge(settings)) for name in topics or ()),
            "sources": tuple(sources or ()),
            "outlets": tuple(outlets or ()),
            "since": since.date() if since else None,
            "until": until.date() if until else None,
            "undated": undated,
            "candidates": candidates,
            "copies": copies,
            "sort": sort,
            "limit": limit,
            "cursor": cursor,
        }
    )


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise QueryError(f"{option} {value!r}: it is one of {', '.join(allowed)}")
