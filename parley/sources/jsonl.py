"""JSON lines: a line is an article."""

from __future__ import annotations

import json
from collections.abc import Iterator

from parley.models import RawArticle, Rejected
from parley.sources.decode import Refused
from parley.sources.lines import Line, lines
from parley.sources.opened import Opened
from parley.sources.rows import Rows


def articles(file: Opened) -> Iterator[RawArticle | Rejected]:
    """One article or refusal for each line that is not blank."""
    rows = Rows(file)
    filled = False
    for line in lines(file):
        if line.refused or line.text.strip():
            filled = True
            yield _article(file, rows, line)
    if not filled:
        yield file.rejected(Refused(reason="empty", detail="there is no line in it: remove it or fetch it again"))


def _article(file: Opened, rows: Rows, line: Line) -> RawArticle | Rejected:
    item = f"{file.item}:{line.number}"
    if line.refused:
        return file.rejected(line.refused, item)
    try:
        row = json.loads(line.text)
    except (ValueError, RecursionError) as error:  # RecursionError: brackets nested by the thousand
        detail = f"{file.item}, line {line.number}: {error}: each line must be one JSON object"
        return file.rejected(Refused(reason="broken-json", detail=detail), item, line.text)
    if not isinstance(row, dict):
        detail = f"{file.item}, line {line.number}: {type(row).__name__}: each line must be one JSON object"
        return file.rejected(Refused(reason="wrong-type", detail=detail), item, line.text)
    return rows.article(row, line)
