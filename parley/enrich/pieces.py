"""An article as parsed paragraphs: the unit that spaCy sees, with the way back to offsets in title and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Span

from parley.models import CleanArticle, Mention, Part

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
LONGEST = 20_000  # characters: spaCy's memory grows with a doc, and no real paragraph is longer


@dataclass(frozen=True)
class Piece:
    """One parsed paragraph of ``part``, which starts there at character ``offset``."""

    part: Part
    offset: int
    doc: Doc
    original: str = ""  # what the article has where ``doc`` is a copy in other letters

    @cached_property  # spaCy puts the text together anew each time
    def text(self) -> str:
        """The paragraph as the article has it."""
        return self.original or self.doc.text

    def span(self, mention: Mention) -> Span | None:
        """The tokens of a mention, or None where it lies elsewhere."""
        if mention.part != self.part or not self.offset <= mention.start < self.offset + len(self.text):
            return None
        return self.doc.char_span(mention.start - self.offset, mention.end - self.offset, alignment_mode="expand")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph that is not parsed yet."""

    part: Part
    offset: int
    text: str


def sentence_cased(piece: Piece, mentions: Iterable[Mention]) -> str:
    """A Headline In Title Case as a sentence of the same length: taggers take its verbs for names.

    Mentions, acronyms and the first word stay as they are; a headline that has most words in lower case is left alone.
    """
    text = piece.text
    named = {i for m in mentions if m.part == piece.part for i in range(m.start - piece.offset, m.end - piece.offset)}
    words = [match for match in WORD.finditer(text) if match.start() not in named]
    titled = [match for match in words if match.start() and match.group().istitle()]
    if len(titled) * 2 <= len(words):
        return text
    for match in titled:
        text = text[: match.start()] + text[match.start()].lower() + text[match.start() + 1 :]
    return text


def paragraphs(article: CleanArticle) -> Iterator[Paragraph]:
    """Title and paragraphs of an article in order; those over ``LONGEST`` are cut at a space."""
    parts: tuple[tuple[Part, str], ...] = (("title", article.title), ("text", article.text))
    for part, text in parts:
        for match in re.finditer(r"\S(?:[^\n]*\S)?", text):
            yield from _cut(part, match.start(), match.group())


def _cut(part: Part, offset: int, text: str) -> Iterator[Paragraph]:
    while len(text) > LONGEST:
        end = text.rfind(" ", 0, LONGEST) + 1 or LONGEST
        yield Paragraph(part, offset, text[:end])
        offset, text = offset + end, text[end:]
    yield Paragraph(part, offset, text)
