"""``read``: from the paths that a user names to raw articles, and a refusal for everything that is none."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from parley.models import RawArticle, Rejected
from parley.sources.declared import Format, Source
from parley.sources.decode import binary
from parley.sources.finding import Found, check, find, printable
from parley.sources.formats import ADAPTERS, SUFFIXES, sniffed
from parley.sources.opened import Opened, opened

STDIN = Source(name="stdin", title="standard input")


def read(
    paths: Sequence[str], *, limit_bytes: int, declared: Path | None = None, stdin: BinaryIO | None = None
) -> Iterator[RawArticle | Rejected]:
    """All articles of files, of folders (with what lies below) and of standard input ("-"), in a stable order.

    An article over ``limit_bytes`` is refused. ``declared`` is a sources file; without it, that of each folder is used
    if it has one. ``stdin`` stands in for the process's own. Raises ``InputError`` for a path that is missing and
    ``SettingsError`` for a sources file that is wrong, both before anything is read.
    """
    check(paths)
    if declared:
        check([str(declared)])
    found = [None if path == "-" else find(Path(path), declared) for path in paths]
    return _read(found, limit_bytes, stdin)


def _read(found: list[Iterator[Found] | None], limit: int, stdin: BinaryIO | None) -> Iterator[RawArticle | Rejected]:
    for files in found:
        if files is None:
            yield from _stream(stdin or sys.stdin.buffer, limit)
        else:
            for file in files:
                yield from _file(file, limit)


def _stream(stream: BinaryIO, limit: int) -> Iterator[RawArticle | Rejected]:
    file = opened(STDIN, "stdin", "-", stream, limit=limit)
    for each in _adapted(file, sniffed(file.head)):
        yield _unlike_others(each)


def _unlike_others(item: RawArticle | Rejected) -> RawArticle | Rejected:
    """What came without a name gets one from its content: the next text that is piped in must not replace it."""
    if not re.fullmatch(r"stdin(:\d+)?", item.item):
        return item
    content = item.content if isinstance(item, RawArticle) else item.dropped or ""
    digest = hashlib.blake2b(content.encode(), digest_size=6).hexdigest()
    return item.model_copy(update={"item": f"{item.item}:{digest}"})


def _file(found: Found, limit: int) -> Iterator[RawArticle | Rejected]:
    """Whatever a file gives. One that cannot be opened, or read to its end, is refused; the others go on."""
    try:
        yield from _opened(found, limit)
    except OSError as error:
        yield _rejected(found, "unreadable", f"{error.strerror}: check that it is a file that you may read")


def _opened(found: Found, limit: int) -> Iterator[RawArticle | Rejected]:
    known = found.source.format or SUFFIXES.get(found.path.suffix.lower())
    if found.problem:
        yield _rejected(found, "unreadable", found.problem)
    elif not known and not found.named:
        suffix = printable(found.path.suffix) or "(none)"
        detail = f"the suffix {suffix} is not known: rename it, or set `format` in sources.yml"
        yield _rejected(found, "unknown-format", detail)
    elif not found.named and not found.path.is_file():  # a pipe without a writer would block for ever
        yield _rejected(found, "unreadable", "it is no ordinary file, or a broken link: remove it")
    else:
        with found.path.open("rb") as stream:
            yield from _articles(found, stream, limit, known)


def _articles(found: Found, stream: BinaryIO, limit: int, known: Format | None) -> Iterator[RawArticle | Rejected]:
    state = os.fstat(stream.fileno())
    size = state.st_size if stat.S_ISREG(state.st_mode) else None
    file = opened(found.source, found.item, _origin(found), stream, limit=limit, size=size)
    yield from _adapted(file, known or sniffed(file.head))


def _adapted(file: Opened, known: Format) -> Iterator[RawArticle | Rejected]:
    if refused := binary(file.head, file.source.encoding):
        return iter([file.rejected(refused)])
    return ADAPTERS[known](file)


def _origin(found: Found) -> str:
    return printable(os.path.realpath(found.path))


def _rejected(found: Found, reason: str, detail: str) -> Rejected:
    return Rejected(
        source=found.source.name,
        item=found.item,
        origin=_origin(found),
        stage="read",
        reason=reason,
        detail=detail,
    )
