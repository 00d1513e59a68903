"""Deaths, foundings and ends: "the late X" and "X's death" come after it, what X says today before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parley.dating import cues
from parley.dating.history import past
from parley.dating.interval import Days, Finding, period, since
from parley.dating.lexicon import Lexicon
from parley.dating.passage import Passage, key
from parley.knowledge import KnownActor

_LOWER_WORD = re.compile(r"(?<![\w'-])(?!(?:of|the|for|and|al)\b)[a-z]")
_DEATH, _FOUNDING, _SPEAKS = 2, 2, 2  # weights


def lives(passage: Passage, lexicon: Lexicon) -> Iterator[Finding]:
    """Findings for the body that began last, and for each dead person who is called dead or speaks."""
    founded: dict[str, tuple[re.Match[str], KnownActor]] = {}  # by the day, only the first mention of each
    for hit in lexicon.life_names.pattern.finditer(passage.plain):
        ids = lexicon.life_names.meaning[key(hit)]
        if len(ids) > 1 or passage.part_of_name(hit):  # a name of several is no evidence
            continue
        actor = lexicon.knowledge.actors[ids[0]]
        if actor.type != "person" and actor.since and _is_name(key(hit), actor, lexicon):
            founded.setdefault(actor.since, (hit, actor))
        if actor.until:
            yield from _end(passage, hit, actor, actor.until)
    if founded:
        began = max(founded)
        yield _founding(passage, *founded[began], began)


def _is_name(words: str, actor: KnownActor, lexicon: Lexicon) -> bool:
    """Not a description that fits a body's forerunners too: "Utopian forces in Port Lorn", "Utopian parliament"."""
    if actor.type == "government" and lexicon.land.match(actor.name):
        return False
    return words == actor.name or not _LOWER_WORD.search(words)


def _founding(passage: Passage, hit: re.Match[str], actor: KnownActor, began: str) -> Finding:
    why = f"{actor.name} exists since {began}"
    return Finding("founding", passage.sentence(hit.start()), since(period(began).first), _FOUNDING, why)


def _end(passage: Passage, hit: re.Match[str], actor: KnownActor, ended: str) -> Iterator[Finding]:
    sentence, end = passage.sentence(hit.start()), period(ended)
    if actor.type == "person" and (cue := _dead(passage, hit)):
        if doubt := _doubt(passage, hit):
            yield Finding("death", sentence, (), 0, f'{actor.name}: "{cue}", but "{doubt}"')
        else:
            yield Finding("death", sentence, since(end.first), _DEATH, f"{actor.name} died {ended}")
    elif _speaks(passage, hit) and not past(passage, hit.start()):
        what = f"{actor.name} speaks, and " + ("died" if actor.type == "person" else "ended")
        yield Finding("speaks", sentence, (Days(last=end.last),), _SPEAKS, f"{what} {ended}")


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<cue>{cues.pattern('death-before')})\s+(?:[\w.'-]+\s+){{0,4}}$")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(cues.pattern("death-after") + r"\b")


def _dead(passage: Passage, hit: re.Match[str]) -> str:
    """The cue beside a name that calls its bearer dead, with nothing but a title between them."""
    start, _ = passage.bounds(hit.start())
    left_start = max(start, hit.start() - 60)
    before = _before().search(passage.folded, left_start, hit.start())
    if before and _only_title(passage.plain[before.end("cue") : hit.start()]):
        return before["cue"]
    after = _after().match(passage.folded, hit.end())
    return after.group() if after else ""


def _only_title(between: str) -> bool:
    """Capitalised words and the names of groups may stand before a name ("the late Taliban leader Omar")."""
    return not re.search(r"\b(?:and|or|of|by|in|on|to|with|for|at|from|his|her|their|a)\b|[A-Z]\w*'s", between)


def _doubt(passage: Passage, hit: re.Match[str]) -> str:
    cue = cues.anywhere("doubt").search(passage.folded, *passage.bounds(hit.start()))
    return cue.group() if cue else ""


@cache
def _says() -> tuple[re.Pattern[str], re.Pattern[str]]:
    verb = cues.pattern("speech")
    return re.compile(rf",?\s+{verb}\b"), re.compile(rf"\b(?!told|tells){verb}\s+(?:[A-Z][\w.'-]*\s+){{0,3}}$")


def _speaks(passage: Passage, hit: re.Match[str]) -> bool:
    """Whether the name is the subject of a verb of speech: "X said", "said General X"."""
    after, before = _says()
    if after.match(passage.plain, hit.end()):
        return True
    start, _ = passage.bounds(hit.start())
    closed = passage.plain[hit.end() : hit.end() + 1] in (",", ".")
    return closed and bool(before.search(passage.plain, start, hit.start()))
