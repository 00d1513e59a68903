"""``parley ingest`` and ``parley retry``: articles into the archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from parley.archive import writing
from parley.cli import options
from parley.cli.output import console, notes, print_json, table

if TYPE_CHECKING:  # the pipeline brings spaCy, which only a run needs
    from parley.batch import Report

SOME_FAILED = 3


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(ingest)
    app.command()(retry)


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS...", help="Files, folders, or - for standard input.")],
    archive: options.ArchiveName = None,
    sources: Annotated[Path | None, typer.Option(help="A sources.yml that lies elsewhere.", show_default=False)] = None,
    again: Annotated[bool, typer.Option("--again", help="Work on unchanged items too.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Take articles in. Run it again at any time: nothing doubles, and only what is new or changed costs time."""
    from parley import pipeline

    settings = options.settings(archive)
    with writing(settings.archive) as opened, _Progress() as step:
        report = pipeline.ingest(opened, paths, settings, again=again, declared=sources, progress=step)
    _show(report, settings.archive, as_json)


def retry(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Try again what was rejected or failed: after a file was mended, or with a newer version of Parley."""
    from parley import pipeline

    settings = options.settings(archive)
    with writing(settings.archive) as opened, _Progress() as step:
        report = pipeline.retry(opened, settings, progress=step)
    _show(report, settings.archive, as_json)


class _Progress:
    """A progress bar on standard error while a terminal is there to show it."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed} items"),
            TimeElapsedColumn(),
        )
        self._bar = Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal)

    def __enter__(self) -> Callable[[Report], None]:
        self._bar.__enter__()
        task = self._bar.add_task("ingesting", total=None)
        return lambda report: self._bar.update(task, completed=sum(report.items.values()))

    def __exit__(self, *error: object) -> None:
        self._bar.__exit__(None, None, None)


def _show(report: Report, archive: str, as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        states = ("done", "duplicate", "unchanged", "rejected", "failed")
        table(["items", ""], [(report.items[state], state) for state in states if state in report.items])
        console.print(f"{report.articles} articles with {report.claims} claims written to {archive}")
        if report.reasons:
            reasons = ", ".join(f"{count} {reason}" for reason, count in report.reasons.items())
            console.print(f"in no article: {reasons}; see: parley failures")
    if report.items.get("failed"):
        raise typer.Exit(SOME_FAILED)
