"""A parsed paragraph as words, and what is known of them so far."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from spacy.tokens import Token

from parley.enrich.names import Hit, Names
from parley.enrich.pieces import Piece
from parley.enrich.words import Line, line
from parley.models import Mention

START, END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class Passage:
    """A piece as words, with what is known of them so far."""

    piece: Piece
    line: Line
    hits: list[Hit]
    covered: dict[int, Hit]  # every word of a hit
    taken: dict[int, Mention] = field(default_factory=dict)  # every word of a mention

    @classmethod
    def of(cls, piece: Piece, names: Names) -> Passage:
        """A piece with all the known names in it."""
        words = line(piece.text)
        hits = list(names.scan(words))
        return cls(piece, words, hits, {word: hit for hit in hits for word in range(hit.first, hit.last)})

    def words(self, start: int, end: int) -> tuple[int, int]:
        """First and last (exclusive) word that lie between two characters of the passage."""
        return bisect_left(self.line.words, start, key=START), bisect_right(self.line.words, end, key=END)

    def free(self, first: int, last: int) -> bool:
        """No mention has any of these words."""
        return not any(word in self.taken for word in range(first, last))

    def name(self, first: int, last: int) -> str:
        """The words as the text writes them."""
        return self.line.text[self.line.words[first].start : self.line.words[last - 1].end]

    def token(self, index: int) -> Token:
        """The token in which a word starts."""
        span = self.piece.doc.char_span(
            self.line.words[index].start, self.line.words[index].end, alignment_mode="expand"
        )
        assert span is not None  # a word is never empty
        return span[0]


class Stretch(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a passage."""

    passage: Passage
    first: int
    last: int

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.passage.line.words[self.first : self.last])
