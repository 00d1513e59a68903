"""The words of texts and of queries: how they are cut, folded and stemmed, and where they occur in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from parley.errors import QueryError

MOST_WORDS = 500  # of a query: a phrase of more could keep a processor busy for minutes
QUOTES = '"“”„«»'
PHRASE = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b", re.IGNORECASE)  # the analyzers cut "Karzai's" into "karzai" and "s"


def _folding() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())


def exact() -> TextAnalyzer:
    """Words in lower case without accents."""
    return _folding().build()


def stemmed() -> TextAnalyzer:
    """The same, reduced to their English stems; as many and in the same places."""
    return _folding().filter(Filter.stemmer("english")).build()


EXACT, STEMMED = exact(), stemmed()


@dataclass(frozen=True)
class Wanted:
    """What all has to occur."""

    stems: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]  # unstemmed words that follow each other

    @property
    def size(self) -> int:
        """How many different things."""
        return len(self.stems) + len(self.phrases)


def wanted(text: str) -> Wanted:
    """The words and "phrases" of a query; every other sign in it only separates words. Raises ``QueryError``."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be looked for
    text = unicodedata.normalize("NFC", text)  # as the stored texts are
    phrases = [tuple(EXACT.analyze(phrase)) for phrase in PHRASE.findall(text)]
    stems = STEMMED.analyze(POSSESSIVE.sub(" ", PHRASE.sub(" ", text)))
    size = len(stems) + sum(map(len, phrases))
    if size > MOST_WORDS:
        raise QueryError(f"the text has {size} words; search for {MOST_WORDS} at most")
    return Wanted(tuple(dict.fromkeys(stems)), tuple(dict.fromkeys(phrase for phrase in phrases if phrase)))


@dataclass(frozen=True)
class Match:
    """Where something wanted occurs, in characters."""

    start: int
    end: int
    what: str | tuple[str, ...]  # the stem or the phrase


def matches(text: str, want: Wanted) -> list[Match]:
    """Every occurrence in ``text``, in its order."""
    tokens = STEMMED.pre_tokenize(text).tokens
    stems = set(want.stems)
    found = [Match(token.char_offset_from, token.char_offset_to, token.text) for token in tokens if token.text in stems]
    words = EXACT.analyze(text) if want.phrases else []
    for phrase in want.phrases:
        for first in _starts(words, phrase):
            last = first + len(phrase) - 1
            found.append(Match(tokens[first].char_offset_from, tokens[last].char_offset_to, phrase))
    return sorted(found, key=lambda match: match.start)


def _starts(words: list[str], phrase: tuple[str, ...]) -> Iterable[int]:
    size = len(phrase)
    return (at for at, word in enumerate(words) if word == phrase[0] and tuple(words[at : at + size]) == phrase)
