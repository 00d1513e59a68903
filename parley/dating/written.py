"""Dates as people and machines write them. Nothing is guessed: 03/04/2012 is two days, "Nov. 20" has no year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from parley.dating.interval import Days, Spans, month_days, period
from parley.dating.passage import lower

WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
YEARS = range(1700, 2200)  # beyond these a number is no year of news
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sep(?:t(?:ember|\.)?|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"\b(?=[\djfmasond])(?<![/.-])(?:"  # a cheap look at the first letter comes first
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<numbers>(?P<n1>\d{1,2})(?P<by>[./-])(?P<n2>\d{1,2})(?P=by)(?P<n3>\d{4}))"
    rf"|{_DAY.format('d1')}(?:\s+of)?[\s-]+{_MONTH.format('m1')}(?:,?[\s-]+(?P<y1>\d{{4}}))?"
    rf"|{_MONTH.format('m2')}\s+{_DAY.format('d2')}(?:(?:\s*[,.]\s*|\s+)(?P<y2>\d{{4}}))?"
    rf"|{_MONTH.format('m3')},?\s+(?P<y3>\d{{4}})"
    r")(?![\w/-]|\.\d)",
)
_RFC_822 = re.compile(r"(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})?(?: .*)?$")
_MACHINE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|\d{4}-?\d{2}-?\d{2}$|\d{8}T\d{4}")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?$")
_REST = re.compile(  # what may stand beside a written date: weekday, time, zone, "published on"
    rf"[\s,.|·•:@()\[\]–—-]|\b{WEEKDAY}\b|\b\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?:\s*[ap]\.?m)?\b|\b\d{{1,2}}\s*[ap]\.?m\b"
    r"|\b(?:published|posted|date|on|at|gmt|utc|est|edt|[cmp][sd]t|bst|cest?)\b|Z$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Written:
    """A date found at [start, end) of a text. ``spans`` is empty while it has a day but no year."""

    start: int
    end: int
    month: int | None
    day: int | None
    spans: Spans

    @property
    def exact(self) -> bool:
        """Whether it is one day and no other."""
        return len(self.spans) == 1 and self.spans[0].first == self.spans[0].last


@dataclass(frozen=True)
class Moment:
    """A whole field that says when: its days and, where it has a time and a zone, the instant."""

    spans: Spans
    at: datetime | None = None


def find(text: str) -> Iterator[Written]:
    """The dates of a lower-case text with at least a month and a day, or a month and a year."""
    for match in _DATE.finditer(text):
        found = _read(match)
        if found and _valid(found):
            yield found


def _read(match: re.Match[str]) -> Written | None:
    (start, end), part = match.span(), match.group
    if part("iso"):
        return _written(start, end, *map(int, part("iso").split("-")))
    if part("numbers"):
        return _numeric(match)
    month = MONTHS.index((part("m1") or part("m2") or part("m3"))[:3]) + 1
    day = part("d1") or part("d2")
    year = part("y1") or part("y2") or part("y3")
    return _written(start, end, int(year) if year else None, month, int(day) if day else None)


def _written(start: int, end: int, year: int | None, month: int, day: int | None) -> Written | None:
    if not (1 <= month <= 12 and (day is None or 1 <= day <= month_days(year or 2000, month).last.day)):
        return None
    if year is None:
        return Written(start, end, month, day, ())
    return Written(start, end, month, day, (period(f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")),))


def _numeric(match: re.Match[str]) -> Written | None:
    """Day first with full stops; else both readings that are dates."""
    one, two, year = int(match["n1"]), int(match["n2"]), int(match["n3"])
    readings = {(two, one)} if match["by"] == "." else {(one, two), (two, one)}
    found = [w for month, day in readings if (w := _written(*match.span(), year, month, day))]
    if not found:
        return None
    return replace(found[0], spans=tuple(sorted(days for w in found for days in w.spans)))


def _valid(found: Written) -> bool:
    return all(days.first.year in YEARS for days in found.spans)


def parse(field: str) -> Moment | None:
    """What a field says that holds a date and nothing else: ISO 8601, RFC 822, epoch seconds, written forms."""
    field = field.strip()
    moment = _machine(field) or _partial(field) or _prose(field)
    return moment if moment and all(days.first.year in YEARS for days in moment.spans) else None


def _machine(field: str) -> Moment | None:
    try:
        if _MACHINE.match(field):
            return _moment(datetime.fromisoformat(field.replace(" UTC", "Z").replace(" GMT", "Z")), ":" in field)
        if _RFC_822.match(field):
            return _moment(parsedate_to_datetime(field), True)
        if epoch := _EPOCH.match(field):
            return _moment(datetime.fromtimestamp(int(epoch[1]), UTC), True)
    except (ValueError, OverflowError):
        pass
    return None


def _moment(read: datetime, timed: bool) -> Moment:
    """A time without a zone is no instant: only its day is kept."""
    return Moment((Days(read.date(), read.date()),), read if timed and read.tzinfo else None)


def _partial(field: str) -> Moment | None:
    if re.fullmatch(r"(1[789]|2[01])\d\d(-(0[1-9]|1[0-2]))?", field):
        return Moment((period(field),))
    return None


def _prose(field: str) -> Moment | None:
    """A written date with a year, beside which stand only a weekday, a time and the like."""
    found = [written for written in find(lower(field)) if written.spans]
    if len(found) != 1:
        return None
    rest = field[: found[0].start] + " " + field[found[0].end :]
    return None if _REST.sub("", rest) else Moment(found[0].spans)


def midnight(day: date) -> datetime:
    """The day as a time, where no time is known: its beginning in UTC."""
    return datetime.combine(day, time(), UTC)
