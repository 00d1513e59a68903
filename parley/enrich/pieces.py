"""An article as parsed paragraphs: the unit that spaCy sees, with the way back to offsets in title and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from parley.models import CleanArticle, Mention, Part

LONGEST = 20_000  # characters: spaCy's memory grows with a doc, and no real paragraph is longer


@dataclass(frozen=True)
class Piece:
    """One parsed paragraph of ``part``, which starts there at character ``offset``."""

    part: Part
    offset: int
    doc: Doc

    def span(self, mention: Mention) -> Span | None:
        """The tokens of a mention, or None where it lies elsewhere."""
        if mention.part != self.part or not self.offset <= mention.start < self.offset + len(self.doc.text):
            return None
        return self.doc.char_span(mention.start - self.offset, mention.end - self.offset, alignment_mode="expand")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph that is not parsed yet."""

    part: Part
    offset: int
    text: str


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
