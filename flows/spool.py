"""Batches of a scheduled run as files, so that a task gets a reference and never the articles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from parley.archive import Archive
from parley.batch import Report
from parley.deduplicate import Item
from parley.pipeline import new_run

_item: TypeAdapter[Item] = TypeAdapter(Item)
COMPLETE = "complete.json"  # written last: the report on what reading left out


def resumable(archive: Archive, paths: Sequence[str]) -> str:
    """The run to work on: the latest of these paths that was stopped with its spool complete, else a new one."""
    last = next(iter(archive.ledger.runs(1)), None)
    if last and last.state != "done" and last.paths == tuple(paths) and (folder(archive, last.id) / COMPLETE).exists():
        return last.id
    return new_run()


def folder(archive: Archive, run: str) -> Path:
    """Where a run's batches lie."""
    return archive.folder / "spool" / run


def write(archive: Archive, run: str, batches: Iterator[tuple[list[Item], Report]]) -> list[str]:
    """Write batches to files and give their names; a run whose spool is complete keeps it as it is."""
    place = folder(archive, run)
    if not (place / COMPLETE).exists():
        shutil.rmtree(place.parent, ignore_errors=True)  # what other stopped runs left: they are read anew
        place.mkdir(parents=True)
        left_out = Report()
        for number, (items, before) in enumerate(batches, 1):
            left_out += before
            if items:
                lines = "".join(item.model_dump_json() + "\n" for item in items)
                (place / f"{number:06}.jsonl").write_text(lines, encoding="utf-8")
        (place / COMPLETE).write_text(left_out.model_dump_json(), encoding="utf-8")
    return sorted(path.name for path in place.glob("*.jsonl"))


def left_out(archive: Archive, run: str) -> Report:
    """What reading left out: unchanged items, and the time it took."""
    return Report.model_validate_json((folder(archive, run) / COMPLETE).read_text(encoding="utf-8"))


def batch(archive: Archive, run: str, name: str) -> list[Item]:
    """The items of one batch."""
    with (folder(archive, run) / name).open(encoding="utf-8", newline="\n") as lines:
        return [_item.validate_json(line) for line in lines]


def remove(archive: Archive, run: str) -> None:
    """Delete a finished run's spool."""
    shutil.rmtree(folder(archive, run), ignore_errors=True)
