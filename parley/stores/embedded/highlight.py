"""The stretches of a hit that show why it was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from parley.models import ArticleDocument, ClaimDocument
from parley.stores.base import Highlight
from parley.stores.embedded.words import Match, Wanted, matches

FRAGMENTS = 2  # of a text
WIDTH = 200  # characters from the first to the last match of a fragment, at most
CONTEXT = 60  # characters before and after
CHUNK = 50_000  # characters that are searched for fragments at once: a text may have millions


def of_article(article: ArticleDocument, want: Wanted) -> tuple[Highlight, ...]:
    """The title, where it matches, and the best fragments of the text."""
    return tuple(_marked("title", [article.title], want)) + tuple(
        _marked("text", (article.text[start:end] for start, end in _fragments(article.text, want)), want)
    )


def of_claim(claim: ClaimDocument, want: Wanted) -> tuple[Highlight, ...]:
    """The sentence."""
    return tuple(_marked("sentence", [claim.sentence], want))


def _marked(field: Literal["title", "text", "sentence"], stretches: Iterable[str], want: Wanted) -> Iterator[Highlight]:
    for text in stretches:
        spans = _joined((match.start, match.end) for match in matches(text, want))
        if spans:
            yield Highlight(field=field, text=text, spans=spans)


@dataclass(frozen=True)
class _Group:
    """Matches that are close together: where in the text, and of what."""

    start: int
    end: int
    what: frozenset[str | tuple[str, ...]]


def _fragments(text: str, want: Wanted) -> tuple[tuple[int, int], ...]:
    """The stretch that shows most of what is wanted, then one that shows most of the rest; the first among equals."""
    candidates: dict[frozenset[str | tuple[str, ...]], _Group] = {}
    for offset, chunk in _chunks(text):
        for group in _groups(offset, matches(chunk, want)):
            candidates.setdefault(group.what, group)
        if any(len(what) == want.size for what in candidates):
            break
    chosen: list[_Group] = []
    shown: frozenset[str | tuple[str, ...]] = frozenset()
    while candidates and len(chosen) < FRAGMENTS:
        best = max(candidates.values(), key=lambda group: len(group.what - shown))
        if best.what <= shown:
            break
        chosen.append(best)
        shown |= best.what
    return _joined(sorted(_widened(text, group) for group in chosen))


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        last = start + CHUNK >= len(text)
        end = len(text) if last else text.rfind(" ", start, start + CHUNK) + 1 or start + CHUNK
        yield start, text[start:end]
        start = end


def _groups(offset: int, found: list[Match]) -> Iterator[_Group]:
    """``found`` begins at ``offset`` of the text."""
    first = 0
    while first < len(found):
        start = found[first].start
        close = [match for match in found[first : first + WIDTH] if match.end <= start + WIDTH] or [found[first]]
        end = max(match.end for match in close)
        yield _Group(offset + start, offset + end, frozenset(match.what for match in close))
        first += len(close)


def _widened(text: str, group: _Group) -> tuple[int, int]:
    """With the words around it, within its paragraphs."""
    start, end = max(group.start - CONTEXT, 0), min(group.end + CONTEXT, len(text))
    if start:
        start = max(start, text.find(" ", start, group.start) + 1)
    if end < len(text):
        space = text.rfind(" ", group.end, end)
        end = space if space > 0 else end
    paragraph = text.rfind("\n", start, group.start) + 1
    rest = text.find("\n", group.end, end)
    return max(start, paragraph), rest if rest > 0 else end


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sorted spans, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
