"""Following the cursor to the end: every hit once, in order, whatever else happens."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator

import pytest

from parley.errors import QueryError
from parley.models import Published
from parley.stores.base import Query, Sort, Store

from .factory import article, claim, on

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")


def ids(store: Store, query: Query) -> Iterator[str]:
    while True:
        page = store.search(query)
        yield from (hit.article.id for hit in page.hits)
        if page.next is None:
            return
        assert len(page.hits) == query.limit
        query = query.model_copy(update={"cursor": page.next})


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "note"])
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_are_the_cuts_of_one_order(store: Store, sort: Sort, text: str, limit: int) -> None:
    for batch in range(5):
        numbers = range(batch, 50, 5)
        day = [on(2021, 1, 1 + n % 3) if n % 2 else Published() for n in numbers]
        store.write([article(f"a{n}", at) for n, at in zip(numbers, day, strict=True)], [])
    whole = [hit.article.id for hit in store.search(Query(text=text, sort=sort, limit=100)).hits]
    assert sorted(whole) == sorted(f"a{n}" for n in range(50))
    assert list(ids(store, Query(text=text, sort=sort, limit=limit))) == whole


def test_pages_of_claims(store: Store) -> None:
    store.write([article("a")], [claim(f"c{n}", "a") for n in range(5)])
    first = store.claims(Query(limit=3, sort="newest"))
    second = store.claims(Query(limit=3, sort="newest", cursor=first.next))
    assert [hit.claim.id for hit in (*first.hits, *second.hits)] == ["c0", "c1", "c2", "c3", "c4"]
    assert (first.total, second.total, second.next) == (5, 5, None)


def test_what_is_written_meanwhile_doubles_and_hides_nothing(store: Store) -> None:
    store.write([article(f"a{n}", on(2021, 1, 1 + n)) for n in range(10)], [])
    pages = ids(store, Query(sort="newest", limit=3))
    seen = [next(pages) for _ in range(3)]
    store.write([article("newer", on(2022, 1, 1)), article("a0", on(2021, 1, 1))], [], delete=["a8"])
    assert [*seen, *pages] == [f"a{n}" for n in range(9, -1, -1)]  # a8 was seen before it went


def test_a_snapshot_stays_as_it_was_while_others_write(store: Store) -> None:
    days = {f"a{n}": on(2021, 1, 1 + n) for n in range(10)}
    store.write([article(id, day) for id, day in days.items()], [claim(f"c-{id}", id) for id in days])
    with store.snapshot() as before:
        pages = ids(before, Query(sort="newest", limit=3))
        seen = [next(pages) for _ in range(3)]
        moved = [article("a9", on(2001, 1, 1)), article("a0", on(2031, 1, 1)), article("new", on(2001, 1, 1))]
        store.write(moved, [], delete=["a5"])
        assert [*seen, *pages] == [f"a{n}" for n in range(9, -1, -1)]
        assert list(ids(before, Query(text="note", limit=4))) == [f"a{n}" for n in range(10)]
        assert before.claims(Query()).total == 10
        assert before.get("a5") == article("a5", days["a5"])
        assert [each.count for each in before.article_facet(Query(), "source")] == [10]
    assert list(ids(store, Query(sort="newest", limit=3))) == [
        "a0",
        "a8",
        "a7",
        "a6",
        "a4",
        "a3",
        "a2",
        "a1",
        "a9",
        "new",
    ]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_twenty_thousand_undated_articles_at_a_steady_cost(store: Store, sort: Sort) -> None:
    for start in range(0, 20_000, 5000):
        store.write([article(f"{n:05d}") for n in range(start, start + 5000)], [])
    query, seen, seconds = Query(sort=sort, limit=500), [], []
    while True:
        began = time.perf_counter()
        page = store.search(query)
        seconds.append(time.perf_counter() - began)
        seen += [hit.article.id for hit in page.hits]
        if page.next is None:
            break
        query = query.model_copy(update={"cursor": page.next})
    assert seen == [f"{n:05d}" for n in range(20_000)]
    assert min(seconds[-10:]) < 3 * min(seconds[:10])


def cursor(*content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "given",
    ["", "x", "ünsinn", "AAAA", cursor("newest"), cursor("newest", 3), cursor("newest", "00 TO *} OR *"), cursor(1, 2)],
)
def test_a_malformed_cursor_is_refused(store: Store, given: str) -> None:
    store.write([article("a")], [])
    with pytest.raises(QueryError, match="cursor"):
        store.search(Query(sort="newest", cursor=given))


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_of_another_sort_is_refused(store: Store, sort: Sort) -> None:
    store.write([article("a"), article("b")], [])
    given = store.search(Query(sort=sort, text="note", limit=1)).next
    for other in {*SORTS} - {sort}:
        with pytest.raises(QueryError, match=f"sorted by {other}"):
            store.search(Query(sort=other, text="note", cursor=given))
