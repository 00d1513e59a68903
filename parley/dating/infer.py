"""When a text without a date can have been written: where all that it tells of agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from parley.dating.dateline import Partial, possible
from parley.dating.events import events
from parley.dating.interval import Days, Finding, Spans, agree, bound, evidence, hull, intersect, precision
from parley.dating.lexicon import Lexicon, lexicon
from parley.dating.lives import lives
from parley.dating.mentions import mentions, weekdays
from parley.dating.offices import offices
from parley.dating.passage import Passage
from parley.dating.written import midnight
from parley.knowledge import Knowledge
from parley.models import CleanArticle, DateEvidence, Published

_FEW_YEARS = timedelta(days=6 * 366)  # only within so many does a day without its year say something


def infer(article: CleanArticle, knowledge: Knowledge, partial: Partial | None = None) -> Published:
    """The days on which title and text can have been published, by what they name."""
    compiled = lexicon(knowledge)
    passages = [Passage(text) for text in (article.title, article.text) if text]
    spans, shown = agree(finding for passage in passages for finding in _findings(passage, compiled))
    spans, filtered = _filtered(spans, passages, partial)
    days = hull(spans)
    exact = precision(days)
    return Published(
        at=midnight(days.first) if exact == "day" else None,
        earliest=bound(days.first),
        latest=bound(days.last),
        precision=exact,
        basis="none" if days == Days() else "inferred",
        evidence=(*shown, *filtered),
    )


def _findings(passage: Passage, compiled: Lexicon) -> Iterator[Finding]:
    yield from offices(passage, compiled)
    yield from events(passage, compiled)
    yield from mentions(passage)
    yield from lives(passage, compiled)


def _filtered(spans: Spans, passages: list[Passage], partial: Partial | None) -> tuple[Spans, list[DateEvidence]]:
    """The spans that days without a year leave, where the spans are bounded to a few years already."""
    within = hull(spans)
    if not spans or within.last - within.first > _FEW_YEARS:
        return spans, []
    filters = [finding for passage in passages for finding in weekdays(passage, within)]
    if partial:
        filters.append(Finding("dateline", partial.text, possible(partial, within), 1, "a dateline without its year"))
    shown = []
    for finding in filters:
        left = intersect(spans, finding.spans)
        spans = left or spans
        shown.append(evidence(finding, used=bool(left)))
    return spans, shown
