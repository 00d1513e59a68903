"""What the claim model reads: a sentence in word pieces, its actors marked, with some of the text before it.

``[CLS] title .. text before [SEP] speaker: sentence [SEP]``. A marker stands before each mention; mentions of one actor
have the same marker, so a pronoun is as good as the name that it stands for. Training and run time share this module.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

FOLDER = Path(__file__).parent
TOKENIZER = FOLDER.parents[1] / "ner" / "tokenizer.json"
SLOTS = 10  # actors of one window: no sentence of the training documents has more than twelve
SENTENCE, BEFORE, TITLE = 160, 24, 12  # word pieces; 99% of sentences are shorter
CLS, SEP, FIRST_MARKER = 101, 102, 1  # ids in BERT's vocabulary; 1 is "[unused0]"
NO_SLOT = -1


@dataclass(frozen=True)
class Named:
    """A mention inside a text: characters ``start`` to ``end`` mean ``actor``."""

    start: int
    end: int
    actor: str


@dataclass(frozen=True)
class Pieces:
    """Word pieces of a text: their ids, the character where each starts and ends, the actor that each marker is for."""

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    actors: tuple[str | None, ...]  # None for a word piece


@dataclass(frozen=True)
class Window:
    """One input of the model, and which actors its slots mean."""

    ids: tuple[int, ...]
    inside: tuple[int, ...]  # 1 for the sentence itself, 0 for what stands before it
    slots: tuple[int, ...]  # the slot of a marker, else ``NO_SLOT``
    starts: tuple[int, ...]  # characters of the sentence, 0 outside of it
    ends: tuple[int, ...]
    actors: tuple[str, ...]  # by slot


@cache
def tokenizer() -> Tokenizer:
    """The word pieces of the encoder that both shipped models start from."""
    made = Tokenizer.from_file(str(TOKENIZER))
    made.no_truncation()
    made.no_padding()
    return made


def cut(texts: Sequence[tuple[str, Iterable[Named]]]) -> list[Pieces]:
    """Each text in word pieces with a marker (id 0 so far) before each mention that starts in it."""
    encoded = tokenizer().encode_batch([text for text, _ in texts], add_special_tokens=False)
    return [_marked(found.ids, found.offsets, named) for found, (_, named) in zip(encoded, texts, strict=True)]


def _marked(ids: Sequence[int], offsets: Sequence[tuple[int, int]], named: Iterable[Named]) -> Pieces:
    rows = [(number, start, end, None) for number, (start, end) in zip(ids, offsets, strict=True)]
    marked: list[tuple[int, int, int, str | None]] = [*rows]
    begins = [start for start, _ in offsets]
    for mention in sorted(named, key=lambda m: m.start, reverse=True):
        marked.insert(bisect_left(begins, mention.start), (0, mention.start, mention.start, mention.actor))
    columns = tuple(zip(*marked, strict=True)) or ((), (), (), ())
    return Pieces(*columns)


def window(sentence: Pieces, before: Sequence[Pieces], title: Pieces | None, speaker: Pieces | None) -> Window:
    """The input for ``sentence``; ``before`` are the sentences before it, the nearest last."""
    context = [row for pieces in before for row in _rows(pieces)][-BEFORE:]
    head = _rows(title)[:TITLE] if title else []
    spoken = _rows(speaker) if speaker else []
    body = _rows(sentence)[:SENTENCE]
    slots = _slots(body, spoken, context[::-1], head)
    around = [(CLS, 0, 0, None), *head, *context, (SEP, 0, 0, None), *spoken]
    rows = [(*row, 0) for row in around] + [(*row, 1) for row in body] + [(SEP, 0, 0, None, 1)]
    return Window(
        ids=tuple(_marker(slots, actor) if actor else number for number, _, _, actor, _ in rows),
        inside=tuple(row[4] for row in rows),
        slots=tuple(slots.get(row[3] or "", NO_SLOT) for row in rows),
        starts=tuple(row[1] if row[4] else 0 for row in rows),
        ends=tuple(row[2] if row[4] else 0 for row in rows),
        actors=tuple(slots),
    )


Row = tuple[int, int, int, str | None]


def _rows(pieces: Pieces) -> list[Row]:
    return list(zip(pieces.ids, pieces.starts, pieces.ends, pieces.actors, strict=True))


def _slots(*parts: Sequence[Row]) -> Mapping[str, int]:
    """A slot for each actor: those of the sentence first, then its speaker, then the nearest before it."""
    slots: dict[str, int] = {}
    for _, _, _, actor in (row for part in parts for row in part):
        if actor and actor not in slots and len(slots) < SLOTS:
            slots[actor] = len(slots)
    return slots


def _marker(slots: Mapping[str, int], actor: str) -> int:
    return FIRST_MARKER + slots.get(actor, SLOTS)


def batches(windows: Sequence[Window], pieces: int) -> Iterator[list[int]]:
    """Indices of windows with about as many actors and of about the same length.

    A batch has at most ``pieces`` word pieces, padding included; one window may have more by itself.
    """
    order = sorted(range(len(windows)), key=lambda index: (len(windows[index].actors) // 3, len(windows[index].ids)))
    batch: list[int] = []
    longest = 0
    for index in order:
        longest = max(longest, len(windows[index].ids))
        if batch and (len(batch) + 1) * longest > pieces:
            yield batch
            batch, longest = [], len(windows[index].ids)
        batch.append(index)
    if batch:
        yield batch
