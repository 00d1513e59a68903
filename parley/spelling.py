"""Names that are spelt alike: Massoud and Masud, Hekmatyar and Hikmatyar, Mohammad and Muhammed.

Two names are as near as their least alike words. Two words are compared twice, after spellings of one sound have been
made one (kh and q are k, oo and ou are u): with their vowels, by Jaro-Winkler, since scribes differ there most, and
without, by edit distance, since people differ there. ``python -m bench.quality.spelling`` measures it by threshold.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler, Levenshtein

from parley.knowledge import KnownActor

# Measured on names of two words or more that the threshold was not chosen by: two as near as this are one person's with
# precision 0.998, against others' names that were picked for being alike, and recall 0.90; below, precision falls while
# recall hardly grows. Of names that nobody in the knowledge has, fewer than 1 in 300 is as near to one there. A single
# word is too short for such figures: "Courier" is near Corker.
NEAR = 0.8
SOUNDS = tuple(
    (re.compile(spelt), sound)
    for spelt, sound in (
        ("ph", "f"),
        ("ck|q|kh", "k"),
        ("gh", "g"),
        ("th", "t"),
        ("dh", "d"),
        ("sch|sh", "s"),
        ("dzh|zh|dj", "j"),
        ("ts|tz", "z"),
        ("x", "ks"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("w", "v"),
        ("ou|oo|o", "u"),
        ("ee|ie|ei|ey|y|e", "i"),
        (r"h$|(?<=[aiu])h(?=[^aiu])", ""),
        (r"(.)\1+", r"\1"),
    )
)
WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+")  # "U.S." is one word
VOWELS = re.compile("[aiu]")


class Near(NamedTuple):
    """A known name that is spelt alike, and how alike: 0 to 1."""

    actor: str
    name: str
    likeness: float


class Spellings:
    """The names of known actors, to look for those that are near a name."""

    def __init__(self, actors: Iterable[KnownActor]) -> None:
        self._names: dict[int, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)  # by number of words
        for actor in actors:
            for name in dict.fromkeys((actor.name, *actor.aliases, *actor.short)):
                self._names[len(words(name))].append((words(name), actor.id, name))

    def near(self, name: str, least: float = NEAR) -> list[Near]:
        """The actors with a name near this one, each once by its nearest, the nearest first; ties by id."""
        wanted = words(name)
        found: dict[str, Near] = {}
        for known, actor, written in self._names[len(wanted)]:
            score = likeness(wanted, known, max(least, found[actor].likeness if actor in found else 0.0))
            if score >= least and (actor not in found or score > found[actor].likeness):
                found[actor] = Near(actor, written, score)
        return sorted(found.values(), key=lambda near: (-near.likeness, near.actor))


def words(text: str) -> tuple[str, ...]:
    """The words of a name or a text in lower case, without accents and points: as the enrich stage compares them."""
    return tuple(_folded(match.group()) for match in WORD.finditer(text))


def _folded(word: str) -> str:
    if word.isascii():
        return word.replace(".", "").lower()
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower() or word.casefold()


def likeness(one: tuple[str, ...], other: tuple[str, ...], least: float = 0.0) -> float:
    """How alike two names are, 0 to 1; 0 for another number of words, or where it would be below ``least``."""
    if len(one) != len(other):
        return 0.0
    score = 1.0
    for pair in zip(reversed(one), reversed(other), strict=True):  # surnames tell most
        score = min(score, _alike(*pair))
        if score < least:
            return 0.0
    return score


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    (sound, bones), (other_sound, other_bones) = _sounds(one), _sounds(other)
    return (JaroWinkler.similarity(sound, other_sound) + Levenshtein.normalized_similarity(bones, other_bones)) / 2


@cache
def _sounds(word: str) -> tuple[str, str]:
    """A word with one spelling a sound, and the same without its vowels; that it starts with one is kept."""
    sound = word
    for spelt, written in SOUNDS:
        sound = spelt.sub(written, sound)
    return sound, VOWELS.sub("a", sound[:1]) + VOWELS.sub("", sound[1:])
