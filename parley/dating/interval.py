"""Closed intervals of days, unions of them, and how evidence that disagrees is weighed.

``date.min`` and ``date.max`` stand for an open end; ``Published`` and ``DateEvidence`` say None there.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from parley.models import DateEvidence, Precision


class Days(NamedTuple):
    """The days from ``first`` to ``last``, both included."""

    first: date = date.min
    last: date = date.max


Spans = tuple[Days, ...]  # a union; empty where a finding bounds nothing


@dataclass(frozen=True)
class Finding:
    """What one sentence says about the day of publication. Without spans it was considered and ignored."""

    rule: str
    text: str
    spans: Spans
    weight: int
    why: str


def since(first: date) -> Spans:
    """That day or later."""
    return (Days(first=first),)


def period(partial: str) -> Days:
    """The days of a year, month or day as the knowledge writes them: "2001", "2001-09", "2001-09-11"."""
    year, *rest = map(int, partial.split("-"))
    match rest:
        case [month, day]:
            return Days(date(year, month, day), date(year, month, day))
        case [month]:
            return month_days(year, month)
        case _:
            return Days(date(year, 1, 1), date(year, 12, 31))


def month_days(year: int, month: int) -> Days:
    """The days of a month."""
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def shift(day: date, days: int) -> date:
    """That many days later or earlier; the open ends stay open."""
    if day in (date.min, date.max):
        return day
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def years_later(day: date, years: float) -> date:
    """About that many years later: whole years keep month and day."""
    whole = int(years // 1)
    year = min(max(day.year + whole, 1), 9999)
    moved = day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
    return shift(moved, round((years - whole) * 365))


def intersect(left: Spans, right: Spans) -> Spans:
    """The days that lie in both unions."""
    both = (Days(max(a.first, b.first), min(a.last, b.last)) for a in left for b in right)
    return tuple(sorted({days for days in both if days.first <= days.last}))


def hull(spans: Spans) -> Days:
    """The shortest interval around a union."""
    return Days(min(days.first for days in spans), max(days.last for days in spans)) if spans else Days()


def holds(spans: Spans, day: date) -> bool:
    """Whether the day lies in the union."""
    return any(days.first <= day <= days.last for days in spans)


def agree(findings: Iterable[Finding]) -> tuple[Spans, tuple[DateEvidence, ...]]:
    """The days on which the findings of greatest total weight agree, and all findings as evidence.

    Of equals the later days win: a text can speak of the past, never of what is yet to happen.
    """
    distinct = list({(f.rule, f.spans, f.why): f for f in reversed(list(findings))}.values())[::-1]
    bounding = [finding for finding in distinct if finding.spans]
    starts = {days.first for finding in bounding for days in finding.spans}
    if not starts:
        return (), tuple(map(evidence, distinct))
    best = max(starts, key=lambda day: (sum(f.weight for f in bounding if holds(f.spans, day)), day))
    agreed: Spans = (Days(),)
    for finding in bounding:
        if holds(finding.spans, best):
            agreed = intersect(agreed, finding.spans)
    return agreed, tuple(evidence(f, used=holds(f.spans, best)) for f in distinct)


def evidence(finding: Finding, used: bool = False) -> DateEvidence:
    """A finding as the archive keeps it."""
    days = hull(finding.spans)
    against = "" if used or not finding.spans else "; dropped, other evidence contradicts it"
    return DateEvidence(
        rule=finding.rule,
        text=finding.text,
        earliest=bound(days.first),
        latest=bound(days.last),
        used=used,
        why=finding.why + against,
    )


def bound(day: date) -> date | None:
    """None for an open end."""
    return None if day in (date.min, date.max) else day


def precision(days: Days) -> Precision:
    """What kind of interval this is."""
    if days == Days():
        return "unknown"
    if days.first == days.last:
        return "day"
    if days == month_days(days.first.year, days.first.month):
        return "month"
    if days == (date(days.first.year, 1, 1), date(days.first.year, 12, 31)):
        return "year"
    return "range"
