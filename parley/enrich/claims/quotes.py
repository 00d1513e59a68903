"""What lies within quotation marks, also where a quotation runs on over sentences and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.enrich.pieces import Piece

OPENERS, CLOSERS, STRAIGHT = "\u201c\u00ab", "\u201d\u00bb", '"'
MARK = re.compile(f"[{OPENERS}{CLOSERS}{STRAIGHT}]|``|''")
NOTHING: frozenset[int] = frozenset()
RUN_ON = 8  # paragraphs that a quotation may run on without a mark before it is taken for a forgotten one


def quoted(pieces: Sequence[Piece]) -> list[frozenset[int]]:
    """For each piece the indices of its tokens that lie within quotation marks."""
    found, is_open = [], False
    for at, piece in enumerate(pieces):
        is_open = is_open and _runs_on(pieces[at:])
        inside = set()
        if not is_open and not MARK.search(piece.text):
            found.append(NOTHING)
            continue
        for token in piece.doc:
            text = token.text
            if any(mark in text for mark in OPENERS):
                is_open = True
            elif any(mark in text for mark in CLOSERS) or text == "''":
                is_open = False
            elif STRAIGHT in text or text == "``":
                is_open = not is_open or token.i == 0
            elif is_open:
                inside.add(token.i)
        found.append(frozenset(inside))
    return found


def _runs_on(pieces: Sequence[Piece]) -> bool:
    """Whether an open quotation goes on in the first of these paragraphs: the next mark there is must close it."""
    for piece in pieces[:RUN_ON]:
        text = piece.text
        marks = [c for c in text if c in OPENERS + CLOSERS + STRAIGHT]
        if marks:
            reopens = text[0] in OPENERS + STRAIGHT
            return reopens or marks[0] in CLOSERS or (marks[0] == STRAIGHT and len(marks) % 2 == 1)
    return False
