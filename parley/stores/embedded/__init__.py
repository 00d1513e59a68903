"""The embedded store: an archive in a folder, without a server. The only place that knows tantivy.

The folder holds two indices, ``articles`` and ``claims``, each committed whole or not at all, the marker of its format
and the lock of its one writer. Any number of processes may read meanwhile, and see the last commit.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any, TextIO

import tantivy

from parley.errors import QueryError, StoreBusy, StoreError
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
from parley.stores.embedded import highlight
from parley.stores.embedded.folder import check, guard, lock
from parley.stores.embedded.paging import Found, page
from parley.stores.embedded.query import matching
from parley.stores.embedded.schema import ARTICLES, CLAIMS, Kind, row, schema
from parley.stores.embedded.words import Wanted, exact, stemmed, wanted

HEAP = 64_000_000  # bytes that a writer may hold before it starts a new segment


class Table:
    """One index: the documents of one kind."""

    def __init__(self, kind: Kind, folder: Path, create: bool) -> None:
        self.kind = kind
        path = folder / kind.name
        if create:
            path.mkdir(exist_ok=True)
            self.index = tantivy.Index(schema(kind), path=str(path))
        else:
            self.index = tantivy.Index.open(str(path))
        self.index.register_tokenizer("exact", exact())
        self.index.register_tokenizer("stemmed", stemmed())
        self.index.config_reader("manual")
        self._writer: tantivy.IndexWriter | None = None
        self._still: tantivy.Searcher | None = None

    def searcher(self) -> tantivy.Searcher:
        """What is committed now; of a snapshot, what was then."""
        if self._still:
            return self._still
        self.index.reload()
        return self.index.searcher()

    def still(self) -> Table:
        """A snapshot."""
        made = copy(self)
        made._still = self.searcher()
        return made

    def page(self, query: Query, want: Wanted) -> tuple[tantivy.Searcher, Found]:
        searcher = self.searcher()
        match = matching(self.kind, self.index.schema, query, want)
        return searcher, page(self.index, searcher, query, match, scored=want.size > 0)

    def facet(self, query: Query, field: str, limit: int) -> tuple[FacetCount, ...]:
        if field not in self.kind.facets:
            raise QueryError(f"{field}: no facet of {self.kind.name}; there are {', '.join(self.kind.facets)}")
        match = matching(self.kind, self.index.schema, query, wanted(query.text))
        counts = self.searcher().terms_with_prefix(field, "", match, max(limit, 0))
        return tuple(FacetCount(value=value, count=count) for value, count in counts)

    def replace(self, key: str, gone: Sequence[str], documents: Sequence[ArticleDocument | ClaimDocument]) -> None:
        """Delete what has one of the values ``gone`` in the field ``key``, add the documents, and commit."""
        if self._writer is None:
            self._writer = self.index.writer(HEAP, 1)
        for value in gone:
            self._writer.delete_documents_by_term(key, value)
        for document in {document.id: document for document in documents}.values():
            self._writer.delete_documents_by_term("id", document.id)
            self._writer.add_document(row(self.kind, document))
        self._writer.commit()

    def drop_writer(self) -> None:
        """Forget what was not committed."""
        self._writer = None

    def finish(self) -> None:
        """Wait for merges."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()


