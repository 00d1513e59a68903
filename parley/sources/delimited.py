"""CSV and TSV: a header line, then a row is an article. Rows may run over several lines inside quotes."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from parley.models import RawArticle, Rejected
from parley.sources.decode import Refused
from parley.sources.lines import Line, lines
from parley.sources.opened import Opened
from parley.sources.rows import Rows, has_article, missing

DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Record:
    """A row of the table as it was parsed, the line where it starts, and what is wrong with it."""

    line: Line
    cells: list[str]
    refused: Refused | None = None


def articles(file: Opened) -> Iterator[RawArticle | Rejected]:
    """One article or refusal for each row. A table without a column for the text is refused as a whole."""
    csv.field_size_limit(max(file.limit, csv.field_size_limit()))  # of the process: never lowered for others
    records = _records(file)
    header = next(records, None)
    if header is None:
        yield file.rejected(Refused(reason="empty", detail="there is no row in it: remove it or fetch it again"))
    elif header.refused:
        yield file.rejected(header.refused)
    elif not has_article(file, columns := [name.strip() for name in header.cells]):
        yield file.rejected(missing(file, columns))
    else:
        yield from _rows(file, columns, records)


def _rows(file: Opened, columns: list[str], records: Iterator[Record]) -> Iterator[RawArticle | Rejected]:
    rows = Rows(file, columns)
    record = None
    for record in records:
        item = f"{file.item}:{record.line.number}"
        if record.refused:
            yield file.rejected(record.refused, item)
        elif len(record.cells) != len(columns):
            detail = f"{len(record.cells)} cells under {len(columns)} columns: check the quotes and the delimiter"
            yield file.rejected(Refused(reason="ragged-row", detail=detail), item)
        else:
            yield rows.article(dict(zip(columns, record.cells, strict=True)), record.line)
    if record is None:
        yield file.rejected(Refused(reason="empty", detail="a header and no rows: remove it or fetch it again"))


def _records(file: Opened) -> Iterator[Record]:
    """The rows that are not blank. A quote that is never closed spoils its own line alone."""
    feed = _Feed(lines(file), file.limit)
    delimiter = file.source.delimiter
    while first := feed.first():
        if first.refused:
            yield Record(first, [], first.refused)
            continue
        delimiter = delimiter or _delimiter(file, first.text)
        try:
            # strict: a stray quote is told, instead of making one row of all lines to the next quote
            cells = next(csv.reader(feed, delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            problem = "a quote that opens in this line is not closed" if feed.short else str(error)
            yield Record(first, [], Refused(reason="ragged-row", detail=f"{problem}: repair the quotes"))
            feed.give_back()
            continue
        if any(map(str.strip, cells)):
            yield Record(first, cells)


def _delimiter(file: Opened, header: str) -> str:
    return "\t" if file.item.lower().endswith(".tsv") else max(DELIMITERS, key=header.count)


class _Feed:
    """Hands lines to a reader of one row, and remembers them, so that they can be given back.

    ``short``: the reader asked for more than there was: the file ended, a line was refused, the limit was reached.
    """

    def __init__(self, incoming: Iterator[Line], limit: int) -> None:
        self._incoming, self._limit = incoming, limit
        self._waiting, self._taken = deque[Line](), list[Line]()
        self.short = False

    def first(self) -> Line | None:
        """The line that the next row starts with; None at the end. One that was refused is passed by."""
        self._taken, self.short = [], False
        line = self._next()
        if line and not line.refused:
            self._waiting.appendleft(line)
        return line

    def give_back(self) -> None:
        """The lines of the row but its first are rows of their own."""
        self._waiting.extendleft(reversed(self._taken[1:]))

    def __iter__(self) -> Iterator[str]:
        size = 0
        while line := self._next():
            size += len(line.text)
            if line.refused or (self._taken and size > self._limit):
                self._waiting.appendleft(line)
                break
            self._taken.append(line)
            yield line.text
        self.short = True

    def _next(self) -> Line | None:
        return self._waiting.popleft() if self._waiting else next(self._incoming, None)
