"""The boilerplate knowledge as compiled patterns: which words of a page are never part of its article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from parley.clean.shape import ends_sentence
from parley.errors import KnowledgeError
from parley.knowledge import FOLDER, rows
from parley.models import Model

LONGEST = 400  # characters: a longer line is no notice, and bounds the time that a pattern can take
EDGE = 300  # characters at an edge of a line that "start" and "end" patterns see
PLACEHOLDER = re.compile(r"<([a-z]+)>")


class Words(Model):
    """Alternatives that patterns name as ``<name>``; each is a pattern itself."""

    name: str = Field(pattern=r"^[a-z]+$")
    any: tuple[str, ...] = Field(min_length=1)


class Rule(Model):
    """One kind of boilerplate. Its examples have to match, its counterexamples are prose and must not."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    reason: str = Field(pattern=r"^[a-z-]+$")
    pattern: str  # of a whole line, or of what a line starts or ends with; <name> stands for a list of words
    part: Literal["line", "start", "end"] = "line"
    cased: bool = False  # whether capitals matter
    sentences: bool = False  # whether a line that ends like a sentence may fall under it; most such lines are prose
    cuts: bool = False  # what follows on the page is no article either, where little prose follows
    examples: tuple[str, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = ()


class Rules:
    """All rules of one folder, of each part joined into one pattern."""

    def __init__(self, found: Sequence[Rule], vocabulary: Sequence[Words]) -> None:
        self.found = tuple(found)
        self.words = {words.name: "(?:" + "|".join(words.any) + ")" for words in vocabulary}
        of_part = {part: [n for n, rule in enumerate(found) if rule.part == part] for part in ("line", "start", "end")}
        self._line = self._compiled(of_part["line"])
        self._sentence = self._compiled([n for n in of_part["line"] if found[n].sentences])
        self._start = self._compiled(of_part["start"])
        self._end = re.compile(f"(?:{self._compiled(of_part['end']).pattern})$")

    def line(self, text: str) -> Rule | None:
        """The rule that a whole line falls under."""
        if len(text) > LONGEST:
            return None
        match = (self._sentence if ends_sentence(text) else self._line).fullmatch(text)
        return self._rule(match) if match else None

    def start(self, text: str) -> tuple[int, Rule] | None:
        """How many leading characters fall under a rule, and which."""
        match = self._start.match(text[:EDGE])
        return (match.end(), self._rule(match)) if match else None

    def end(self, text: str) -> tuple[int, Rule] | None:
        """Where the trailing part that falls under a rule begins, and which."""
        offset = max(0, len(text) - EDGE)
        match = self._end.search(text, offset)
        return (match.start(), self._rule(match)) if match else None

    def _rule(self, match: re.Match[str]) -> Rule:
        """The rule whose group matched: each pattern is the group ``r<number>``."""
        return self.found[int((match.lastgroup or "")[1:])]

    def _compiled(self, numbers: Sequence[int]) -> re.Pattern[str]:
        return re.compile("|".join(self._pattern(n, self.found[n]) for n in numbers) or r"(?!)")

    def _pattern(self, number: int, rule: Rule) -> str:
        try:
            pattern = PLACEHOLDER.sub(lambda match: self.words[match.group(1)], rule.pattern)
            re.compile(pattern)
        except (KeyError, re.error) as error:
            raise KnowledgeError(f"boilerplate.yml: pattern of {rule.id}: {error}") from error
        return f"(?P<r{number}>{'(?:' if rule.cased else '(?i:'}{pattern}))"


def load(folder: Path = FOLDER) -> Rules:
    """Read and check the boilerplate of a knowledge folder. Raises ``KnowledgeError``."""
    return Rules(rows(folder / "boilerplate.yml", Rule), rows(folder / "boilerplate_words.yml", Words))


@cache
def shipped() -> Rules:
    """The rules that come with Parley, loaded once a process."""
    return load()
