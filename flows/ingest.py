"""Ingestion under Prefect: one task a batch of some hundreds of articles, passed by reference.

A killed run goes on where it stopped: its batches wait in the spool, and Prefect keeps the result of each that is done.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

import typer
from prefect import State, Task, flow, get_run_logger, task
from prefect.cache_policies import INPUTS, TASK_SOURCE
from prefect.client.schemas.objects import TaskRun

from flows import artifacts, spool
from parley.archive import Archive, on_server, writing
from parley.batch import Report, process
from parley.errors import TransientError
from parley.pipeline import batches
from parley.settings import Settings, load
from parley.sources import read

_archive: ContextVar[Archive] = ContextVar("archive")  # one writer: the flow holds the archive, its tasks use it


async def is_transient(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Only what may go well the next time is tried again."""
    try:
        await state.result()
    except TransientError:
        return True
    except Exception:
        return False
    return False


@task(
    task_run_name="{name}",
    retries=3,
    retry_delay_seconds=[10, 30, 90],
    retry_condition_fn=is_transient,
    persist_result=True,
    cache_policy=INPUTS + TASK_SOURCE,
)
def work(archive: str, run: str, name: str) -> dict[str, Any]:
    """One batch through all stages; gives its report."""
    opened = _archive.get()
    items = spool.batch(opened, run, name)
    return process(items, opened, load({"archive": archive}).settings, run=run).model_dump()


@flow(name="ingest", validate_parameters=True)
def ingest(paths: list[str], archive: str | None = None, again: bool = False) -> dict[str, Any]:
    """Take all items of these paths into the archive. Settings come from ``PARLEY_*`` and the settings file."""
    settings = load({"archive": archive}).settings
    absolute = [str(Path(path).resolve()) for path in paths]
    with writing(settings.archive) as opened:
        run = spool.resumable(opened, absolute)
        opened.ledger.begin(run, absolute)
        try:
            total = _worked(opened, run, absolute, settings, again)
        except BaseException as error:
            opened.ledger.finish(run, "failed", {}, str(error))
            raise
        opened.ledger.finish(run, "done", total.model_dump())
        spool.remove(opened, run)
    artifacts.publish(run, settings.archive, total)
    get_run_logger().info("run %s: %d articles, %d claims; items %s", run, total.articles, total.claims, total.items)
    return total.model_dump()


def _worked(opened: Archive, run: str, paths: list[str], settings: Settings, again: bool) -> Report:
    """Spool what is new, and take it through the stages batch by batch."""
    found = read(paths, limit_bytes=settings.max_item_bytes)
    names = spool.write(opened, run, batches(found, opened, settings, again=again))
    total = spool.left_out(opened, run)
    token = _archive.set(opened)
    archive = settings.archive if on_server(settings.archive) else str(opened.folder.resolve())
    try:
        for name in names:
            total += Report.model_validate(work(archive, run, name))
    finally:
        _archive.reset(token)
    return total


def main(
    paths: Annotated[list[str], typer.Argument(help="Files or folders.")],
    archive: Annotated[str | None, typer.Option(help="The archive: a folder.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Work on unchanged items too.")] = False,
) -> None:
    """Run the flow once, here and now."""
    ingest(paths, archive, again)


if __name__ == "__main__":
    typer.run(main)
