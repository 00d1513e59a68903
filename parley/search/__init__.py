"""Searching an archive: names that people type become ids, and hits come with the claims that they were found by."""

from __future__ import annotations

from collections.abc import Iterator

from parley.models import ArticleDocument, ClaimDocument, Model
from parley.stores.base import ArticleHit, Query, Store

CLAIMS_AN_ARTICLE = 100  # asked for at once for each hit; no article has more that fit one query


class Result(Model):
    """An article that was found, with the claims that match the query's actors, stances and targets."""

    hit: ArticleHit
    claims: tuple[ClaimDocument, ...]


class Results(Model):
    """One page of results; ``next`` is the cursor of the page after it."""

    total: int
    results: tuple[Result, ...]
    next: str | None = None


def search(store: Store, query: Query) -> Results:
    """Articles that match, each with its evidence. Raises ``QueryError`` and what the store raises."""
    page = store.search(query)
    found = _claims_of(store, query, tuple(hit.article.id for hit in page.hits))
    results = tuple(Result(hit=hit, claims=tuple(c for c in found if c.article == hit.article.id)) for hit in page.hits)
    return Results(total=page.total, results=results, next=page.next)


def _claims_of(store: Store, query: Query, articles: tuple[str, ...]) -> tuple[ClaimDocument, ...]:
    if not articles or not (query.actors or query.stances or query.targets):
        return ()
    limit = min(10_000, CLAIMS_AN_ARTICLE * len(articles))
    wanted = Query(
        actors=query.actors,
        stances=query.stances,
        targets=query.targets,
        articles=articles,
        candidates=query.candidates,
        limit=limit,
        sort="oldest",
    )
    found = [hit.claim for hit in store.claims(wanted).hits]
    return tuple(sorted(found, key=lambda claim: (claim.part == "text", claim.start)))


def everything(
    store: Store, query: Query, page_size: int = 200
) -> Iterator[tuple[ArticleDocument, list[ClaimDocument]]]:
    """All articles that match with all their claims, candidates as asked, newest first, a page at a time."""
    query = query.model_copy(update={"sort": "newest", "limit": page_size, "cursor": None})
    while True:
        page = store.search(query)
        ids = tuple(hit.article.id for hit in page.hits)
        claims = list(all_claims(store, Query(articles=ids, candidates=query.candidates))) if ids else []
        for hit in page.hits:
            yield hit.article, [claim for claim in claims if claim.article == hit.article.id]
        if page.next is None:
            return
        query = query.model_copy(update={"cursor": page.next})


def all_claims(store: Store, query: Query, page_size: int = 1_000) -> Iterator[ClaimDocument]:
    """All claims that match, newest first, a page at a time."""
    query = query.model_copy(update={"sort": "newest", "limit": page_size, "cursor": None})
    while True:
        page = store.claims(query)
        yield from (hit.claim for hit in page.hits)
        if page.next is None:
            return
        query = query.model_copy(update={"cursor": page.next})
