"""The ``Store`` protocol, the ``Query`` that every store answers alike, and the results."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Literal, Protocol

from pydantic import Field

from parley.models import ArticleDocument, ClaimDocument, Model, Stance

Undated = Literal["include", "exclude", "only"]
Candidates = Literal["include", "exclude", "only"]
Copies = Literal["include", "exclude", "only"]
Sort = Literal["relevance", "newest", "oldest"]
ArticleFacet = Literal[
    "actors",
    "actor_types",
    "stance_keys",
    "topics",
    "places",
    "outlet",
    "source",
    "language",
    "published_basis",
    "published_precision",
    "story",
    "mentions_unresolved",
]
ClaimFacet = Literal[
    "actor", "stance", "target", "counterpart", "speaker", "attribution", "act", "outlet", "source", "topics", "story"
]


class Query(Model):
    """What is looked for. Values of one filter are alternatives; different filters all have to hold.

    On articles, ``stances`` and ``targets`` pair with ``actors``: some claim of the article has one of the actors
    *and* one of the stances *and* one of the targets. Without stances and targets, ``actors`` asks who is mentioned.
    On claims, ``actors`` is the holder, and ``text`` is searched in the sentence.

    An article is *undated* when no day of publication is known (``published_at`` is null); its interval may still be.
    With a window (``since``, ``until``; both inclusive):
    ``exclude`` finds what was published on a known day inside it, ``only`` finds undated articles whose interval
    may touch it (an open end counts as unlimited), ``include`` finds both.

    A *candidate* is a claim that is less sure than the default operating point asks. ``candidates`` says which claims
    are found and counted; on articles, which claims ``stances`` and ``targets`` pair with. Facets of articles hold what
    claims say that are no candidates.

    A *copy* is an article that has the text of an earlier one word for word (``duplicate_of``), and what it claims.
    """

    text: str = ""  # words, and "phrases" in double quotes; all of them have to occur
    actors: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    targets: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()  # ids of articles
    since: date | None = None
    until: date | None = None
    undated: Undated = "include"
    candidates: Candidates = "exclude"
    copies: Copies = "include"
    sort: Sort = "relevance"  # "newest" and "oldest" put undated articles last
    limit: int = Field(default=10, ge=1, le=10_000)
    cursor: str | None = None  # ``next`` of the page before


class Highlight(Model):
    """A stretch of a field with the character spans that match the query; never escaped, never marked up."""

    field: Literal["title", "text", "sentence"]
    text: str
    spans: tuple[tuple[int, int], ...]


class ArticleHit(Model):
    article: ArticleDocument
    score: float
    highlights: tuple[Highlight, ...] = ()


class ClaimHit(Model):
    claim: ClaimDocument
    score: float
    highlights: tuple[Highlight, ...] = ()


class ArticlePage(Model):
    total: int
    hits: tuple[ArticleHit, ...]
    next: str | None = None  # cursor of the next page; None on the last one


class ClaimPage(Model):
    total: int
    hits: tuple[ClaimHit, ...]
    next: str | None = None


class FacetCount(Model):
    value: str
    count: int


def article_terms(query: Query) -> dict[str, Sequence[str]]:
    """Alternative values for each field of an article; an actor that holds a stance is asked for with it, not here."""
    mentioned = () if query.stances or query.targets else query.actors
    return _common_terms(query) | {"id": query.articles, "actors": mentioned}


def claim_terms(query: Query) -> dict[str, Sequence[str]]:
    """Alternative values for each field of a claim."""
    holding: dict[str, Sequence[str]] = {"actor": query.actors, "stance": query.stances, "target": query.targets}
    return _common_terms(query) | holding | {"article": query.articles}


def _common_terms(query: Query) -> dict[str, Sequence[str]]:
    return {"topics": query.topics, "source": query.sources, "outlet": query.outlets}


class Store(Protocol):
    """An archive of articles and their claims. Errors: ``StoreError``, ``StoreBusy``, ``StoreUnavailable``."""

    def write(
        self, articles: Sequence[ArticleDocument], claims: Sequence[ClaimDocument], delete: Sequence[str] = ()
    ) -> None:
        """Put articles with their claims, replacing former versions and *all* former claims of these articles, and
        delete the articles named (with their claims). When it returns, all of it is durable, and this store finds it;
        others do at the latest seconds later, or once this store is closed. Killed at any moment and called again,
        it ends in the same state."""

    def get(self, article: str) -> ArticleDocument | None: ...

    def search(self, query: Query) -> ArticlePage: ...

    def claims(self, query: Query) -> ClaimPage: ...

    def article_facet(self, query: Query, field: ArticleFacet, limit: int = 20) -> tuple[FacetCount, ...]:
        """Values of ``field`` over the articles that match, most frequent first, ties by value."""

    def claim_facet(self, query: Query, field: ClaimFacet, limit: int = 20) -> tuple[FacetCount, ...]: ...

    def snapshot(self) -> AbstractContextManager[Store]:
        """This store to read, as it is now: what is written meanwhile neither shows nor hides anything."""

    def close(self) -> None: ...
