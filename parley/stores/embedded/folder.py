"""The folder of an archive: what marks it as one, who may write to it, and what went wrong in it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from parley.errors import ParleyError, QueryError, StoreBusy, StoreError, StoreUnavailable

MARKER = "archive.json"
MARKER_DRAFT = "archive.json.new"
LOCK = "writer.lock"
FORMAT = 2  # one more for each change of the schema or of the text analysis
FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = (os.strerror(errno.EROFS), os.strerror(errno.EACCES), os.strerror(errno.EPERM))


def lock(folder: Path) -> TextIO:
    """The right to write, held until the file is closed or the process ends. Makes the folder and the marker.

    Raises ``StoreBusy`` where another holds it, ``StoreError`` where the folder is something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MARKER).exists() and {path.name for path in folder.iterdir()} - {LOCK, MARKER_DRAFT}:
        raise StoreError(f"{folder}: holds other things than an archive; name an empty or a new folder")
    held = (folder / LOCK).open("a+", encoding="ascii")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        writer = held.read().strip() or "unknown"
        held.close()
        raise StoreBusy(
            f"{folder}: process {writer} is writing to this archive; wait until it has ended, or open it read-only"
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    _mark(folder)
    return held


def _mark(folder: Path) -> None:
    """Write the marker of a new archive; whole or not at all."""
    if (folder / MARKER).exists():
        return
    with (folder / MARKER_DRAFT).open("w", encoding="ascii") as draft:
        json.dump({"store": "parley-embedded", "format": FORMAT}, draft)
        draft.flush()
        os.fsync(draft.fileno())
    (folder / MARKER_DRAFT).replace(folder / MARKER)


def check(folder: Path) -> None:
    """Raise ``StoreError`` unless the folder is an archive that this version reads."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(f"{folder}: no archive here; check the path, or write to it once to make one") from None
    except (ValueError, NotADirectoryError) as error:
        raise StoreError(f"{folder}: not an archive, or its {MARKER} is damaged ({error}); restore a backup") from error
    version = marker.get("format") if isinstance(marker, dict) else None
    if version != FORMAT:
        raise StoreError(
            f"{folder}: archive of format {version}, this version of Parley reads format {FORMAT}; "
            "use the version that wrote it, or index the articles again into a new folder"
        )


@contextmanager
def guard(folder: Path) -> Iterator[None]:
    """Turn whatever the system or the index throws into an error that names the archive and says what to do."""
    try:
        yield
    except ParleyError:
        raise
    except UnicodeEncodeError as error:
        raise QueryError(f"{error.object!r}: not valid Unicode; no document has it") from error
    except (OSError, ValueError) as error:
        raise _translated(folder, error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a failed assertion of the index arrives; it has no name
            raise _translated(folder, error) from error
        raise


def _translated(folder: Path, error: BaseException) -> ParleyError:
    if _full(folder, error):
        return StoreUnavailable(f"{folder}: no room left on the disk; make room, then run the same again ({error})")
    if any(words in str(error) for words in FORBIDDEN):
        return StoreError(f"{folder}: give this user the right to write there; readers too make lock files ({error})")
    return StoreError(f"{folder}: {error}; if this stays, restore a backup or index the articles into a new folder")


def _full(folder: Path, error: BaseException) -> bool:
    """Whether the disk is full. The index often says no more than that its writer was killed: so look."""
    if getattr(error, "errno", None) in FULL or "No space left" in str(error):
        return True
    try:
        room = os.statvfs(folder)
    except OSError:
        return False
    return room.f_bavail == 0
