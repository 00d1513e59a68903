"""Events: a text that tells of one was written on its first day or later, and "16 years after" it about then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parley.dating import cues
from parley.dating.history import past
from parley.dating.interval import Days, Finding, Spans, period, since, years_later
from parley.dating.lexicon import Lexicon
from parley.dating.passage import Passage, any_of, key

_EVENT, _YEARS, _WAR = 3, 2, 1  # weights
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_COUNTED = re.compile(r"years?|anniversary")
_LONGEST = 25  # years of a war: beyond, writers round and count from different wars
_IN_YEAR = re.compile(r"(?:\s+(?!in\b)[\w'-]+){0,4}\s+\(?(?:in\s+)?(?:[a-z]+\s+)?(?P<year>(?:19|20)\d\d)\b")
_REACH = 45  # characters between "years after" and the event


@cache
def _count() -> re.Pattern[str]:
    """ "16 years after", "16th anniversary of", "16-year-old", in folded text."""
    link = r"(?P<link>[\s-]+(?:after|since|on\s+from|following|into|from|of|old)\b)?"
    years = rf"(?P<n>\d{{1,2}}|{any_of(_NUMBERS)})[\s-]+years?{link}"
    anniversary = rf"(?P<nth>\d{{1,2}}(?=st|nd|rd|th)|{any_of(_ORDINALS)})(?:st|nd|rd|th)?[\s-]+anniversary\s+of\b"
    return re.compile(rf"\b(?:{years}|{anniversary})")


@cache
def _measure() -> re.Pattern[str]:
    """What stands before a number: "more than", "nearly"."""
    return re.compile(rf"\b(?:(?P<more>{cues.pattern('more')})|(?P<nearly>{cues.pattern('nearly')}))\s+$")


def events(passage: Passage, lexicon: Lexicon) -> Iterator[Finding]:
    """A finding for each known event that the text names."""
    counts = list(_count().finditer(passage.folded)) if _COUNTED.search(passage.folded) else []
    for hit in lexicon.event_names.pattern.finditer(passage.folded):
        happened = _happened(lexicon, lexicon.event_names.meaning[key(hit)])
        names = ", ".join(lexicon.events[e].name for e in lexicon.event_names.meaning[key(hit)])
        sentence, first = passage.sentence(hit.start()), min(days.first for days in happened)
        planned = _planned(passage, hit)
        if planned:
            yield Finding("event", sentence, (), 0, f'{names}: may not have happened yet, "{planned}"')
            continue
        if year := _another(passage, hit, first.year):
            yield Finding("event", sentence, (), 0, f"{names}: an earlier one of that name, in {year}")
            continue
        yield Finding("event", sentence, since(first), _EVENT, f"{names}: {first}")
        for count in counts:
            if (count["link"] or count["nth"]) and 0 <= hit.start() - count.end() <= _REACH:
                yield _years(passage, count, happened, names, _YEARS)
    yield from _wars(passage, lexicon, counts)


def _happened(lexicon: Lexicon, events: tuple[str, ...]) -> Spans:
    known = [lexicon.events[event] for event in events]
    return tuple(Days(period(e.since).first, period(e.until or e.since).last) for e in known)


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?P<cue>{cues.pattern('planned-before')})(?:\s+(?:the|a|an|this|this year's|new|its|their|his))?\s+$"
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s+(?P<cue>{cues.pattern('planned-after')})\b")


def _planned(passage: Passage, hit: re.Match[str]) -> str:
    """The cue beside an event that shows that it lies ahead, or ""."""
    start, end = passage.bounds(hit.start())
    cue = _before().search(passage.folded, max(start, hit.start() - 50), hit.start()) or _after().match(
        passage.folded, hit.end(), max(end, hit.end())
    )
    return cue["cue"] if cue else ""


def _another(passage: Passage, hit: re.Match[str], year: int) -> int | None:
    """A year right behind the name that is before the event: "the fall of Kabul in 1996" is not that of 2021."""
    _, end = passage.bounds(hit.start())
    named = _IN_YEAR.match(passage.folded, hit.end(), max(end, hit.end()))
    return int(named["year"]) if named and int(named["year"]) < year else None


def _years(passage: Passage, count: re.Match[str], from_days: Spans, names: str, weight: int) -> Finding:
    """The days that lie so many years after; from below only where the sentence tells of the past."""
    number = _number(count)
    measure = _measure().search(passage.folded, max(0, count.start() - 20), count.start())
    low, high = _slack(count, measure, number)
    spans = tuple(Days(years_later(d.first, number + low), years_later(d.last, number + high)) for d in from_days)
    why = f"{names}: {measure.group() if measure else ''}{count.group().strip()}"
    reason = past(passage, count.start())
    if reason:
        spans, why = since(min(days.first for days in spans)), f"{why}; from below only, {reason}"
    return Finding("years-after", passage.sentence(count.start()), spans, weight, why)


def _number(count: re.Match[str]) -> int:
    word = count["n"] or count["nth"]
    if word.isdigit():
        return int(word)
    return 1 + (_NUMBERS.index(word) if word in _NUMBERS else _ORDINALS.index(word))


def _slack(count: re.Match[str], measure: re.Match[str] | None, number: int) -> tuple[float, float]:
    """Years below and above the number that its wording allows; round numbers are used loosely."""
    loose = 1 if number % 5 == 0 and number >= 10 else 0
    if count["nth"]:
        return -0.5, 0.5
    if not measure:
        return -1 - loose, 1 + loose
    return (-0.1, 1.5 + 2 * loose) if measure["more"] else (-1 - loose, 0.2)


@cache
def _war(cue: cues.Cue) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in cue.words)
    return re.compile(rf"(?:[\s-]+old)?\s+(?:of\s+)?(?:[a-z]+\s+){{0,2}}?(?:{words})\b")


def _wars(passage: Passage, lexicon: Lexicon, counts: list[re.Match[str]]) -> Iterator[Finding]:
    """Years of a war that only the country in the sentence names: from the first to the last of its possible starts."""
    for cue in (cue for cue in cues.shipped() if cue.effect == "war"):
        starts = tuple(event for event in cue.events if event in lexicon.events)
        about = lexicon.countries.get(cue.about or "")
        if not starts or not about:
            continue
        begun = [days.first for days in _happened(lexicon, starts)]
        for count in counts:
            end = count.start("link") if count["link"] else count.end()
            if not count["n"] or _number(count) > _LONGEST or not _war(cue).match(passage.folded, end):
                continue
            if about.search(passage.folded, *passage.bounds(count.start())):
                yield _years(passage, count, (Days(min(begun), max(begun)),), "the war", _WAR)
