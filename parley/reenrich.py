"""A change of knowledge applied to what an archive holds: read anew where it matters, and never cleaned anew.

Each document says which version of the knowledge made it, and the ledger keeps what each version's entries leave in a
text. The change between that version and the present one says whether a document can come out otherwise; those that can
are restored, dated and enriched again, and written with the present version, their former claims replaced. Killed in
between, the next run finds the rest by their versions. The others keep the version that made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from parley import restore
from parley.archive import Archive
from parley.batch import Stopwatch, enricher
from parley.documents import article_document, claim_documents
from parley.errors import DocumentsRefused, ParleyError
from parley.in_force import knowledge
from parley.models import (
    ArticleDocument,
    ClaimDocument,
    CleanArticle,
    EnrichedArticle,
    Model,
    RawArticle,
    Rejected,
    Versions,
)
from parley.pipeline import new_run
from parley.search import all_claims
from parley.settings import Settings
from parley.stores.base import Query, Store
from parley.traces import Change, Traces, change, traces

PAGE = 500  # documents read at once
OF_A_RUN = {"run", "versions"}  # what differs between two documents that say the same


class Reenriched(Model):
    """What became of the articles. Those that failed stay as they were."""

    looked_at: int = 0
    touched: int = 0
    changed: int = 0
    failed: dict[str, str] = {}  # id -> why
    seconds: dict[str, float] = {}  # by stage


def reenrich(archive: Archive, settings: Settings) -> Reenriched:
    """Bring an archive up to the present knowledge. Raises ``KnowledgeError``, ``ModelMissing``, and what the store
    raises: what was written by then stays, and the next run does the rest."""
    run = new_run()
    archive.ledger.begin(run, ())
    work = _Work(archive, settings, run)
    try:
        work.done()
    except BaseException as error:
        words = str(error) if isinstance(error, ParleyError) else repr(error)
        stopped = isinstance(error, KeyboardInterrupt)
        archive.ledger.finish(run, "interrupted" if stopped else "failed", work.told(), words)
        raise
    archive.ledger.finish(run, "done", work.told())
    return work.report


class _Work:
    """One run."""

    def __init__(self, archive: Archive, settings: Settings, run: str) -> None:
        self._archive, self._settings, self._run = archive, settings, run
        self._knowledge = knowledge(settings)
        self._now = traces(self._knowledge)
        self._changes: dict[str, Change] = {}  # by the version that a document has
        self._watch = Stopwatch()
        self.report = Reenriched()

    def told(self) -> dict[str, object]:
        """What the ledger keeps of the run."""
        counts = {"looked at": self.report.looked_at, "touched": self.report.touched, "changed": self.report.changed}
        failed = {"failed": len(self.report.failed)} if self.report.failed else {}
        return {"items": counts | failed, "reasons": self.report.failed, "seconds": self.report.seconds}

    def done(self) -> None:
        """Look at everything first: documents that are written meanwhile would move under a reader's feet."""
        self._archive.ledger.remember(self._knowledge.version, self._now.model_dump_json)
        with self._watch("load models"):
            _, models = enricher(self._settings)
        with self._watch("look"):
            touched = [each.id for each in self._looked_at() if self._touches(each, models)]
        size = self._settings.batch_size
        for start in range(0, len(touched), size):
            self._again(touched[start : start + size], models)
        self._count()

    def _looked_at(self) -> Iterator[ArticleDocument]:
        for document in documents(self._archive.store, Query(sort="newest", limit=PAGE)):
            self._count(looked_at=self.report.looked_at + 1)
            yield document

    def _count(self, **fields: object) -> None:
        self.report = self.report.model_copy(update={"seconds": dict(self._watch.seconds), **fields})

    def _touches(self, document: ArticleDocument, models: str) -> bool:
        version = document.versions.knowledge
        if version == self._knowledge.version:
            return document.versions.models != models
        if version not in self._changes:
            kept = self._archive.ledger.traces(version)
            self._changes[version] = change(Traces.model_validate_json(kept) if kept else None, self._now)
        return document.versions.models != models or self._changes[version].touches(document)

    def _again(self, ids: Sequence[str], models: str) -> None:
        """One batch: read, enrich, and write what nobody has written meanwhile."""
        store = self._archive.store
        wanted = Query(articles=tuple(ids), limit=PAGE)
        before = {document.id: document for document in documents(store, wanted)}
        enrich, _ = enricher(self._settings)
        with self._watch("date"):
            articles, failed = self._dated(before.values())
        with self._watch("enrich"):
            results = list(enrich.enrich(articles))
        failed |= {a.id: each.detail for a, each in zip(articles, results, strict=True) if isinstance(each, Rejected)}
        with self._watch("index"):
            still = {document.id: document for document in documents(store, wanted)}
            found = [each for each in results if isinstance(each, EnrichedArticle)]
            found = [each for each in found if still.get(each.article.id) == before[each.article.id]]
            after, claims = self._made(found, before, models)
            changed = _changed(after, claims, before, store)
            failed |= self._written(after, claims)
        touched = self.report.touched + len(after)
        self._count(touched=touched, changed=self.report.changed + changed, failed=self.report.failed | failed)

    def _dated(self, found: Iterable[ArticleDocument]) -> tuple[list[CleanArticle], dict[str, str]]:
        """The articles with their dates; why some broke, by their ids: one bad article never stops a batch."""
        articles: list[CleanArticle] = []
        failed: dict[str, str] = {}
        for document in found:
            try:
                articles.append(restore.dated(restore.article(document), self._knowledge))
            except ParleyError:  # the knowledge is broken, not the article
                raise
            except Exception as error:
                failed[document.id] = f"{type(error).__name__}: {error}"
        return articles, failed

    def _made(
        self, found: Sequence[EnrichedArticle], before: dict[str, ArticleDocument], models: str
    ) -> tuple[list[ArticleDocument], list[ClaimDocument]]:
        """The documents anew. They were not cleaned again, so they keep the version of the pipeline that did."""
        articles: list[ArticleDocument] = []
        claims: list[ClaimDocument] = []
        for enriched in found:
            former = before[enriched.article.id]
            versions = Versions(pipeline=former.versions.pipeline, knowledge=self._knowledge.version, models=models)
            articles.append(
                article_document(
                    enriched,
                    run=self._run,
                    ingested_at=former.ingested_at,
                    versions=versions,
                    duplicate_of=former.duplicate_of,
                )
            )
            claims += claim_documents(enriched, former.duplicate_of)
        return articles, claims

    def _written(self, articles: Sequence[ArticleDocument], claims: Sequence[ClaimDocument]) -> dict[str, str]:
        """Write. What the store refuses is no more in the archive: its items wait for ``parley retry``."""
        try:
            self._archive.store.write(articles, claims)
        except DocumentsRefused as error:
            texts = {each.id: each for each in articles}
            lost = [
                state.model_copy(
                    update={
                        "state": "failed",
                        "stage": "index",
                        "reason": "refused",
                        "detail": error.reasons[article],
                        "article": None,
                        "content_hash": None,
                        "raw": _raw(texts[article], state.origin),
                    }
                )
                for state in self._archive.ledger.of_articles(error.reasons)
                if (article := state.article)
            ]
            self._archive.ledger.record(lost)
            return error.reasons
        return {}


