"""What a line looks like: a sentence of prose, a headline, or a label. No rule here knows what a line says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
ALPHANUMERIC = re.compile(r"[^\W_]+")
ACCENT = re.compile(r"[\u0300-\u036f]")
CLOSING = "\"'”’»)]} \t"
TERMINAL = ".!?…。！？؟۔।"
OPENING = "\"'“‘«([„"
INNER_END = re.compile(r"[a-z\d]{4}[.!?][\"”’)]{0,2} [\"“‘(]{0,2}[A-Z]")  # not after "Gen." or "U.S."
FOOTNOTE = re.compile(r"\[\d{1,3}\]$")
BULLET = re.compile(r"(?:[•·▪●○◦■►▶»→*‣⁃–—-]|\d{1,2}[.)])\s+")
SENTENCE = 8  # words: a shorter one is found on menus too
LONG = 25  # words: a headline is shorter, so what is longer is prose even without its full stop
CHARACTERS_A_WORD = 6  # to count "words" where the script writes none


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that English headlines leave out and sentences can hardly do without.
GLUE = _set("""a an the is are was were be been being has have had having do does did he she it they we i you his her
    their our my its this that these those who which would could should there""")
SMALL = _set("a an the and or but nor of in on at to for from by with as into over after vs via is be")
STOPWORDS = (
    GLUE
    | SMALL
    | _set("not no s t will can may up out about than then if so when what how why said says say new more other us")
)
# Words that no sentence ends with: what follows on the next line goes on with it.
DANGLING = _set("""a an the and or but of in on at to for from by with as into over after before between against under
    about than that which who whose said says told is are was were be been has have had his her their its our
    while when""")


def words(line: str) -> list[str]:
    """The words of a line as they are written; inner hyphens, apostrophes and points belong to them."""
    return WORD.findall(line)


def size(line: str) -> int:
    """The length of a line in words, or what would be words in a script without spaces."""
    count = len(WORD.findall(line))
    return count if line.isascii() else max(count, len(line) // (2 * CHARACTERS_A_WORD))


def ends_sentence(line: str) -> bool:
    """Whether the last thing but quotes, brackets and footnote marks is a full stop or its like."""
    tail = line[-40:].rstrip(CLOSING[:-2] + " ") if line[-1:] in CLOSING else line[-40:]
    if FOOTNOTE.search(line[-6:]):
        tail = re.sub(r"(?:\[\d{1,3}\])+$", "", line[-40:]).rstrip(CLOSING)
    return tail[-1:] != "" and tail[-1] in TERMINAL


def is_prose(line: str) -> bool:
    """Whether a line is at least one sentence, or too long for anything else."""
    return ends_sentence(line) or (len(line) > LONG and size(line) >= LONG) or bool(INNER_END.search(line))


def is_titled(line: str) -> bool:
    """Whether nearly all words but the small ones are capitalised, as in 'Envoy Leaves for Doha'."""
    large = [word for word in words(line) if word.lower() not in SMALL]
    return len(large) > 1 and sum(not word[0].islower() for word in large) >= 0.8 * len(large)


def is_headline(line: str) -> bool:
    """Whether an unpunctuated line reads as a headline: capitalised throughout, or without any small glue words."""
    return is_titled(line) or not any(word.lower() in GLUE for word in words(line))


def fold(line: str) -> str:
    """The words of a line in lower case without accents, one space between: equal for what readers take as equal."""
    if not line.isascii():
        line = ACCENT.sub("", unicodedata.normalize("NFKD", line))
    return " ".join(ALPHANUMERIC.findall(line.casefold()))


def content_words(lines: Iterable[str]) -> set[str]:
    """The words that carry meaning, folded and cut to six letters, so that 'Russian' is near 'Russia'."""
    return {word[:6] for line in lines for word in fold(line).split() if word not in STOPWORDS and len(word) > 1}
