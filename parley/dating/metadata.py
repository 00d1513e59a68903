"""What the source, the page or the address says about the day of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from htmldate import find_date

from parley.dating.interval import Days, Spans, hull, intersect, month_days
from parley.dating.written import MONTHS, Moment, parse
from parley.models import Basis, RawArticle

_UNSET = (date(1970, 1, 1), date(1, 1, 1), date(1900, 1, 1))  # what machines write for "no date"
_MARKED = re.compile(
    r"""["'](?:datePublished|article:published_time|og:published_time|dateCreated)["']"""
    r"""(?:\s*:\s*|\s+[a-z-]+\s*=\s*["'][^"']*["'])*?\s*(?:content|datetime)?\s*[:=]?\s*["']([^"'<>]{8,40})["']""",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"[/=_.-](?P<y>19[89]\d|20\d\d)(?P<by>[/_-]?)(?:(?P<m>0[1-9]|1[0-2]|(?<=[/_-])[1-9](?=[/_-]))|(?P<name>[a-z]{3})(?=/))"
    r"(?:(?P=by)(?P<d>0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9])(?!\d))?(?=[/_.?#-]|$)",
    re.IGNORECASE,
)
_NAMES = {name: number for number, name in enumerate(MONTHS, 1)}


@dataclass(frozen=True)
class Statement:
    """A date that the article's source states. Without spans it could not be used."""

    basis: Basis
    text: str
    moment: Moment
    why: str
    sure: bool = True  # a dated heading may name the day that it is about


def published_field(raw: RawArticle) -> Statement | None:
    """The source's own date."""
    if not raw.published or not raw.published.strip():
        return None
    moment = parse(raw.published)
    if not moment:
        return Statement("metadata", raw.published, Moment(()), "cannot be read as a date")
    if moment.spans[0].first in _UNSET:
        return Statement("metadata", raw.published, Moment(()), "stands for no date")
    return Statement("metadata", raw.published, moment, "the source's own date")


def page(raw: RawArticle) -> Statement | None:
    """The date that an HTML page marks as its own; free text is not searched."""
    if raw.kind != "html":
        return None
    day = _marked_day(raw)
    if not day:
        return None
    for match in _MARKED.finditer(raw.content):
        moment = parse(match[1])
        if moment and moment.at and moment.spans == (Days(day, day),):
            return Statement("metadata", match[1], moment, "the page's own date")
    return Statement("metadata", day.isoformat(), Moment((Days(day, day),)), "the page's own date")


def _marked_day(raw: RawArticle) -> date | None:
    try:
        # as bytes: a text that starts with "http" would be taken for an address and fetched
        content = raw.content.encode("utf-8", "replace")
        found = find_date(content, extensive_search=False, original_date=True, url=raw.url)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):  # pages that it cannot take
        return None
    return date.fromisoformat(found) if found else None


def address(url: str | None) -> Statement | None:
    """The day or month in an address: /2014/09/29/, 2014-09-29, /2014/sep/29/, /2014/09/."""
    for match in _PATH.finditer(url or ""):
        spans = _path_days(match)
        if spans and (match["d"] or match["by"] == "/"):
            return Statement("url", url or "", Moment(spans), f"the address holds {match.group().strip('/=_.-')}")
    return None


def _path_days(match: re.Match[str]) -> Spans:
    month = int(match["m"]) if match["m"] else _NAMES.get(match["name"].lower(), 0)
    if not month or (match["name"] and match["by"] != "/"):
        return ()
    whole = month_days(int(match["y"]), month)
    if not match["d"]:
        return (whole,)
    if int(match["d"]) > whole.last.day:
        return ()
    day = whole.first.replace(day=int(match["d"]))
    return (Days(day, day),)


def narrowed(statement: Statement, other: Statement) -> Statement:
    """A vague statement with those of its readings that a second one confirms, or as it was."""
    common = intersect(statement.moment.spans, other.moment.spans)
    if not common or hull(common) == hull(statement.moment.spans):
        return statement
    if common == other.moment.spans:
        return other
    return replace(statement, moment=Moment(common), why=f"{statement.why}, narrowed by {other.text}")
