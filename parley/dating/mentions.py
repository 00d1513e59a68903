"""Dates that a text tells of: it is from then or later. What may lie ahead ("by 2014", "will ... in 2016") is ignored.

Talks broke down in 2015. | Since Sept. 11, 2001, ... | the 2016 election next year | Wednesday, August 18
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from parley.dating import cues, written
from parley.dating.history import future
from parley.dating.interval import Days, Finding, Spans, period, shift, since
from parley.dating.passage import Passage

_PAST, _RELATIVE = 2, 3  # weights
_MOST = 12  # of the dates that a chronicle tells of the last ones are enough
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_YEARS = re.compile(
    rf"(?P<year>{_YEAR})"
    r"(?![\w/%]|[.,]\d|-\d|\s+(?:people|troops|soldiers|men|women|children|dollars|miles|kilomet))"
)
_LEAD = re.compile(
    r"\b(?:in|since|during|after|before|by|until|to|for|of|early|late|mid|spring|summer|autumn|fall|winter)(?:\s+the|[\s-])\s*$"
)
_LINK = (
    r"(?:to|and|or|until|from|since|in|than|earlier|later|of|by|the)\b"  # between two times, so not one and the same
)
_THIS_YEAR = re.compile(
    rf"\b(?:(?P<which1>last|this|next)\s+year(?:'s)?,?\s+(?:in\s+)?(?P<y1>{_YEAR})"
    rf"|(?<!since )(?P<y2>{_YEAR})\s+(?:(?!{_LINK})[a-z]+\s+){{1,2}}(?P<which2>last|this|next)\s+year)\b(?!-)"
)
_AIM = re.compile(r"\bfor\b|\bto\s+(?!the\b|an?\b|his\b|her\b|their\b|its\b|this\b|these\b|th[ao]se?\b)[a-z]+")
_CLAUSE = re.compile(r"[;:—]|,\s+(?:and|but|while|who|which|as|when|where|after|before)\b|\s-{1,2}\s")
_FRONTED = re.compile(
    r"\W*(?:(?:but|and|back|then|later|earlier|also|it was)\W+)*(?:(?:on|in|early|late|during)\W+)*(?:\w+day,?\s+)?"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(rf"\b(?P<name>{written.WEEKDAY})\.?,?\s+\(?$")
_OFFSET = {"last": 1, "this": 0, "next": -1}  # years from the one named to the one of writing
_ANNOUNCED, _RECALLED = 200, 60  # days before and after a day that is named by weekday and month


def mentions(passage: Passage) -> Iterator[Finding]:
    """A finding for each past date that the text names."""
    for match in _THIS_YEAR.finditer(passage.folded) if " year" in passage.folded else ():
        year = int(match["y1"] or match["y2"]) + _OFFSET[match["which1"] or match["which2"]]
        if not passage.in_quotes(match.start()):
            yield Finding("this-year", passage.sentence(match.start()), (period(str(year)),), _RELATIVE, match.group())
    found = [(w.start, w.end, w.spans[0].first) for w in written.find(passage.folded) if len(w.spans) == 1]
    dated = {end for _, end, _ in found}
    years = (m for m in _YEARS.finditer(passage.folded) if m.end() not in dated and _leads(passage, m.start()))
    found += [(m.start(), m.end(), date(int(m["year"]), 1, 1)) for m in years]
    told = [_told(passage, start, end, first) for start, end, first in sorted(found)]
    yield from sorted((finding for finding in told if finding.spans), key=lambda finding: finding.spans)[-_MOST:]
    yield from [finding for finding in told if not finding.spans][:_MOST]


def _leads(passage: Passage, year: int) -> bool:
    """Whether a preposition makes a number a year."""
    return bool(_LEAD.search(passage.folded, max(0, year - 20), year))


def _told(passage: Passage, start: int, end: int, first: date) -> Finding:
    sentence, shown = passage.sentence(start), " ".join(passage.text[start:end].split())
    ahead = "" if _since(passage, start, end) else _may_lie_ahead(passage, start, end)
    if ahead:
        return Finding("date", sentence, (), 0, f"{shown} may lie ahead: {ahead}")
    return Finding("date", sentence, since(first), _PAST, f"tells of {shown}")


def _since(passage: Passage, start: int, end: int) -> bool:
    return bool(re.search(r"\bsince\s", passage.folded[max(0, start - 8) : end]))


@cache
def _limit() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(])(?:{cues.pattern('limit')})[\s-]+(?:the\s+)?(?:[a-z]+\s+of\s+)?$|[a-z]-$")


def _may_lie_ahead(passage: Passage, start: int, end: int) -> str:
    """Why the date is not known to be past, or "": its clause must tell of it in the past tense."""
    first, last = passage.bounds(start)
    folded = passage.folded
    if cue := future(passage, start):
        return f'"{cue}"'
    if limit := _limit().search(folded, max(first, start - 25), start):
        return f'"{limit.group().strip()}"'
    if _FRONTED.fullmatch(folded, first, start):
        return "" if _past_verb().search(folded, end, last) else "no verb in the past tense"
    clause = start - len(_CLAUSE.split(folded[first:start])[-1])
    verbs = list(_past_verb().finditer(folded, clause, start))
    if not verbs:
        return "no verb in the past tense"
    aim = _AIM.search(passage.plain, verbs[-1].end(), start)
    return f'"{aim.group()}"' if aim else ""


@cache
def _past_verb() -> re.Pattern[str]:
    verb = rf"(?:{cues.pattern('past')}|[a-z]{{3,}}ed)"
    return re.compile(rf"\b(?!{cues.pattern('intent')}\b){verb}\b")


def weekdays(passage: Passage, within: Days) -> Iterator[Finding]:
    """For "Wednesday, August 18" the years of an interval in which it was one, with the months around that day."""
    for found in written.find(passage.folded):
        if found.spans or not found.month or not found.day:
            continue
        named = _WEEKDAY.search(passage.folded, max(0, found.start - 14), found.start)
        if named:
            wanted = _WEEKDAYS.index(named["name"][:3])
            days = [d for d in _each_year(found.month, found.day, within) if d.weekday() == wanted]
            spans: Spans = tuple(Days(shift(d, -_ANNOUNCED), shift(d, _RECALLED)) for d in days)
            shown = passage.text[named.start() : found.end].strip()
            yield Finding("weekday", passage.sentence(found.start), spans, 1, f"years in which it was {shown}")


def _each_year(month: int, day: int, within: Days) -> Iterator[date]:
    for year in range(within.first.year, within.last.year + 2):
        try:
            yield date(year, month, day)
        except ValueError:  # February 29
            continue
