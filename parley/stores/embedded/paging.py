"""Pages of hits in one total order, and the cursor that leads from one to the next."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Order

from parley.errors import QueryError
from parley.stores.base import Query, Sort

KEY = re.compile(r"[0-9a-f]{18,}")


@dataclass(frozen=True)
class Found:
    """One page: all that match are counted, ``hits`` are those on it."""

    total: int
    hits: tuple[tuple[float, tantivy.DocAddress], ...]  # score and where
    next: str | None


def page(index: tantivy.Index, searcher: tantivy.Searcher, query: Query, match: tantivy.Query, scored: bool) -> Found:
    """The page that the query's cursor leads to. Without words to score, relevance means newest first.

    Raises ``QueryError`` for a cursor that is none of this sort.
    """
    total: int = searcher.search(match, limit=1).count  # type: ignore[attr-defined]  # the stubs leave it out
    if query.sort == "relevance" and scored:
        return _by_score(searcher, query, match, total)
    return _by_key(index, searcher, query, match, total)


def _by_key(index: tantivy.Index, searcher: tantivy.Searcher, query: Query, match: tantivy.Query, total: int) -> Found:
    """Ordered by a unique key: the cursor is the last key seen, so that no page costs more than the first."""
    order = "oldest" if query.sort == "oldest" else "newest"
    if query.cursor is not None:
        # The parser is the only way to a range of strings; it sees nothing here but hexadecimal digits.
        rest = index.parse_query(f"{order}:{{{_key(query)} TO *}}")
        match = tantivy.Query.boolean_query([(Occur.Must, match), (Occur.Must, rest)])
    found = searcher.search(match, limit=query.limit + 1, count=False, order_by_field=order, order=Order.Asc).hits
    hits = found[: query.limit]
    more = len(found) > query.limit
    return Found(total, tuple((0.0, where) for _, where in hits), _cursor(query.sort, hits[-1][0]) if more else None)


def _by_score(searcher: tantivy.Searcher, query: Query, match: tantivy.Query, total: int) -> Found:
    """Ordered by score, ties by id: the cursor is the number of hits seen."""
    offset = _offset(query)
    end = min(offset + query.limit, total)
    if offset >= end:
        return Found(total, (), None)
    found = _whole_ties(searcher, match, end)
    first, last = found[offset][0], found[end - 1][0]
    before = sum(score > first for score, _ in found)
    shown = [(score, where) for score, where in found if last <= score <= first]
    shown.sort(key=lambda hit: (-hit[0], searcher.doc(hit[1]).get_first("id")))
    more = _cursor(query.sort, end) if end < total else None
    return Found(total, tuple(shown[offset - before : end - before]), more)


def _whole_ties(searcher: tantivy.Searcher, match: tantivy.Query, size: int) -> list[tuple[float, tantivy.DocAddress]]:
    """The ``size`` best hits and those that score as the last of them: the index cuts ties anywhere."""
    limit = size + 1
    while True:
        found = searcher.search(match, limit=limit, count=False).hits
        if len(found) < limit or found[-1][0] < found[size - 1][0]:
            return found
        limit *= 2


def _cursor(sort: Sort, position: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, position]).encode()).decode()


def _position(query: Query) -> object:
    try:
        sort, position = json.loads(base64.urlsafe_b64decode((query.cursor or "").encode()))
    except (ValueError, TypeError, RecursionError):
        sort, position = None, None
    if sort != query.sort:
        raise _foreign(query)
    return position


def _key(query: Query) -> str:
    position = _position(query)
    if not isinstance(position, str) or not KEY.fullmatch(position):
        raise _foreign(query)
    return position


def _offset(query: Query) -> int:
    position = _position(query) if query.cursor is not None else 0
    if not isinstance(position, int) or isinstance(position, bool) or position < 0:
        raise _foreign(query)
    return position


def _foreign(query: Query) -> QueryError:
    return QueryError(
        f"cursor {(query.cursor or '')[:80]!r}: not of a search sorted by {query.sort}; start again without a cursor"
    )
