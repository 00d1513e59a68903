"""A text as the model reads it: word pieces, and how the word of each is written, since the pieces are lower case."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

OTHER, LOWER, TITLE, CAPITALS, INITIAL, MIXED = range(6)  # OTHER: digits, signs, letters without case
SHAPES = MIXED + 1


class Encoded(NamedTuple):
    """Word pieces of a text without the special ones. A word is a run of letters and digits, or one other sign."""

    ids: list[int]
    shapes: list[int]
    heads: list[int]  # number of the first piece of each word
    spans: list[tuple[int, int]]  # characters of each word


class Encoder:
    """Turns texts into word pieces."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        first, last = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        assert first is not None  # both are in the tokenizer that the model was trained with
        assert last is not None
        self.first, self.last = first, last

    def __call__(self, text: str) -> Encoded:
        """All of the text, however long."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        heads: list[int] = []
        spans: list[tuple[int, int]] = []
        before: int | None = -1
        for index, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
            if word == before:
                spans[-1] = (spans[-1][0], end)
            else:
                heads.append(index)
                spans.append((start, end))
                before = word
        shapes: list[int] = []
        for (first, last), (start, end) in zip(pairwise([*heads, len(encoding.ids)]), spans, strict=True):
            shapes += [shape(text[start:end])] * (last - first)
        return Encoded(encoding.ids, shapes, heads, spans)


@lru_cache(maxsize=10_000)
def shape(word: str) -> int:
    """How a word is written."""
    if word.islower():
        return LOWER
    if not word[:1].isupper():
        return MIXED if word.lower() != word else OTHER
    if word.isupper():
        return INITIAL if len(word) == 1 else CAPITALS
    return TITLE if word[1:].islower() or not word[1:].isalpha() else MIXED
