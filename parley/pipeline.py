"""The main job in one process: items of sources in, documents in the archive and states in the ledger out.

``flows/ingest.py`` does the same under Prefect, from the same two pieces: ``batches`` here and ``batch.process``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from parley.archive import Archive
from parley.batch import Report, Stopwatch, fingerprint, process
from parley.deduplicate import Item, known_items, named_apart
from parley.errors import ParleyError
from parley.settings import Settings
from parley.sources import read

Progress = Callable[[Report], None]


def ingest(
    archive: Archive,
    paths: Sequence[str],
    settings: Settings,
    *,
    again: bool = False,
    declared: Path | None = None,
    progress: Progress = lambda report: None,
) -> Report:
    """Take all items of these paths into the archive in one run; ``progress`` gets the sum after each batch.

    Items are streamed. ``declared`` is a sources file that lies elsewhere than beside them. Raises ``InputError``
    before anything is read where a path is missing, and whatever the store raises: what was committed by then stays,
    and the next run does the rest.
    """
    found = read(paths, limit_bytes=settings.max_item_bytes, declared=declared)
    absolute = [path if path == "-" else str(Path(path).resolve()) for path in paths]
    return _run(archive, absolute, batches(found, archive, settings, again=again), settings, progress)


def retry(archive: Archive, settings: Settings, *, progress: Progress = lambda report: None) -> Report:
    """Try again the items that are in no article: as their source has them now, else as they were kept."""
    waiting = {(state.source, state.item): state for state in archive.ledger.unfinished()}
    paths = archive.ledger.paths({state.run for state in waiting.values()})

    def items() -> Iterator[Item]:
        left = dict(waiting)
        for item in read([path for path in paths if Path(path).exists()], limit_bytes=settings.max_item_bytes):
            if left.pop((item.source, item.item), None):
                yield item
        yield from (state.raw for state in left.values() if state.raw)

    return _run(archive, paths, batches(items(), archive, settings, again=True), settings, progress)


def _run(
    archive: Archive,
    paths: Sequence[str],
    work: Iterable[tuple[list[Item], Report]],
    settings: Settings,
    progress: Progress,
) -> Report:
    run = new_run()
    archive.ledger.begin(run, paths)
    total = Report()
    try:
        for batch, before in work:
            total += before + process(batch, archive, settings, run=run)
            progress(total)
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt)
        words = str(error) if isinstance(error, ParleyError) else repr(error)
        archive.ledger.finish(run, "interrupted" if stopped else "failed", total.model_dump(), words)
        raise
    archive.ledger.finish(run, "done", total.model_dump())
    return total


def new_run() -> str:
    """An id that sorts by time and is unique: ``20261126T081500-3f2a1c``."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"


def batches(
    found: Iterable[Item], archive: Archive, settings: Settings, *, again: bool
) -> Iterator[tuple[list[Item], Report]]:
    """Lists of items that are new or changed (all of them with ``again``), each with a report on what was left out."""
    stream = iter(found)
    batch: list[Item] = []
    before = Report()
    while True:
        watch = Stopwatch()
        with watch("read"):
            chunk = list(islice(stream, settings.batch_size))
            fresh = chunk if again else _changed(chunk, archive)
        before += Report(items=_count(unchanged=len(chunk) - len(fresh)), seconds=dict(watch.seconds))
        batch += fresh
        while len(batch) >= settings.batch_size or (batch and not chunk):
            yield batch[: settings.batch_size], before
            batch, before = batch[settings.batch_size :], Report()
        if not chunk:
            if before.items:
                yield [], before
            return


def _count(**numbers: int) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number}


def _changed(items: Sequence[Item], archive: Archive) -> list[Item]:
    named = named_apart(items, archive.ledger)
    known = known_items(((item.source, item.item) for item in named), archive.ledger)
    before = {key: state.fingerprint for key, state in known.items()}
    return [item for item in named if before.get((item.source, item.item)) != fingerprint(item)]
