"""Characters and line breaks as their author meant them: mojibake, odd spaces, entities, hyphenation, hard wraps."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import ftfy
from ftfy.badness import is_bad

from parley.clean import shape
from parley.clean.shape import ends_sentence

ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Soft hyphens, zero-width characters, joiners and direction marks: nothing a reader sees
INVISIBLE = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffc]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
SPACES = re.compile(r"[^\S\n]+")
SUSPECT = re.compile(r"[\x80-\x9f\u00c2\u00c3\u00e2\u00ef\u00f0\u00d0\u00d1\u0153\u20ac]")  # no mojibake without one
ROUNDS = 4  # an entity inside an entity, mojibake of mojibake: deeper than that is no accident

NARROWEST, WIDEST = 45, 100  # characters: the widths at which texts are wrapped by hand
ENOUGH = 3  # lines that have to be broken by width before a text counts as wrapped


@dataclass
class Line:
    """A line on its way: ``reason`` and ``rule`` are set once it is taken out; ``gap`` tells of a blank line before.

    Its text never changes; its shape is read off once.
    """

    text: str
    gap: bool = True
    reason: str = ""
    rule: str = ""
    checked: bool = False  # no rule takes the line, or its end: that holds for good, since its text never changes

    @cached_property
    def size(self) -> int:
        return shape.size(self.text)

    @cached_property
    def prose(self) -> bool:
        return shape.is_prose(self.text)

    @property
    def sentence(self) -> bool:
        """Prose of a sentence's usual length: what an article is made of, as against 'Pos.' or 'Log in!'."""
        return self.prose and self.size >= shape.SENTENCE

    def take_out(self, reason: str, rule: str) -> None:
        self.reason, self.rule = reason, rule


def characters(text: str) -> str:
    """``text`` in NFC, with plain spaces and line feeds, without what nobody can see; again, it changes nothing."""
    for _ in range(ROUNDS):
        before = text
        text = _characters(text)
        if text == before:
            break
    return text


def _characters(text: str) -> str:
    if "&" in text:
        text = ENTITY.sub(lambda match: html.unescape(match.group()), text)
    if SUSPECT.search(text):
        text = "\n".join(ftfy.fix_encoding(line) if is_bad(line) else line for line in text.split("\n"))
    if not text.isascii():
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    text = CONTROL.sub("", BREAK.sub("\n", text))
    return SPACES.sub(" ", text)


def lines(text: str) -> list[Line]:
    """The lines of a text; those that were only broken to fit a width are joined again."""
    found: list[Line] = []
    gap = True
    for raw in characters(text).split("\n"):
        if line := raw.strip():
            found.append(Line(line, gap))
        gap = not line
    return _unwrapped(found)


def _unwrapped(found: list[Line]) -> list[Line]:
    width = max((len(line.text) for line in found), default=0)
    if not NARROWEST <= width <= WIDEST:
        return found
    full = [_wrapped(a, b, width) for a, b in pairwise(found)]
    broken = sum(wrap and not ends_sentence(line.text) for wrap, line in zip(full, found[:-1], strict=True))
    if broken < max(ENOUGH, 0.4 * sum(not line.gap for line in found[1:])):
        return found
    everything = " ".join(line.text for line in found)
    joined = found[:1]
    for wrap, line in zip(full, found[1:], strict=True):
        if wrap:
            joined[-1] = Line(_joined(joined[-1].text, line.text, everything), joined[-1].gap)
        else:
            joined.append(line)
    return joined


def _wrapped(line: Line, after: Line, width: int) -> bool:
    """Whether the break came only because the next word did not fit."""
    return not after.gap and len(line.text) + 1 + len(after.text.split(" ", 1)[0]) > width - 2


def _joined(line: str, after: str, everything: str) -> str:
    """Two lines in one. A hyphen at the break goes, unless the text writes the word with it elsewhere."""
    if not re.search(r"\w-$", line):
        return f"{line} {after}"
    start, end = line.rsplit(" ", 1)[-1], after.split(" ", 1)[0].rstrip('.,;:!?"”’)')
    if after[0].islower() and start + end not in everything:
        return line[:-1] + after
    return line + after
