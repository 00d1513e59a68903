"""Pages in one total order: the cursor is the sort key of the last hit, so that no page costs more than the first.

The order is total (ties by id), so a cursor needs no open point in time on the server, and never expires. A snapshot
has one: the server adds a third value to the key.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from parley.errors import QueryError
from parley.stores.base import Query


def order(query: Query, scored: bool) -> list[dict[str, Any]]:
    """The order of hits; without words to score, relevance means newest first."""
    if query.sort == "relevance" and scored:
        return [{"_score": "desc"}, {"id": "asc"}]
    direction = "asc" if query.sort == "oldest" else "desc"
    return [{"published_at": {"order": direction, "missing": "_last"}}, {"id": "asc"}]


def cursor(query: Query, key: list[Any]) -> str:
    """The cursor that leads to what comes after the hit with this sort key."""
    return base64.urlsafe_b64encode(json.dumps([query.sort, *key]).encode()).decode()


def after(query: Query) -> list[Any] | None:
    """The sort key that the query's cursor holds. Raises ``QueryError`` for a cursor that is none of this sort."""
    if query.cursor is None:
        return None
    try:
        content: list[Any] = json.loads(base64.urlsafe_b64decode(query.cursor.encode()))
        sort, *key = content
    except (ValueError, TypeError, RecursionError):
        sort, key = None, []
    whole = len(key) in (2, 3) and type(key[0]) in (int, float) and isinstance(key[1], str)
    if sort != query.sort or not whole:
        raise QueryError(
            f"cursor {query.cursor[:80]!r}: not of a search sorted by {query.sort}; start again without a cursor"
        )
    return key
