"""The decoded lines of a file of any length. None longer than the limit is held, and a bad one spoils no other."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from parley.sources.decode import BROKEN, Refused, decode, wide
from parley.sources.opened import BUFFER, Opened, too_large


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end, or why it could not be had. Numbers start at 1."""

    number: int
    text: str
    encoding: str
    refused: Refused | None = None


def lines(file: Opened) -> Iterator[Line]:
    """The lines of a file in order. What is no UTF-8 in a UTF-8 file is decoded line by line."""
    encoding = codecs.lookup(file.source.encoding or wide(file.head) or "utf-8").name
    # surrogateescape keeps the bytes of what is not UTF-8; two- and four-byte encodings know no single bytes
    errors = "surrogatepass" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    stream = io.TextIOWrapper(file.stream, encoding, errors=errors, newline="")
    for number in count(1):
        try:
            text = stream.readline(file.limit + 1)
        except UnicodeError as error:
            yield Line(number, "", encoding, Refused(reason="undecodable", detail=f"the rest is broken: {error}"))
            return
        if not text:
            return
        yield _line(number, text.removeprefix("\ufeff") if number == 1 else text, encoding, file, stream)


def _line(number: int, text: str, encoding: str, file: Opened, stream: io.TextIOWrapper) -> Line:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > file.limit:
        size = len(data) if text.endswith(("\n", "\r")) else len(data) + _skipped(stream)
        return Line(number, "", encoding, too_large(size, file.limit))
    if BROKEN.search(text):
        return _repaired(number, text, encoding, file)
    return Line(number, text, encoding)


def _skipped(stream: io.TextIOWrapper) -> int:
    """Reads on to the end of the line, and gives the number of bytes skipped."""
    size = 0
    while chunk := stream.readline(BUFFER):
        size += len(chunk.encode("utf-8", "surrogatepass"))
        if chunk.endswith(("\n", "\r")):
            break
    return size


def _repaired(number: int, text: str, encoding: str, file: Opened) -> Line:
    """A line with bytes that are not of the file's encoding."""
    if encoding != "utf-8" or file.source.encoding:
        detail = f"not all of the line is {encoding}: set `encoding` in sources.yml, or repair the line"
        return Line(number, "", encoding, Refused(reason="undecodable", detail=detail))
    found = decode(text.encode("utf-8", "surrogateescape"))
    if isinstance(found, Refused):
        return Line(number, "", encoding, found)
    return Line(number, found.text, found.encoding)
