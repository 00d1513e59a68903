"""Which line is the title, and which lines only say it again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.clean.repair import Line
from parley.clean.shape import BULLET, content_words, ends_sentence, fold, is_prose, is_titled, size

SHORTEST, LONGEST = 3, 30  # words of a headline
OUTLET = 60  # characters that an outlet's name and a bullet add at most
SUFFIX = re.compile(r"\s+(?:[|–—·•»-]|::)\s+[^|–—·•»]{2,40}$")
SAME_STORY = 2  # words that a headline has in common with its article


def find(labels: Sequence[Line], prose: Sequence[Line]) -> Line | None:
    """The title among the lines before the first prose, ``labels``: the first headline that is about ``prose``.

    A headline that stands there twice, as pages have it, goes before one that stands once.
    """
    candidates = [line for line in labels if SHORTEST <= size(line.text) <= LONGEST and _may_be(line.text)]
    if not candidates:
        return None
    about = content_words(line.text for line in prose)
    near = [line for line in candidates if len(content_words([line.text]) & about) >= SAME_STORY] or candidates
    keys = [fold(without_outlet(line.text)) for line in labels]
    repeated = [line for line in near if keys.count(fold(line.text)) > 1]
    return (repeated or near)[0]


def question(line: str) -> bool:
    """Whether a line with an end mark is a headline all the same: a capitalised question or exclamation."""
    return line[-1:] in "?!" and size(line) <= LONGEST // 2 and is_titled(line)


def _may_be(line: str) -> bool:
    return (not is_prose(line) or question(line)) and line[-1:] not in ":,;" and not BULLET.match(line)


def without_outlet(line: str) -> str:
    """A title without the outlet that pages append: 'Envoy leaves for Doha - Example News'."""
    return SUFFIX.sub("", line)


def repeats(line: str, title: str) -> bool:
    """Whether ``line`` is ``title`` again, perhaps as a list item or with the outlet's name."""
    if len(line) > len(title) + OUTLET:
        return False
    key = fold(title)
    return bool(key) and any(key == fold(form) for form in {line, BULLET.sub("", line), without_outlet(line)})


def is_full_sentence(line: str) -> bool:
    """Whether a first line is prose rather than a title: long, and ended like a sentence."""
    return is_prose(line) and not question(line) and (size(line) >= SHORTEST or ends_sentence(line))
