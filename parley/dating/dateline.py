"""Dates that a text carries about itself: datelines, timestamps, dated headings, numbers of releases.

LISBON, Portugal (Nov. 20, 2011) -       PARIS, Jan. 5 (Reuters) -      Published 3:04 PM, 5 March 2012
Operational Update, Jan. 10, 2011         Mar. 13: Operations in ...     2010-09-CA-005
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from parley.dating import cues
from parley.dating.interval import Days, Spans, month_days, shift
from parley.dating.metadata import Statement
from parley.dating.passage import lower
from parley.dating.written import Moment, Written, find, parse
from parley.models import CleanArticle, RawArticle

_HEADER_LINES = 12
_HEADER_CHARS = 1500
_HEADING = 130  # characters: a longer line is prose
_NEAR = 45  # days: how far a day without its year may lie from the month that gives the year
_REMOVED = ("dateline", "timestamp")  # reasons for which cleaning takes such lines out
_PLACE = r"\W{0,3}[A-Z][A-Z'’ ./-]{2,40}(?:,\s*[A-Z][\w.'’ -]{1,30}){0,2}"
_IN_BRACKETS = re.compile(rf"{_PLACE}\s*\(\s*$")
_WIRE = re.compile(rf"{_PLACE},\s*$")
_WIRE_AFTER = re.compile(r"\s*(?:\([^)]{1,40}\)|[A-Z/]{2,12})?\s*(?:--?|–|—|:)\s")
_RELEASE = re.compile(r"\s*(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])[-–][A-Z]{1,3}[-–](?:\d{2,5}|X{2,5})\b")
_ABOUT = re.compile(  # a heading's date after these is what the heading is about, not its own
    r"\b(?:on|of|since|from|in|by|until|after|before|to|the|and|for|between|through|for|a|this|last|next)\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[a-z]{2}[.!?][\"”’)]?\s*$")
_DATELINE, _LABELLED, _HEADED, _CHANGED = range(4)  # ranks, the best first


@dataclass(frozen=True)
class Partial:
    """A day whose year is not written."""

    text: str
    month: int
    day: int


@dataclass(frozen=True)
class Dateline:
    """What the header says: a date, or a day that still lacks its year."""

    statement: Statement | None = None
    partial: Partial | None = None


@dataclass(frozen=True)
class _Found:
    rank: int
    line: str
    written: Written


def dateline(article: CleanArticle, raw: RawArticle) -> Dateline:
    """The best date of the article's header, with the year taken from elsewhere in the header where it lacks one."""
    lines = tuple(dict.fromkeys(_lines(article, raw)))
    found = sorted(_dates(lines), key=lambda f: f.rank)
    release = next((m for line in lines if (m := _RELEASE.match(line))), None)
    for candidate in found:
        if candidate.rank == _CHANGED:
            continue
        if candidate.written.spans:
            moment, sure = Moment(candidate.written.spans), candidate.rank != _HEADED
            return Dateline(Statement("dateline", candidate.line, moment, "a dated header line", sure))
        return _completed(candidate, found, release)
    if found and found[0].written.spans:
        return Dateline(_changed(found[0]))
    return Dateline(_released(release) if release else None)


def _lines(article: CleanArticle, raw: RawArticle) -> Iterator[str]:
    """What cleaning took out as dates, the title, and the first lines before and after cleaning."""
    yield from (line for removed in article.removed if removed.reason in _REMOVED for line in removed.text.splitlines())
    yield article.title
    for text in (raw.content if raw.kind == "text" else "", article.text):
        lines = (line.strip() for line in text[:_HEADER_CHARS].splitlines())
        yield from islice((line for line in lines if line), _HEADER_LINES)


def _dates(lines: tuple[str, ...]) -> Iterator[_Found]:
    for line in lines:
        for written in find(lower(line[:400])):
            rank = _rank(line, written)
            if rank is not None:
                yield _Found(rank, line, written)


def _rank(line: str, written: Written) -> int | None:
    """How well the line shows that the date is the article's own, or None."""
    before, after = line[: written.start], line[written.end :]
    if written.day is None:
        return None
    bracketed = _IN_BRACKETS.fullmatch(before) and re.match(r"\s*\)", after)
    if bracketed or (_WIRE.fullmatch(before) and _WIRE_AFTER.match(after)):
        return _DATELINE
    if len(line) > _HEADING or _SENTENCE_END.search(line):
        return None
    if _label("label-updated").match(line.lower()):
        return _CHANGED
    if written.spans and (_label("label-published").match(line.lower()) or parse(line)):
        return _LABELLED
    return _HEADED if _heading(before, after, bool(written.spans)) else None


def _heading(before: str, after: str, full: bool) -> bool:
    """A date that closes a short line ("Update, Jan. 10, 2011") or opens it ("Mar. 13: Operations")."""
    if not before.strip():
        return after.startswith(":") or (full and bool(re.match(r"\s*[|–—-]\s", after)))
    return full and not after.strip(" .)|") and not _ABOUT.search(before)


def _label(effect: cues.Effect) -> re.Pattern[str]:
    return re.compile(rf"\W*{cues.pattern(effect)}(?!\w)")


def _completed(candidate: _Found, found: list[_Found], release: re.Match[str] | None) -> Dateline:
    """A day without a year, in the year that brings it nearest to another date of the header."""
    month, day = candidate.written.month, candidate.written.day
    if not month or not day:
        return Dateline()
    partial = Partial(candidate.line, month, day)
    hints = [f.written.spans[0].first for f in found if f.written.spans]
    if release:
        hints.append(date(int(release["year"]), int(release["month"]), 15))
    for hint in hints:
        near = [d for year in (hint.year - 1, hint.year, hint.year + 1) if (d := _day(year, month, day))]
        nearest = min(near, key=lambda d: abs(d - hint), default=None)
        if nearest and abs(nearest - hint) <= timedelta(days=_NEAR):
            why = f"a dated header line, its year from {hint:%Y-%m} in the header"
            return Dateline(Statement("dateline", candidate.line, Moment((Days(nearest, nearest),)), why), partial)
    return Dateline(partial=partial)


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= month_days(year, month).last.day else None


def _changed(found: _Found) -> Statement:
    """A last change says only that the article is not younger."""
    spans: Spans = (Days(last=found.written.spans[-1].last),)
    return Statement("dateline", found.line, Moment(spans), "the day of the last change: published then or before")


def _released(release: re.Match[str]) -> Statement:
    """A release number carries the month in which it was given, and the text may come out in the next days."""
    days = month_days(int(release["year"]), int(release["month"]))
    spans: Spans = (Days(days.first, shift(days.last, 7)),)
    return Statement("dateline", release.group().strip(), Moment(spans), "a release number")


def possible(partial: Partial, within: Days) -> Spans:
    """The days of an interval that a day without its year can mean, a day of delay on either side."""
    years = range(within.first.year, within.last.year + 1)
    days = [day for year in years if (day := _day(year, partial.month, partial.day))]
    return tuple(Days(shift(d, -1), shift(d, 1)) for d in days if within.first <= d <= within.last)
