"""One batch through all stages: clean, date, deduplicate, enrich, index, ledger.

The store is committed first and the ledger then. Killed in between, the batch is done again and ends the same.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache

from parley import __version__
from parley.archive import Archive
from parley.clean import clean
from parley.dating import date
from parley.deduplicate import Item, Key, deduplicate, named_apart, orphans
from parley.documents import article_document, claim_documents, stance_key
from parley.enrich import Enricher
from parley.enrich.nlp import load
from parley.errors import DocumentsRefused, ParleyError
from parley.in_force import knowledge
from parley.knowledge import Knowledge
from parley.ledger import ItemState
from parley.models import CRASHED, ClaimDocument, CleanArticle, EnrichedArticle, Model, RawArticle, Rejected, Versions
from parley.settings import Settings
from parley.traces import traces

MOST = 500  # counts kept of actors and stances, so that a report stays small over millions of articles

Result = Rejected | CleanArticle | EnrichedArticle


class Report(Model):
    """What a batch, or a whole run, came to. Times in seconds."""

    items: dict[str, int] = {}  # by state: done, duplicate, rejected, failed, unchanged
    reasons: dict[str, int] = {}  # of items in no article: "clean: empty"
    articles: int = 0
    claims: int = 0  # here and in ``stances`` without candidates
    seconds: dict[str, float] = {}  # by stage
    actors: dict[str, int] = {}  # articles in which each is mentioned
    stances: dict[str, int] = {}  # claims by stance key

    def __add__(self, other: Report) -> Report:
        added = {}
        for name in Report.model_fields:
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, int):
                added[name] = mine + theirs
            else:
                added[name] = dict((Counter(mine) + Counter(theirs)).most_common(MOST))
        return Report.model_validate(added)


class Stopwatch:
    """Adds up the seconds that each stage takes."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - started  # type: ignore[assignment]  # Counter's stub says int


def enricher(settings: Settings) -> tuple[Enricher, str]:
    """The enricher and the version of its models, loaded once a process."""
    return enricher_of(settings.spacy_model, knowledge(settings))


@lru_cache(maxsize=1)  # knowledge that changes under a process that lives long replaces what was made of the former
def enricher_of(spacy_model: str, known: Knowledge) -> tuple[Enricher, str]:
    """The same for one model and knowledge."""
    made = Enricher(load(spacy_model), known)
    gc.collect()
    gc.freeze()  # models and knowledge stay: the collector need not walk them again and again
    return made, made.version


def fingerprint(item: Item) -> str:
    """Equal for two readings of an item that has not changed; where it was read does not count."""
    return hashlib.blake2b(item.model_dump_json(exclude={"origin"}).encode(), digest_size=16).hexdigest()


def process(batch: Sequence[Item], archive: Archive, settings: Settings, *, run: str) -> Report:
    """Clean, date, deduplicate, enrich and index one batch, and write to the ledger what became of each item."""
    watch = Stopwatch()
    items = {_key(item): item for item in named_apart(batch, archive.ledger)}
    known = knowledge(settings)
    archive.ledger.remember(known.version, lambda: traces(known).model_dump_json())
    results: dict[Key, Result] = {key: _prepared(item, known, watch) for key, item in items.items()}
    with watch("deduplicate"):
        apart = deduplicate([r for r in results.values() if isinstance(r, CleanArticle)], archive.ledger)
    results |= {_key(result): result for result in _enriched(apart.fresh, settings, watch)}
    states = [_state(item, results[key], run) for key, item in items.items()]
    enriched = [result for result in results.values() if isinstance(result, EnrichedArticle)]
    with watch("index"):
        claims, refused = _index(enriched, apart.first, states, archive, settings, run)
    states = [_refused(s, items[s.source, s.item], refused[s.article]) if s.article in refused else s for s in states]
    enriched = [each for each in enriched if each.article.id not in refused]
    with watch("ledger"):
        archive.ledger.record(states)
    return _report(states, enriched, claims, watch)


def _key(result: Item | Result) -> Key:
    subject = result.article if isinstance(result, EnrichedArticle) else result
    return subject.source, subject.item