class EmbeddedStore:
    """A ``Store`` in a folder. Threads may share one."""

    def __init__(self, folder: Path, held: TextIO | None) -> None:
        """Use ``open``; ``held`` is the lock of the writer."""
        self.folder = folder
        self._held = held
        self._writing = threading.Lock()
        self._articles = Table(ARTICLES, folder, create=held is not None)
        self._claims = Table(CLAIMS, folder, create=held is not None)

    @classmethod
    def open(cls, folder: Path, *, readonly: bool = False) -> EmbeddedStore:
        """Open an archive; to write, make it where there is none, and hold it until ``close``.

        Raises ``StoreBusy`` where another process writes, ``StoreError`` where there is no archive or it is damaged.
        """
        with guard(folder):
            held = None if readonly else lock(folder)
            try:
                check(folder)
                return cls(folder, held)
            except BaseException:
                if held:
                    held.close()
                raise

    def write(
        self, articles: Sequence[ArticleDocument], claims: Sequence[ClaimDocument], delete: Sequence[str] = ()
    ) -> None:
        """As ``Store`` says. Of two documents with one id the last wins; what is written is not deleted."""
        with self._writing, guard(self.folder):
            if self._held is None:
                raise StoreError(f"{self.folder}: this archive was opened read-only, or closed; open it for writing")
            gone = [*delete, *(article.id for article in articles)]
            try:
                # Claims first: killed between the two, no new article lacks its claims.
                self._claims.replace("article", gone, claims)
                self._articles.replace("id", delete, articles)
            except BaseException as error:
                self._claims.drop_writer()
                self._articles.drop_writer()
                if "LockBusy" in str(error):
                    raise StoreBusy(f"{self.folder}: another program writes to this archive; wait for it") from error
                raise

    def get(self, article: str) -> ArticleDocument | None:
        with guard(self.folder):
            searcher = self._articles.searcher()
            match = tantivy.Query.term_query(self._articles.index.schema, "id", article)
            return next((_article(searcher, where) for _, where in searcher.search(match, limit=1).hits), None)

    def search(self, query: Query) -> ArticlePage:
        """As ``Store`` says. ``score`` is 0 unless sorted by the relevance of words. Raises ``QueryError``."""
        with guard(self.folder):
            want = wanted(query.text)
            searcher, found = self._articles.page(query, want)
            hits = tuple(_article_hit(_article(searcher, where), score, want) for score, where in found.hits)
            return ArticlePage(total=found.total, hits=hits, next=found.next)

    def claims(self, query: Query) -> ClaimPage:
        with guard(self.folder):
            want = wanted(query.text)
            searcher, found = self._claims.page(query, want)
            hits = tuple(_claim_hit(_claim(searcher, where), score, want) for score, where in found.hits)
            return ClaimPage(total=found.total, hits=hits, next=found.next)

    def article_facet(self, query: Query, field: ArticleFacet, limit: int = 20) -> tuple[FacetCount, ...]:
        with guard(self.folder):
            return self._articles.facet(query, field, limit)

    def claim_facet(self, query: Query, field: ClaimFacet, limit: int = 20) -> tuple[FacetCount, ...]:
        with guard(self.folder):
            return self._claims.facet(query, field, limit)

    @contextmanager
    def snapshot(self) -> Iterator[EmbeddedStore]:
        """As ``Store`` says."""
        view = copy(self)
        view._held = None
        with guard(self.folder):
            view._articles, view._claims = self._articles.still(), self._claims.still()
        yield view

    def close(self) -> None:
        """Wait for merges and let other writers in; the store can still be read."""
        with self._writing, guard(self.folder):
            held, self._held = self._held, None
            try:
                self._claims.finish()
                self._articles.finish()
            finally:
                if held:
                    held.close()


def _json(searcher: tantivy.Searcher, where: tantivy.DocAddress) -> Any:
    return searcher.doc(where).get_first("document")


def _article(searcher: tantivy.Searcher, where: tantivy.DocAddress) -> ArticleDocument:
    return ArticleDocument.model_validate_json(_json(searcher, where))


def _claim(searcher: tantivy.Searcher, where: tantivy.DocAddress) -> ClaimDocument:
    return ClaimDocument.model_validate_json(_json(searcher, where))


def _article_hit(article: ArticleDocument, score: float, want: Wanted) -> ArticleHit:
    return ArticleHit(article=article, score=score, highlights=highlight.of_article(article, want))


def _claim_hit(claim: ClaimDocument, score: float, want: Wanted) -> ClaimHit:
    return ClaimHit(claim=claim, score=score, highlights=highlight.of_claim(claim, want))
