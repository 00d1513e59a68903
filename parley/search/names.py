"""What people type for an actor or a target, as the id that the archive knows it by."""

from __future__ import annotations

import difflib
import re
import unicodedata

from parley.errors import QueryError
from parley.knowledge import Knowledge
from parley.stores.base import Query, Store


def actor_id(typed: str, knowledge: Knowledge, store: Store) -> str:
    """The id of an actor by id, name or alias. Raises ``QueryError`` with what is near where nobody has that name."""
    if found := known_actor(typed, knowledge):
        return found
    for candidate in (typed, slug(typed), f"local:{slug(typed)}"):
        if store.search(Query(actors=(candidate,), limit=1)).total:
            return candidate
    names = {slug(name): a.id for a in knowledge.actors.values() for name in (a.name, *a.aliases, *a.short)}
    raise QueryError(
        f"no actor {typed!r} in the archive or the knowledge{_near(slug(typed), names)}; see: parley actors"
    )


def target_id(typed: str, knowledge: Knowledge, store: Store) -> str:
    """The id of a target: a topic, an actor, or ``other:words``. Raises ``QueryError``."""
    if typed.startswith("other:"):
        return typed
    topics = {slug(word): topic.id for topic in knowledge.topics.values() for word in (topic.id, topic.name)}
    if found := topics.get(slug(typed)):
        return found
    try:
        return actor_id(typed, knowledge, store)
    except QueryError as error:
        raise QueryError(
            f"no topic or actor {typed!r}{_near(slug(typed), topics)}; see: parley facets target"
        ) from error


def topic_id(typed: str, knowledge: Knowledge) -> str:
    """The id of a topic by id or name. Raises ``QueryError``."""
    topics = {slug(word): topic.id for topic in knowledge.topics.values() for word in (topic.id, topic.name)}
    if slug(typed) not in topics:
        raise QueryError(
            f"no topic {typed!r}{_near(slug(typed), topics)}; the topics are {', '.join(knowledge.topics)}"
        )
    return topics[slug(typed)]


def slug(name: str) -> str:
    """Lower case, no accents, words joined by hyphens: "Ashraf Ghani" -> "ashraf-ghani"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def known_actor(typed: str, knowledge: Knowledge) -> str | None:
    """The id of an actor of the knowledge by id, name or alias. Raises ``QueryError`` where several have the name."""
    if typed in knowledge.actors:
        return typed
    wanted = slug(typed)
    full = {a.id for a in knowledge.actors.values() if wanted in {slug(name) for name in (a.name, *a.aliases)}}
    short = {a.id for a in knowledge.actors.values() if wanted in {slug(name) for name in a.short}}
    for found in (full, short):
        if len(found) > 1:
            raise QueryError(f"{typed!r} may be any of {', '.join(sorted(found))}: give one of these")
        if found:
            return found.pop()
    return None


def _near(wanted: str, names: dict[str, str]) -> str:
    close = dict.fromkeys(names[name] for name in difflib.get_close_matches(wanted, names, n=3))
    return f"; did you mean {', '.join(close)}?" if close else ""
