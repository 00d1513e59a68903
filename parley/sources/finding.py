"""From the paths that a user names to the files that are read, each with its source."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from parley.errors import InputError
from parley.sources.declared import FILE_NAMES, Source, sources


@dataclass(frozen=True)
class Found:
    """A file to be read. ``problem`` says why a folder in its place could not be listed."""

    path: Path
    item: str
    source: Source
    named: bool  # by the user, not met in a folder
    problem: str | None = None


def check(paths: Sequence[str]) -> None:
    """Raises ``InputError`` for the first path that is not there."""
    for path in paths:
        if path != "-" and not os.path.exists(path):
            raise InputError(f"{path}: no such file or folder; give a file, a folder or - for standard input")


def find(path: Path, declared: Path | None) -> Iterator[Found]:
    """The files of one path that the user named, sorted. Raises the errors of ``declared.sources``, at once."""
    folder = path if os.path.isdir(path) else path.parent
    default = Source(name=printable(os.path.basename(os.path.realpath(folder))) or "/")
    owners = _owners(declared or _beside(folder))
    found = _files(path, default) if folder == path else iter([Found(path, printable(path.name), default, named=True)])
    return (replace(each, source=owners.get(os.path.realpath(each.path), default)) for each in found)


def _beside(folder: Path) -> Path | None:
    return next((folder / name for name in FILE_NAMES if (folder / name).is_file()), None)


def _owners(declared: Path | None) -> dict[str, Source]:
    """The source of each file that a glob matches; the first source that claims a file has it."""
    owners: dict[str, Source] = {}
    if declared:
        folder = glob.escape(str(declared.parent))
        for source in sources(declared):
            for name in glob.iglob(os.path.join(folder, source.path), recursive=True):
                owners.setdefault(os.path.realpath(name), source)
    return owners


def _files(folder: Path, source: Source) -> Iterator[Found]:
    """All files below a folder but hidden ones, sources files and READMEs, depth first, sorted by name."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Found(folder, ".", source, False, f"the folder cannot be listed: {error.strerror}")
        return
    for name in names:
        path = folder / name
        if name.startswith(".") or name in FILE_NAMES or path.stem.upper() == "README":
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            for found in _files(path, source):
                yield replace(found, item=f"{printable(name)}/{found.item}")
        else:
            yield Found(path, printable(name), source, named=False)


def printable(name: str) -> str:
    r"""A file's name as text that can be stored: bytes that are not UTF-8 become \xff."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
