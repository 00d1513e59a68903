"""When was an article published: what its source states, else what its text allows. A date is never invented."""

from __future__ import annotations

from collections.abc import Iterator

from parley.dating.dateline import Dateline, dateline
from parley.dating.infer import infer
from parley.dating.interval import bound, hull, precision
from parley.dating.metadata import Statement, address, narrowed, page, published_field
from parley.dating.written import midnight
from parley.knowledge import Knowledge
from parley.models import CleanArticle, DateEvidence, Published, RawArticle

__all__ = ["date"]


def date(article: CleanArticle, raw: RawArticle, knowledge: Knowledge) -> Published:
    """The days on which the article can have been published, with the evidence for each bound.

    What the source states comes first: its metadata, its address, the header of its text. A vague statement
    (a month, 03/04/2012) is narrowed by the next one that fits into it. Only an English text without any is dated
    by what it tells of, or one whose dated heading is older than what it tells of.
    """
    header = dateline(article, raw)
    chosen: Statement | None = None
    seen: list[Statement] = []
    for statement in _statements(article, raw, header):
        seen.append(statement)
        if statement.moment.spans:
            chosen = narrowed(chosen, statement) if chosen else statement
        if chosen and precision(hull(chosen.moment.spans)) == "day":
            break
    if chosen and chosen.sure:
        return _published(chosen, tuple(map(_evidence, seen)))
    inferred = infer(article, knowledge, header.partial) if article.language == "en" else Published()
    if chosen and not (inferred.earliest and inferred.earliest > hull(chosen.moment.spans).last):
        return _published(chosen, tuple(map(_evidence, seen)))
    unused = tuple(_evidence(statement).model_copy(update={"used": False}) for statement in seen)
    return inferred.model_copy(update={"evidence": (*unused, *inferred.evidence)})


def _statements(article: CleanArticle, raw: RawArticle, header: Dateline) -> Iterator[Statement]:
    """From the most to the least trusted; the page is parsed only when it is asked for."""
    if field := published_field(raw):
        yield field
    if marked := page(raw):
        yield marked
    if held := address(article.url or raw.url):
        yield held
    if header.statement:
        yield header.statement


def _evidence(statement: Statement) -> DateEvidence:
    days = hull(statement.moment.spans)
    return DateEvidence(
        rule=statement.basis,
        text=statement.text,
        earliest=bound(days.first),
        latest=bound(days.last),
        used=bool(statement.moment.spans),
        why=statement.why,
    )


def _published(statement: Statement, evidence: tuple[DateEvidence, ...]) -> Published:
    days = hull(statement.moment.spans)
    day = precision(days) == "day"
    return Published(
        at=(statement.moment.at or midnight(days.first)) if day else None,
        earliest=bound(days.first),
        latest=bound(days.last),
        precision="instant" if day and statement.moment.at else precision(days),
        basis=statement.basis,
        evidence=evidence,
    )