def _prepared(item: Item, known: Knowledge, watch: Stopwatch) -> CleanArticle | Rejected:
    """The clean, dated article. A stage that breaks costs this item alone."""
    if isinstance(item, Rejected):
        return item
    try:
        with watch("clean"):
            article = clean(item)
        if isinstance(article, Rejected):
            return article
        with watch("date"):
            return article.model_copy(update={"published": date(article, item, known)})
    except ParleyError:  # the knowledge is broken, not the item
        raise
    except Exception as error:
        return Rejected(
            source=item.source,
            item=item.item,
            origin=item.origin,
            stage="clean",
            reason=CRASHED,
            detail=f"{type(error).__name__}: {error}",
        )


def _enriched(
    articles: Sequence[CleanArticle], settings: Settings, watch: Stopwatch
) -> list[EnrichedArticle | Rejected]:
    if not articles:
        return []
    with watch("load models"):
        enrich, _ = enricher(settings)
    with watch("enrich"):
        return list(enrich.enrich(articles))


def _state(item: Item, result: Result, run: str) -> ItemState:
    """What the ledger keeps. A clean article that was not enriched repeats one that is there."""
    common = {
        "source": item.source,
        "item": item.item,
        "origin": item.origin,
        "fingerprint": fingerprint(item),
        "run": run,
    }
    match result:
        case EnrichedArticle(article=article):
            return ItemState(state="done", article=article.id, content_hash=article.content_hash, **common)
        case CleanArticle():
            detail = f"the same article as {result.id}"
            return ItemState(state="duplicate", stage="deduplicate", detail=detail, article=result.id, **common)
        case Rejected():
            why = {"stage": result.stage, "reason": result.reason, "detail": result.detail}
            kept = {"raw": item} if isinstance(item, RawArticle) else {"dropped": item.dropped}
            return ItemState(state="failed" if result.reason == CRASHED else "rejected", **kept, **why, **common)


def _index(
    enriched: Sequence[EnrichedArticle],
    first: dict[str, str],
    states: Sequence[ItemState],
    archive: Archive,
    settings: Settings,
    run: str,
) -> tuple[list[ClaimDocument], dict[str, str]]:
    """Write the documents, and take out the articles that no item stands for any more. Gives the claims written, and
    why the store refused some articles, by their id."""
    models = enricher(settings)[1] if enriched else ""
    versions = Versions(pipeline=__version__, knowledge=knowledge(settings).version, models=models)
    now = datetime.now(UTC)
    articles = [
        article_document(e, run=run, ingested_at=now, versions=versions, duplicate_of=first.get(e.article.id))
        for e in enriched
    ]
    claims = [claim for e in enriched for claim in claim_documents(e, first.get(e.article.id))]
    delete = orphans(states, archive.ledger)
    refused: dict[str, str] = {}
    if articles or delete:
        try:
            archive.store.write(articles, claims, delete)
        except DocumentsRefused as error:
            refused = error.reasons
    return [claim for claim in claims if claim.article not in refused], refused


def _refused(state: ItemState, item: Item, reason: str) -> ItemState:
    """Of an item whose article the store would not take: kept, so that it can be tried again."""
    lost = {"article": None, "content_hash": None, "raw": item if isinstance(item, RawArticle) else None}
    why = {"state": "failed", "stage": "index", "reason": "refused", "detail": reason}
    return state.model_copy(update=lost | why)


def _report(
    states: Sequence[ItemState], enriched: Sequence[EnrichedArticle], claims: Sequence[ClaimDocument], watch: Stopwatch
) -> Report:
    sure = [claim for claim in claims if not claim.candidate]
    return Report(
        items=dict(Counter(state.state for state in states)),
        reasons=dict(Counter(f"{s.stage}: {s.reason}" for s in states if s.reason)),
        articles=len(enriched),
        claims=len(sure),
        seconds=dict(watch.seconds),
        actors=dict(Counter(actor.name for e in enriched for actor in e.actors)),
        stances=dict(Counter(stance_key(claim) for claim in sure)),
    )
