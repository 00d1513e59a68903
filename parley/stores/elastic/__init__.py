"""The store in an Elasticsearch, one node or a cluster. The only place that knows the client.

Two indices behind aliases, made by ``parley store init``. Any number of processes may write and read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from threading import Lock
from typing import Any, TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch

from parley.errors import DocumentsRefused, QueryError
from parley.models import ArticleDocument, ClaimDocument
from parley.stores.base import (
    ArticleFacet,
    ArticleHit,
    ArticlePage,
    ClaimFacet,
    ClaimHit,
    ClaimPage,
    FacetCount,
    Query,
)
from parley.stores.elastic import mapping
from parley.stores.elastic.bulk import Operation, chunks, patiently, send
from parley.stores.elastic.connection import Connection, client
from parley.stores.elastic.paging import after, cursor, order
from parley.stores.elastic.query import ARTICLES, CLAIMS, Kind, matching
from parley.stores.elastic.trouble import guard
from parley.stores.embedded.highlight import of_article, of_claim
from parley.stores.embedded.words import Wanted

IDS_AT_ONCE = 10_000  # in one filter; the server takes 65,536
CLAIMS_AT_ONCE = 10_000  # ids read at once
KEPT = "5m"  # how long the server keeps a snapshot that nobody asks

T = TypeVar("T")


class ElasticStore:
    """A ``Store`` on a server. Threads may share one."""

    def __init__(self, connection: Connection, server: Elasticsearch) -> None:
        """Use ``open``."""
        self.connection = connection
        self._server = server
        self._written = self._found = 0  # writes that are done; those of them that searches find
        self._showing = Lock()
        self._points: dict[str, str] = {}  # of a snapshot: the server's point in time for each kind

    @classmethod
    def open(cls, connection: Connection) -> ElasticStore:
        """Open an archive that ``parley store init`` made.

        Raises ``StoreUnavailable`` where the server does not answer, ``StoreError`` where there is no archive, its
        mapping has another version, or the key, certificate or authority is wrong.
        """
        server = client(connection)
        try:
            with guard(connection.where):
                mapping.check(server, connection)
        except BaseException:
            server.close()
            raise
        return cls(connection, server)

    def write(
        self, articles: Sequence[ArticleDocument], claims: Sequence[ClaimDocument], delete: Sequence[str] = ()
    ) -> None:
        """As ``Store`` says. Of two documents with one id the last wins; what is written is not deleted.

        To make each write searchable before it returns would halve the speed: the first search after it does that.
        Raises ``DocumentsRefused``, when all others are written, for articles that the server will never take.
        """
        with guard(self.connection.where):
            written = {article.id: article for article in articles}
            held = {claim.id: claim for claim in claims}
            self._refresh(self.connection.claims)  # no former claim may hide, neither of a write that was killed
            stale = (id for id in self._claims_of([*written, *delete]) if id not in held)
            gone = [id for id in dict.fromkeys(delete) if id not in written]
            # Claims first: an article that is there has its claims there.
            refused = self._send(CLAIMS, list(stale), held.values())
            reasons = {held[id].article: reason for id, reason in refused.items() if id in held}
            reasons |= self._send(ARTICLES, gone, written.values())
            if reasons:
                self._refresh(self.connection.claims)
                self._send(CLAIMS, list(self._claims_of(list(reasons))), ())
                self._send(ARTICLES, list(reasons), ())
            self._written += 1
        if reasons:
            raise DocumentsRefused(self.connection.where, reasons)

    def _send(
        self, kind: Kind, delete: Sequence[str], documents: Iterable[ArticleDocument | ClaimDocument]
    ) -> dict[str, str]:
        """Delete and put; the reasons for what was refused, by its id."""
        index = self._alias(kind)
        operations = (
            *(Operation(index, id) for id in delete),
            *(Operation(index, each.id, each.model_dump_json().encode()) for each in documents),
        )
        found = send(self._server, self.connection.where, operations, self.connection.patience)
        return {refusal.operation.id: refusal.reason for refusal in found}

    def _claims_of(self, articles: Sequence[str]) -> Iterator[str]:
        """Ids of the claims that these articles have in the archive."""
        for some in chunks(articles, IDS_AT_ONCE):
            hits = self._some_claims(some, None)
            yield from (hit["_id"] for hit in hits)
            while len(hits) == CLAIMS_AT_ONCE:
                hits = self._some_claims(some, hits[-1]["sort"])
                yield from (hit["_id"] for hit in hits)

    def _some_claims(self, articles: Sequence[str], after: list[Any] | None) -> list[dict[str, Any]]:
        body: dict[str, Any] = {
            "query": {"terms": {"article": articles}},
            "sort": [{"id": "asc"}],
            "search_after": after,
        }
        found = self._patiently(
            lambda server: server.search(
                index=self.connection.claims,
                allow_partial_search_results=False,
                size=CLAIMS_AT_ONCE,
                source=False,
                **body,
            )
        )
        hits: list[dict[str, Any]] = found["hits"]["hits"]
        return hits

    def _refresh(self, *aliases: str) -> None:
        """Make what anybody wrote searchable on every copy."""

        def refresh(server: Elasticsearch) -> None:
            done = server.indices.refresh(index=aliases)
            if done["_shards"]["failed"]:
                raise TransportError(f"{done['_shards']['failed']} shards are not refreshed")

        self._patiently(refresh)

    def _patiently(self, call: Callable[[Elasticsearch], T]) -> T:
        once = self._server.options(max_retries=0)
        return patiently(self.connection.where, self.connection.patience, lambda: call(once))

    def get(self, article: str) -> ArticleDocument | None:
        found = self._find(ARTICLES, query={"term": {"id": article}}, size=1)["hits"]["hits"]
        return ArticleDocument.model_validate(found[0]["_source"]) if found else None

    def search(self, query: Query) -> ArticlePage:
        """As ``Store`` says. ``score`` is 0 unless sorted by the relevance of words. Raises ``QueryError``."""
        total, hits, following, want = self._page(ARTICLES, query)
        return ArticlePage(total=total, hits=tuple(_article_hit(hit, want) for hit in hits), next=following)

    def claims(self, query: Query) -> ClaimPage:
        total, hits, following, want = self._page(CLAIMS, query)
        return ClaimPage(total=total, hits=tuple(_claim_hit(hit, want) for hit in hits), next=following)

    def _page(self, kind: Kind, query: Query) -> tuple[int, list[dict[str, Any]], str | None, Wanted]:
        """How many match, the hits of the page, the cursor of the next one, and what was looked for."""
        match, want = matching(kind, query)
        scored = want.size > 0
        body: dict[str, Any] = {"query": match, "sort": order(query, scored), "size": query.limit + 1}
        if last := after(query):
            body["search_after"] = last
        found = self._find(kind, track_total_hits=True, preference=_copy(query), **body)["hits"]
        hits = found["hits"][: query.limit]
        more = len(found["hits"]) > query.limit
        return found["total"]["value"], hits, cursor(query, hits[-1]["sort"]) if more else None, want

    def article_facet(self, query: Query, field: ArticleFacet, limit: int = 20) -> tuple[FacetCount, ...]:
        return self._facet(ARTICLES, query, field, limit)

    def claim_facet(self, query: Query, field: ClaimFacet, limit: int = 20) -> tuple[FacetCount, ...]:
        return self._facet(CLAIMS, query, field, limit)

    def _facet(self, kind: Kind, query: Query, field: str, limit: int) -> tuple[FacetCount, ...]:
        if field not in kind.facets:
            raise QueryError(f"{field}: no facet of {kind.name}; there are {', '.join(kind.facets)}")
        match, _ = matching(kind, query)
        if limit <= 0:
            return ()
        terms = {"field": field, "size": limit, "order": [{"_count": "desc"}, {"_key": "asc"}]}
        found = self._find(kind, query=match, size=0, track_total_hits=False, aggs={"values": {"terms": terms}})
        buckets = found["aggregations"]["values"]["buckets"]
        return tuple(FacetCount(value=bucket["key"], count=bucket["doc_count"]) for bucket in buckets)

    def _find(self, kind: Kind, **body: Any) -> Any:
        """The server's answer, over all that this store has written."""
        with guard(self.connection.where):
            self._show()
            return self._search(kind, **body)

    def _show(self) -> None:
        """Make what this store wrote searchable, where it is not yet."""
        with self._showing:
            written = self._written
            if self._found < written:
                self._refresh(self.connection.articles, self.connection.claims)
                self._found = written

    def _search(self, kind: Kind, preference: str | None = None, **body: Any) -> Any:
        try:
            found = self._server.search(allow_partial_search_results=False, **self._place(kind, preference), **body)
            if kind.name in self._points:
                self._points[kind.name] = found["pit_id"]
            return found
        except BadRequestError as error:
            raise QueryError(f"{self.connection.where}: cannot answer this search: {error}") from error
        except UnicodeEncodeError as error:
            raise QueryError(f"{error.object!r}: not valid Unicode; no document has it") from error

    def _place(self, kind: Kind, preference: str | None) -> dict[str, Any]:
        """Where a search looks."""
        if kind.name in self._points:
            return {"pit": {"id": self._points[kind.name], "keep_alive": KEPT}}
        return {"index": self._alias(kind), "preference": preference}

    @contextmanager
    def snapshot(self) -> Iterator[ElasticStore]:
        """As ``Store`` says. The server keeps it while the time between two searches is below ``KEPT``."""
        with guard(self.connection.where):
            self._show()
            points = {
                kind.name: self._server.open_point_in_time(index=self._alias(kind), keep_alive=KEPT)["id"]
                for kind in (ARTICLES, CLAIMS)
            }
        view = copy(self)
        view._points = points
        try:
            yield view
        finally:
            with suppress(ApiError, TransportError):  # the server forgets it by itself
                for point in points.values():
                    self._server.close_point_in_time(id=point)

    def _alias(self, kind: Kind) -> str:
        return self.connection.articles if kind is ARTICLES else self.connection.claims

    def close(self) -> None:
        """Let others find what was written, and let go of the connections to the server."""
        with suppress(ApiError, TransportError), self._server:  # if it is down now, its own refresh does it
            if self._found < self._written:
                both = [self.connection.articles, self.connection.claims]
                self._found = self._written
                self._server.options(max_retries=0).indices.refresh(index=both)


def _copy(query: Query) -> str:
    """Which copy of the index answers: the same one for all pages of a search, since copies score a bit differently."""
    return f"parley-{sum(query.text.encode('utf-8', 'replace')) % 97}"


def _article_hit(hit: dict[str, Any], want: Wanted) -> ArticleHit:
    article = ArticleDocument.model_validate(hit["_source"])
    return ArticleHit(article=article, score=hit["_score"] or 0, highlights=of_article(article, want))


def _claim_hit(hit: dict[str, Any], want: Wanted) -> ClaimHit:
    claim = ClaimDocument.model_validate(hit["_source"])
    return ClaimHit(claim=claim, score=hit["_score"] or 0, highlights=of_claim(claim, want))
