"""Whether a sentence tells of the past or of what is to come, so that what it names says little about now."""

from __future__ import annotations

import re

from parley.dating import cues
from parley.dating.passage import Passage

_YEAR = re.compile(r"(?<![\w$€£.,/-])(?<!since )(?:1[89]\d\d|20\d\d)(?![\w/%]|[.,]\d|-\d|-year)")


def past(passage: Passage, offset: int) -> str:
    """Why the sentence at an offset bounds from below only: a year, a word of history, a quotation; or ""."""
    if passage.in_quotes(offset):
        return "within a quotation"
    start, end = passage.bounds(offset)
    folded = passage.folded
    if cue := cues.anywhere("history").search(folded, start, end):
        return f'a sentence of the past: "{cue.group()}"'
    if (year := _YEAR.search(folded, start, end)) and not future(passage, offset):
        return f"a sentence of the past: {year.group()}"
    return ""


def future(passage: Passage, offset: int) -> str:
    """The word that shows that the sentence tells of what is to come, or ""."""
    cue = cues.anywhere("future").search(passage.folded, *passage.bounds(offset))
    return cue.group() if cue else ""
