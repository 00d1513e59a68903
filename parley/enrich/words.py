"""A paragraph as words: what names are compared by, each with its exact place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+")  # "U.S." is one word
GAP = frozenset(" \u00a0-\u2010\u2011\u2013'\u2019./&")  # what may stand between two words of one name
APOSTROPHES = ("'", "\u2019", " '", " \u2019")
SHORTEST_SENTENCE_END = 3  # letters: a point after fewer ends an initial or "St.", not a sentence


class Word(NamedTuple):
    """``key`` is the folded form; ``joined``: nothing but a space, hyphen or the like parts it from the word before."""

    key: str
    raw: str  # without the points of an acronym
    start: int
    end: int
    joined: bool

    @property
    def capital(self) -> bool:
        return self.raw[0].isupper()


@dataclass(frozen=True)
class Line:
    """One paragraph and its words. ``shouted``: it has no lower case, so that case tells nothing."""

    text: str
    words: list[Word]
    shouted: bool

    def bounded(self, first: int, last: int) -> bool:
        """No hyphen makes the words ``first`` to ``last`` (exclusive) a part of another: "U.S.-led", "anti-Taliban"."""
        start, end = self.words[first].start, self.words[last - 1].end
        led = self.text[end : end + 1] == "-" and self.text[end + 1 : end + 2].islower()
        prefixed = start > 1 and self.text[start - 1] == "-" and self.text[start - 2].islower()
        return not led and not prefixed

    def possessive(self, index: int) -> bool:
        """The word at ``index`` is the s of "Pakistan's"."""
        if not 0 < index < len(self.words) or self.words[index].key != "s":
            return False
        return self.text[self.words[index - 1].end : self.words[index].start] in APOSTROPHES

    def hyphened(self, index: int) -> bool:
        """A hyphen joins the word at ``index`` to the one before: "Ki-moon"."""
        return index > 0 and self.words[index].joined and self.text[self.words[index].start - 1] in "-\u2010\u2011"

    def same_sentence(self, index: int) -> bool:
        """The word at ``index`` follows the word before without a full stop."""
        return self.words[index].joined and "." not in self.text[self.words[index - 1].end : self.words[index].start]


def fold(text: str) -> str:
    """Lower case without accents and points; text without Latin letters stays as it is."""
    if text.isascii():
        return text.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.replace(".", "").lower() or text.casefold()


def line(text: str) -> Line:
    """The words of a paragraph."""
    words: list[Word] = []
    end, before = -1, ""
    for match in WORD.finditer(text):
        raw, start = match.group(), match.start()
        gap = text[end:start] if words and start - end <= SHORTEST_SENTENCE_END else None
        joined = gap is not None and GAP.issuperset(gap) and ("." not in gap or len(before) < SHORTEST_SENTENCE_END)
        end, before = match.end(), raw
        words.append(Word(fold(raw), raw.replace(".", ""), start, end, joined))
    return Line(text, words, text.upper() == text)


def keys(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(fold(match.group()) for match in WORD.finditer(name))


def slug(name: str) -> str:
    """A name as an id: ``Ahmad Wali Karzai`` -> ``ahmad-wali-karzai``."""
    return "-".join(keys(name))
