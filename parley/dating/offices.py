"""Who is called by which office: the text is from the time in which that person held it, or had left it.

Utopian President Jane Doe | Jane Doe, the Utopian president, | former President Doe | President-elect Doe
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from parley.dating import cues
from parley.dating.history import past
from parley.dating.interval import Days, Finding, Spans, period, shift, since
from parley.dating.lexicon import Lexicon
from parley.dating.passage import Passage, key
from parley.knowledge import Holder

_NOW, _LOWER = 2, 3  # weights: that somebody still holds an office is less sure than that the office was once taken
_OUTGOING = 92  # days around the end of a tenure
_ELECTED = 150  # days before its start
_NEW = 365  # days after its start
_GRACE = 30  # days for which somebody is still called by an office that is over
_GAP = re.compile(r"(?P<elect>-elect)?,?\s+(?:(?:Mr|Mrs|Ms|Dr|Gen|General|Lt|Col)\.?\s+)?")


@dataclass(frozen=True)
class _Named:
    """A person named with an office, and how: "now", "former" ..."""

    offset: int
    offices: frozenset[str]  # ids of those that the words can mean
    actors: frozenset[str]
    tenures: tuple[Holder, ...]
    manner: str


def offices(passage: Passage, lexicon: Lexicon) -> Iterator[Finding]:
    """A finding for each person named with an office; of several holders of one, only the last can hold it now."""
    named = list(_named(passage, lexicon))
    now = {(one.offices, one.actors): one for one in named if one.manner == "now"}.values()
    for one in named:
        rival = next((other for other in now if _rivals(other, one)), None)
        yield _finding(passage, lexicon, one, rival.tenures[0].actor if rival else "")


def _named(passage: Passage, lexicon: Lexicon) -> Iterator[_Named]:
    for hit in lexicon.title_names.pattern.finditer(passage.folded):
        found = _name_after(passage, lexicon, hit) or _name_before(passage, lexicon, hit)
        if not found:
            continue
        actors, manner = found
        offices = [o for o in lexicon.title_names.meaning[key(hit)] if lexicon.tenures([o], actors)]
        if offices:
            tenures = lexicon.tenures(offices, actors)
            yield _Named(hit.start(), frozenset(offices), frozenset(actors), tenures, manner)


def _rivals(other: _Named, one: _Named) -> bool:
    """Whether ``other`` may hold the office of ``one`` now in his stead: he is no clear forerunner of ``one``."""
    if not other.offices & one.offices or other.actors & one.actors:
        return False
    return other.tenures[-1].since >= one.tenures[0].since


def _name_after(passage: Passage, lexicon: Lexicon, hit: re.Match[str]) -> tuple[tuple[str, ...], str] | None:
    """The holder named right after the title, and the cue before it: "former" president "Doe"."""
    gap = _GAP.match(passage.plain, hit.end())
    name = gap and lexicon.holder_names.pattern.match(passage.plain, gap.end())
    if not gap or not name or ("," in gap.group() and not _closed(passage.plain, name.end())):
        return None
    if passage.part_of_name(name):
        return None
    start, _ = passage.bounds(hit.start())
    cue = _before_title().search(passage.plain, start, hit.start())
    return lexicon.holder_names.meaning[key(name)], "elect" if gap["elect"] else _effect(cue)


def _closed(plain: str, end: int) -> bool:
    """Whether a name between commas ends here: "the Utopian president, Jane Doe, said"."""
    return plain[end : end + 1] in ",."


def _name_before(passage: Passage, lexicon: Lexicon, hit: re.Match[str]) -> tuple[tuple[str, ...], str] | None:
    """The holder named before the title, before a comma: Doe, the former Utopian president."""
    start, _ = passage.bounds(hit.start())
    left = passage.plain[max(start, hit.start() - 90) : hit.start()]
    comma = _apposition().search(left)
    if not comma:
        return None
    for name in lexicon.holder_names.pattern.finditer(left, 0, comma.start()):
        if name.end() == comma.start():
            manner = _effect(_inside().search(comma["between"]))
            over = _over().match(passage.folded, hit.end())
            return lexicon.holder_names.meaning[key(name)], "then" if over and manner == "now" else manner
    return None


_MANNERS: tuple[cues.Effect, ...] = ("former", "then", "late", "outgoing", "new", "other-post")


@cache
def _before_title() -> re.Pattern[str]:
    """A cue with at most two capitalised words between it and the title."""
    return re.compile(rf"(?<!\w)(?P<cue>(?i:{cues.pattern(*_MANNERS)}))(?:[\s-]+|(?<=-))(?:[A-Z][\w.'-]*\s+){{0,2}}$")


@cache
def _over() -> re.Pattern[str]:
    return re.compile(rf"\s+{cues.pattern('then-after')}\b")


@cache
def _inside() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<cue>(?i:{cues.pattern(*_MANNERS)}))(?:[\s-]|$)")


@cache
def _apposition() -> re.Pattern[str]:
    word = rf"(?:the|a|an|who|is|was|served|as|{cues.pattern(*_MANNERS)}|[A-Z][\w.'-]*)"
    return re.compile(rf",\s+(?P<between>(?:{word}\s+){{0,4}})$")


def _effect(cue: re.Match[str] | None) -> str:
    if not cue:
        return "now"
    word = " ".join(cue["cue"].lower().split())
    return next(effect for effect in _MANNERS if word in cues.words(effect))


def _finding(passage: Passage, lexicon: Lexicon, named: _Named, rival: str) -> Finding:
    tenures, manner = named.tenures, named.manner
    sentence, names = passage.sentence(named.offset), lexicon.knowledge.actors
    days = tuple(Days(period(t.since).first, period(t.until).last if t.until else date.max) for t in tenures)
    actor = names[tenures[0].actor]
    held = ", ".join(f"{names[t.actor].name} {t.since} to {t.until or 'now'}" for t in tenures)
    reason = past(passage, named.offset) or (rival and f"{names[rival].name} is named with it too")
    if manner == "other-post":
        return Finding("office", sentence, (), 0, f"another post than the one known of {held}")
    if manner == "late" and actor.until:
        return Finding("office", sentence, since(period(actor.until).first), _LOWER, f"{actor.name} died {actor.until}")
    if manner == "then" or (reason and manner != "former"):
        return Finding("office", sentence, since(days[0].first), _LOWER, f"{held}; from below only: {reason or manner}")
    if manner == "now":
        still = tuple(Days(t.first, shift(t.last, _GRACE)) for t in days)
        return Finding("office", sentence, still, _NOW, f"holds it; {held}")
    weight = _LOWER if manner == "former" else _NOW
    return Finding("office", sentence, _around(manner, days), weight, f"{manner}; {held}")


def _around(manner: str, tenures: Spans) -> Spans:
    """The days in which somebody is former, late, outgoing, new or elect in a post; none where it has not ended."""
    ended = [days for days in tenures if days.last != date.max]
    match manner:
        case "outgoing":
            return tuple(Days(shift(t.last, -_OUTGOING), shift(t.last, _OUTGOING)) for t in ended)
        case "new":
            return tuple(Days(shift(t.first, -_ELECTED), shift(t.first, _NEW)) for t in tenures)
        case "elect":
            return tuple(Days(shift(t.first, -_ELECTED), shift(t.first, 7)) for t in tenures)
        case _:
            return since(min(t.last for t in ended)) if ended else ()
