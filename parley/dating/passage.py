"""A text to look things up in: its sentences, a folded copy with the same offsets, and what lies in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parley.dating import cues

_SAME = str.maketrans({"’": "'", "‘": "'", "‑": "-", "–": "-", "−": "-", "\u00a0": " ", "\u202f": " "})
_BREAK = re.compile(r"[.!?…]+[\"”')\]]*\s+(?=[\"“'(\[]*[A-Z0-9])|[\n\u2028\u2029]\s*")
_LAST_WORD = re.compile(r"([\w.]+)\.$")
_LONGEST = 300  # characters of a sentence before and after what was found in it
_QUOTES = re.compile(r"[\"“”\n\u2028\u2029]")
_MORE_NAME = re.compile(r"\s+(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-Z][a-z]")


@dataclass(frozen=True)
class Passage:
    """Title or text of an article."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The text with one kind of apostrophe, hyphen and space."""
        return self.text.translate(_SAME)

    @cached_property
    def folded(self) -> str:
        """``plain`` in lower case, of the same length."""
        return lower(self.plain)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for match in _BREAK.finditer(self.plain):
            if not self._abbreviated(match):
                starts.append(match.end())
        return starts

    def _abbreviated(self, match: re.Match[str]) -> bool:
        """Whether the full stop belongs to a shortened word ("Gen.", "U.S.") and ends no sentence."""
        if not match.group().startswith(".") or match.group()[1:].strip():
            return False
        word = _LAST_WORD.search(self.plain, max(0, match.start() - 12), match.start() + 1)
        if not word:
            return False
        return len(word[1].split(".")[-1]) == 1 or word[1].lower() in cues.words("abbreviation")

    def bounds(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence at an offset, or of what lies around it in an endless one."""
        place = bisect_right(self._starts, offset)
        end = self._starts[place] if place < len(self._starts) else len(self.text)
        return max(self._starts[place - 1], offset - _LONGEST), min(end, offset + _LONGEST)

    def sentence(self, offset: int) -> str:
        """The sentence at an offset, as it stands in the text."""
        start, end = self.bounds(offset)
        return self.text[start:end].strip()

    @cached_property
    def _quoted(self) -> list[int]:
        """Offsets at which quotation marks open and close in turn; a paragraph's end closes them."""
        turns: list[int] = []
        for match in _QUOTES.finditer(self.text):
            inside = len(turns) % 2 == 1
            opens, closes = match.group() in '“"', match.group() not in "“"
            if (inside and closes) or (not inside and opens):
                turns.append(match.start())
        return turns

    def in_quotes(self, offset: int) -> bool:
        """Whether the offset lies within quotation marks."""
        return bisect_right(self._quoted, offset) % 2 == 1

    def part_of_name(self, match: re.Match[str]) -> bool:
        """Whether a single word found as a name goes on as another one: "Abdullah" in "Abdullah Gul"."""
        return " " not in match.group() and bool(_MORE_NAME.match(self.plain, match.end()))


def lower(text: str) -> str:
    """Lower case of the same length: the few characters that become two stay as they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression for the longest of many phrases, shared beginnings tried once; never matches without any."""
    trie: dict[str, Any] = {}
    for phrase in phrases:
        node = trie
        for char in " ".join(phrase.split()):
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(trie) if trie else r"(?!)"


def _branches(node: dict[str, Any]) -> str:
    after = [(r"\s+" if char == " " else re.escape(char)) + _branches(rest) for char, rest in node.items() if char]
    if not after:
        return ""
    one = after[0] if len(after) == 1 else f"(?:{'|'.join(after)})"
    return f"(?:{one})?" if "" in node else one


def words_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """``any_of`` on word borders; one look at the first character spares most words the trie."""
    kept = list(phrases)
    first = "".join(sorted({re.escape(phrase[0]) for phrase in kept}))
    return re.compile(rf"\b(?=[{first}]){any_of(kept)}(?!\w)" if kept else r"(?!)")


def key(match: re.Match[str]) -> str:
    """A match of ``any_of`` as the phrase it stands for."""
    return " ".join(match.group().split())
