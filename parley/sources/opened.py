"""A file or stream that an adapter reads, and what an adapter gives: articles and refusals that carry its name."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal

from parley.models import RawArticle, Rejected
from parley.sources.declared import Source
from parley.sources.decode import Decoded, Refused, decode

if TYPE_CHECKING:  # a name for type checkers alone; collections.abc.Buffer needs Python 3.12
    from _typeshed import WriteableBuffer

HEAD = 4096  # bytes that are looked at to tell formats and encodings
BUFFER = 65_536


class _Resumed(io.RawIOBase):
    """A stream whose first bytes were taken already: pipes cannot be wound back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        chunk = self._head[: len(view)] or self._rest.read(len(view))
        self._head = self._head[len(chunk) :]
        view[: len(chunk)] = chunk
        return len(chunk)


@dataclass(frozen=True)
class Opened:
    """A file or stream at its beginning. ``stream`` gives everything, ``head`` included."""

    source: Source
    item: str
    origin: str
    head: bytes
    stream: io.BufferedReader
    limit: int  # bytes of one article
    size: int | None = None  # bytes, where known before reading

    def article(self, found: Decoded, kind: Literal["text", "html"] = "text") -> RawArticle:
        """The whole file as one article."""
        return RawArticle(
            source=self.source.name,
            source_name=self.source.title or self.source.name,
            item=self.item,
            origin=self.origin,
            content=found.text,
            kind=kind,
            encoding=found.encoding,
            outlet=self.source.outlet,
            language=self.source.language,
        )

    def rejected(self, refused: Refused, item: str | None = None, text: str | None = None) -> Rejected:
        """What this file, or one item of it, is turned down for. A file keeps its text, standard input does not."""
        return Rejected(
            source=self.source.name,
            item=item or self.item,
            origin=self.origin,
            stage="read",
            reason=refused.reason,
            detail=refused.detail,
            dropped=text if self.origin == "-" else None,
        )


Adapter = Callable[[Opened], Iterator[RawArticle | Rejected]]


def opened(source: Source, item: str, origin: str, stream: BinaryIO, *, limit: int, size: int | None = None) -> Opened:
    """Looks at the beginning of ``stream``, which is read on through the result alone."""
    head = stream.read(HEAD)
    return Opened(source, item, origin, head, io.BufferedReader(_Resumed(head, stream), BUFFER), limit, size)


def too_large(size: int | None, limit: int) -> Refused:
    """The refusal of what is longer than one article may be; both in bytes."""
    length = f"{size} bytes" if size else "the stream"
    return Refused(reason="too-large", detail=f"{length}, over the limit of {limit}: split it or raise the limit")


def whole(file: Opened, charset: Callable[[bytes], str | None] = lambda head: None) -> Decoded | Refused:
    """The text of a file that is one article. ``charset`` finds what the head itself says of its encoding."""
    if (file.size or 0) > file.limit:
        return too_large(file.size, file.limit)
    data = file.stream.read(file.limit + 1)
    if len(data) > file.limit:
        return too_large(None, file.limit)
    found = decode(data, forced=file.source.encoding, declared=charset(file.head))
    if isinstance(found, Decoded) and not found.text.strip():
        return Refused(reason="empty", detail="there is no text in it: remove it or fetch it again")
    return found