def documents(store: Store, query: Query) -> Iterator[ArticleDocument]:
    """All articles that match, a page at a time."""
    while True:
        page = store.search(query)
        yield from (hit.article for hit in page.hits)
        if page.next is None:
            return
        query = query.model_copy(update={"cursor": page.next})


def _changed(
    articles: Sequence[ArticleDocument],
    claims: Sequence[ClaimDocument],
    before: dict[str, ArticleDocument],
    store: Store,
) -> int:
    """How many say something else than before."""
    former = all_claims(store, Query(articles=tuple(each.id for each in articles), candidates="include"))
    said = _by_article(former) if articles else {}
    says = _by_article(claims)
    return sum(
        each.model_dump(exclude=OF_A_RUN) != before[each.id].model_dump(exclude=OF_A_RUN)
        or says.get(each.id) != said.get(each.id)
        for each in articles
    )


def _by_article(claims: Iterator[ClaimDocument] | Sequence[ClaimDocument]) -> dict[str, dict[str, ClaimDocument]]:
    found: dict[str, dict[str, ClaimDocument]] = {}
    for claim in claims:
        found.setdefault(claim.article, {})[claim.id] = claim
    return found


def _raw(document: ArticleDocument, origin: str) -> RawArticle:
    """The item as far as the archive had it."""
    return RawArticle(
        source=document.source,
        source_name=document.source_name,
        item=document.item,
        origin=origin,
        content=document.text,
        title=document.title or None,
        url=document.url,
        outlet=document.outlet,
        authors=document.authors,
        published=document.published_at.isoformat() if document.published_at else None,
        language=document.language,
    )
