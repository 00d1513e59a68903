"""The words that steer dating ("former", "ahead of"), from ``knowledge/dating.yml``."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import Field

from parley.knowledge import FOLDER, rows
from parley.models import Model

Effect = Literal[
    "abbreviation",  # a full stop after it ends no sentence
    "former",  # a post that its holder has left
    "then",  # a post held at the time told of
    "then-after",  # the same, behind the post
    "late",  # its bearer is dead
    "outgoing",  # a post that is about to change or has just changed hands
    "new",  # a post just taken
    "other-post",  # makes another post of the one that follows
    "planned-before",  # what follows has not happened yet
    "planned-after",  # what stands before has not happened yet
    "future",  # the sentence tells of what is to come
    "limit",  # the date that follows may still lie ahead
    "history",  # the sentence tells of the past, not of the news
    "past",  # a verb in the past tense that "-ed" does not show
    "intent",  # a verb in the past tense whose object may still lie ahead
    "speech",  # somebody speaks now
    "death-before",  # followed by a name: that person is dead
    "death-after",  # after a name: that person is dead
    "doubt",  # it may not be true
    "more",  # the number is a lower bound
    "nearly",  # the number is an upper bound
    "war",  # what lasts, counted from one of ``events``
    "label-published",  # a line's label: the day of publication
    "label-updated",  # a line's label: a day on or after it
]


class Cue(Model):
    """Words of one effect. ``events`` and ``about``: ids, where the words count years of a war that is not named."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    effect: Effect
    words: tuple[str, ...] = Field(min_length=1)
    events: tuple[str, ...] = ()
    about: str | None = None
    examples: tuple[str, ...] = Field(min_length=1)


@cache
def shipped() -> tuple[Cue, ...]:
    """All cues. Raises ``KnowledgeError``."""
    return tuple(rows(FOLDER / "dating.yml", Cue))


@cache
def words(*effects: Effect) -> frozenset[str]:
    """The words of these effects, lower case."""
    return frozenset(word for cue in shipped() if cue.effect in effects for word in cue.words)


@cache
def pattern(*effects: Effect) -> str:
    """A regular expression for any of the words, the longest first, without borders."""
    longest_first = sorted(words(*effects), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


@cache
def anywhere(*effects: Effect) -> re.Pattern[str]:
    """Finds any of the words in folded text."""
    return re.compile(rf"\b{pattern(*effects)}(?!\w)")
