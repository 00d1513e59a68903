"""The two stores side by side: the same documents, the same queries, the same answers."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.models import ArticleDocument, ClaimDocument
from parley.search import everything
from parley.stores.base import ArticleFacet, Candidates, ClaimFacet, Query, Store
from parley.stores.elastic import ElasticStore
from parley.stores.elastic.connection import Connection, client
from parley.stores.embedded import EmbeddedStore
from parley.stores.embedded.words import EXACT, STEMMED

from .factory import article, claim
from .test_reference import ARTICLE, CLAIM, QUERY

Pair = tuple[Store, Store]
# Texts of the scripts and signs that news has; not of letters that one side's older Unicode does not know yet.
SIGNS = st.sampled_from("  \n\t.,;:!?'’\"“”«»()[]/-–_&@#%$€£+=|~^<>\\\u200c\u0301😀1½²")
LETTERS = st.characters(max_codepoint=0x6FF, exclude_characters="\u0130", categories=("L", "N", "M"))
LATIN = st.sampled_from("abcdefghiklmnoprstuvwyz")


def alike(pair: Pair, query: Query) -> None:
    """Both stores find, order, highlight and count the same."""
    one, other = (store.search(query) for store in pair)
    first, second = (store.claims(query) for store in pair)
    assert (one.total, first.total) == (other.total, second.total)
    assert _in_order(one.hits, query, "article") == _in_order(other.hits, query, "article")
    assert _in_order(first.hits, query, "claim") == _in_order(second.hits, query, "claim")


def _in_order(hits: Any, query: Query, name: str) -> list[Any]:
    """What is found with its highlights, in the order that is promised: scores of words are each store's own."""
    found = [(getattr(hit, name), hit.highlights) for hit in hits]
    return sorted(found, key=lambda pair: pair[0].id) if query.text and query.sort == "relevance" else found


def counted_alike(pair: Pair, query: Query, field: ArticleFacet, claim_field: ClaimFacet) -> None:
    one, other = pair
    assert one.article_facet(query, field) == other.article_facet(query, field)
    assert one.claim_facet(query, claim_field) == other.claim_facet(query, claim_field)


@pytest.fixture(scope="module")
def both(archive: Connection) -> Iterator[Pair]:
    """Both stores; what they hold is for the test to replace."""
    folder = Path(tempfile.mkdtemp())
    try:
        with closing(EmbeddedStore.open(folder)) as embedded, closing(ElasticStore.open(archive)) as elastic:
            yield embedded, elastic
    finally:
        shutil.rmtree(folder)


def replaced(pair: Pair, articles: list[ArticleDocument], claims: list[ClaimDocument]) -> None:
    for store in pair:
        before = [article.id for article, _ in everything(store, Query())]
        store.write(articles, claims, delete=before)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    articles=st.lists(ARTICLE, min_size=3, max_size=20),
    claims=st.lists(CLAIM, max_size=12),
    queries=st.lists(QUERY, min_size=20, max_size=20),
    field=st.sampled_from(get_args(ArticleFacet)),
    claim_field=st.sampled_from(get_args(ClaimFacet)),
)
def test_a_thousand_random_queries_have_the_same_answers(
    both: Pair,
    articles: list[dict[str, Any]],
    claims: list[dict[str, Any]],
    queries: list[Query],
    field: ArticleFacet,
    claim_field: ClaimFacet,
) -> None:
    written = [article(f"a{n}", **fields) for n, fields in enumerate(articles)]
    held = [claim(f"c{n}", f"a{n % len(written)}", **fields) for n, fields in enumerate(claims)]
    replaced(both, written, held)
    for query in queries:
        alike(both, query)
        counted_alike(both, query, field, claim_field)


def test_an_archive_of_real_articles_has_the_same_answers(both: Pair, seeds_archive: Path) -> None:
    with closing(EmbeddedStore.open(seeds_archive / "store", readonly=True)) as seeds:
        found = list(everything(seeds, Query(candidates="include")))
    articles, claims = [article for article, _ in found], [claim for _, held in found for claim in held]
    assert len(articles) > 5
    replaced(both, articles, claims)
    chance = random.Random(4)
    texts = [document.text for document in articles]
    for _ in range(60):
        words = re.findall(r"\S+", chance.choice(texts))
        start = chance.randrange(len(words) - 3)
        phrase = " ".join(words[start : start + 3]).replace('"', "")
        text = chance.choice([chance.choice(words), f"{chance.choice(words)} {chance.choice(words)}", f'"{phrase}"'])
        alike(both, Query(text=text, limit=100, sort=chance.choice(["relevance", "newest", "oldest"])))
    for field in get_args(ArticleFacet):
        counted_alike(both, Query(), field, "target")
    for claim_field in get_args(ClaimFacet):
        for candidates in get_args(Candidates):
            counted_alike(both, Query(candidates=candidates), "actors", claim_field)


@pytest.fixture(scope="module")
def analyzer(archive: Connection) -> Iterator[Any]:
    """What the server's analyzers make of a text."""
    with client(archive) as server:

        def tokens(name: str, text: str) -> list[str]:
            found = server.indices.analyze(index=archive.articles, analyzer=name, text=text)["tokens"]
            return [token["token"] for token in found]

        yield tokens


@settings(max_examples=200, deadline=None)
@given(text=st.lists(LETTERS | LATIN | LATIN | SIGNS, max_size=60).map("".join))
def test_texts_are_cut_and_folded_alike(analyzer: Any, text: str) -> None:
    assert analyzer("exact", text) == EXACT.analyze(text)
    assert analyzer("stemmed", text) == STEMMED.analyze(text)


WORDS = """internal international interview intervene interval organ organic organise organisation organized organizers
universe university universities universal emergency emerging emergence past pastor paste later lateral evening inning
archaeologist psychologists apologise vying dying generally communist communities arsenal news proceed skies
negotiations negotiated ministries Pakistani's refugees' insurgency insurgents talks withdrawal attacked ceasefires"""


def test_words_have_the_same_stems(analyzer: Any, house: Path) -> None:
    seeds = " ".join(path.read_text(encoding="utf-8", errors="replace") for path in (house / "seeds").glob("*.txt"))
    words = sorted(set(re.findall(r"\w+", f"{WORDS} {seeds}")))
    for start in range(0, len(words), 5_000):
        some = " ".join(words[start : start + 5_000])
        assert analyzer("stemmed", some) == STEMMED.analyze(some)
