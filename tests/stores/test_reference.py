"""Random archives and queries: the store finds and counts what a plain reading of the ``Query`` says."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.models import ArticleDocument, ClaimDocument, Dated, Published
from parley.stores.base import Query, Store

from .conftest import OPEN
from .factory import article, between, claim, on

STEMS = {"truce": "truc", "truces": "truc", "talks": "talk", "talk": "talk", "café": "cafe", "cafe": "cafe"}
WORDS = st.sampled_from([*STEMS, "Talks", "CAFÉ", "rain", "کابل"])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
ACTORS, TOPICS = st.sampled_from(["iran", "china", "taliban"]), st.sampled_from(["truce", "trade"])
STANCES = st.sampled_from(["support", "oppose"])
DAYS = st.integers(0, 6).map(lambda n: date(2021, 5, 29) + timedelta(days=n))


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=2, unique=True).map(tuple)


def published(days: list[date | None], known: bool) -> Published:
    first, last = days
    if known and first:
        return on(first.year, first.month, first.day)
    return between(*sorted([first, last])) if first and last else between(first, last)


PUBLISHED = st.builds(published, st.lists(st.none() | DAYS, min_size=2, max_size=2), st.booleans())
KEYS = st.lists(st.tuples(ACTORS, STANCES, TOPICS).map("|".join), max_size=3).map(tuple)
COPY = st.sampled_from([None, None, "a0"])
MODES = st.sampled_from(["include", "exclude", "only"])
ARTICLE = st.fixed_dictionaries(
    {
        "published": PUBLISHED,
        "title": TEXTS,
        "text": TEXTS,
        "actors": some(ACTORS),
        "topics": some(TOPICS),
        "stance_keys": KEYS,
        "candidate_keys": KEYS,
        "duplicate_of": COPY,
        "source": st.sampled_from(["wire", "radio"]),
        "outlet": st.sampled_from(["Herald", None]),
    }
)
CLAIM = st.fixed_dictionaries(
    {
        "published": PUBLISHED,
        "sentence": TEXTS,
        "candidate": st.booleans(),
        "duplicate_of": COPY,
        "actor": ACTORS,
        "stance": STANCES,
        "target": TOPICS,
        "topics": some(TOPICS),
        "source": st.sampled_from(["wire", "radio"]),
    }
)
ASKED = st.lists(WORDS | st.lists(WORDS, min_size=1, max_size=2).map(lambda words: f'"{" ".join(words)}"'), max_size=2)
WINDOW = st.lists(st.none() | DAYS, min_size=2, max_size=2).map(
    lambda days: sorted(days) if all(days) else days  # type: ignore[type-var]  # no None is left to sort
)
QUERY = st.builds(
    lambda window, **fields: Query(since=window[0], until=window[1], limit=1000, **fields),
    WINDOW,
    text=ASKED.map(" ".join),
    actors=some(ACTORS),
    stances=some(STANCES),
    targets=some(TOPICS),
    topics=some(TOPICS),
    sources=some(st.sampled_from(["wire", "radio"])),
    outlets=some(st.sampled_from(["Herald"])),
    undated=MODES,
    candidates=MODES,
    copies=MODES,
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
)


def folded(text: str) -> list[str]:
    return text.lower().replace("é", "e").split()


def says(fields: list[str], query: Query) -> bool:
    texts = [folded(field) for field in fields]
    stems = {STEMS.get(word, word) for words in texts for word in words}
    words = folded(re.sub('"[^"]*"', " ", query.text))
    phrases = [f" {' '.join(folded(phrase))} " for phrase in re.findall('"([^"]*)"', query.text)]
    return {STEMS.get(word, word) for word in words} <= stems and all(
        any(phrase in f" {' '.join(text)} " for text in texts) for phrase in phrases
    )


def in_window(document: Dated, query: Query) -> bool:
    if query.undated == ("only" if document.published_at else "exclude"):
        return False
    earliest, latest = document.published_earliest or date.min, document.published_latest or date.max
    return earliest <= (query.until or date.max) and latest >= (query.since or date.min)


def fits(wanted: tuple[str, ...], values: tuple[str | None, ...]) -> bool:
    return not wanted or bool({*wanted} & {*values})


def among(marked: bool, mode: str) -> bool:
    return mode == "include" or marked == (mode == "only")


def common(document: ArticleDocument | ClaimDocument, query: Query) -> bool:
    return (
        in_window(document, query)
        and among(document.duplicate_of is not None, query.copies)
        and fits(query.topics, document.topics)
        and fits(query.sources, (document.source,))
        and fits(query.outlets, (document.outlet,))
    )


def finds_article(document: ArticleDocument, query: Query) -> bool:
    if query.stances or query.targets:
        both = ((False, document.stance_keys), (True, document.candidate_keys))
        claims = [key.split("|") for unsure, keys in both if among(unsure, query.candidates) for key in keys]
        asked = (query.actors, query.stances, query.targets)
        held = any(all(fits(want, (value,)) for want, value in zip(asked, each, strict=True)) for each in claims)
    else:
        held = fits(query.actors, document.actors)
    return held and common(document, query) and says([document.title, document.text], query)


def finds_claim(document: ClaimDocument, query: Query) -> bool:
    asked = ((query.actors, document.actor), (query.stances, document.stance), (query.targets, document.target))
    held = all(fits(want, (value,)) for want, value in asked)
    held = held and among(document.candidate, query.candidates)
    return held and common(document, query) and says([document.sentence], query)


def in_order(found: list[Any], query: Query) -> list[str]:
    last = datetime.max.replace(tzinfo=UTC)
    sign = 1 if query.sort == "oldest" else -1

    def key(document: Any) -> tuple[bool, float, str]:
        at = document.published_at
        return at is None, sign * (at or last).timestamp(), document.id

    return [document.id for document in sorted(found, key=key)]


def counted(values: list[str]) -> list[tuple[str, int]]:
    return sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))


def compare(store: Store, articles: list[ArticleDocument], claims: list[ClaimDocument], query: Query) -> None:
    page, held = store.search(query), store.claims(query)
    wanted = [document for document in articles if finds_article(document, query)]
    holding = [document for document in claims if finds_claim(document, query)]
    assert (page.total, held.total, page.next, held.next) == (len(wanted), len(holding), None, None)
    for got, expected in (
        ([hit.article.id for hit in page.hits], wanted),
        ([hit.claim.id for hit in held.hits], holding),
    ):
        if query.sort == "relevance" and query.text:
            assert sorted(got) == sorted(document.id for document in expected)
        else:
            assert got == in_order(expected, query)
    actors = [(each.value, each.count) for each in store.article_facet(query, "actors")]
    assert actors == counted([value for document in wanted for value in document.actors])
    keys = [(each.value, each.count) for each in store.article_facet(query, "stance_keys", 100)]
    assert keys == counted([value for document in wanted for value in {*document.stance_keys}])
    targets = [(each.value, each.count) for each in store.claim_facet(query, "target")]
    assert targets == counted([document.target for document in holding])


@pytest.mark.parametrize("name", OPEN)
@settings(max_examples=12, deadline=None)
@given(
    st.lists(ARTICLE, min_size=5, max_size=40),
    st.lists(CLAIM, max_size=20),
    st.lists(QUERY, min_size=20, max_size=20),
)
def test_the_store_agrees_with_a_plain_reading(
    name: str, articles: list[dict[str, Any]], claims: list[dict[str, Any]], queries: list[Query]
) -> None:
    written = [article(f"a{n}", **fields) for n, fields in enumerate(articles)]
    held = [claim(f"c{n}", f"a{n % len(written)}", **fields) for n, fields in enumerate(claims)]
    folder = tempfile.mkdtemp()
    try:
        with closing(OPEN[name](Path(folder))) as store:
            store.write([article(f"a{n}", topics=("old",)) for n in range(60)], [])
            for part, _ in product((0, 1), (0, 1)):  # twice, so that everything is also replaced
                own = {each.id for each in written[part::2]}
                store.write(written[part::2], [each for each in held if each.article in own])
            store.write([], [], delete=[f"a{n}" for n in range(len(written), 60)])
            for query in queries:
                compare(store, written, held, query)
    finally:
        shutil.rmtree(folder)
