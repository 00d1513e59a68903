"""``parley runs``, ``failures``, ``config`` and ``doctor``: how the archive is doing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from parley import __version__
from parley.archive import reading
from parley.cli import options
from parley.cli.output import console, print_json, table
from parley.errors import ParleyError, StoreError
from parley.in_force import overlaid
from parley.ledger import Run
from parley.models import Model
from parley.settings import Settings, load
from parley.stores.base import Query

ROOM = 1_000_000_000  # bytes free below which doctor warns: 100,000 articles take 0.4 GB


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (runs, failures, config, doctor):
        app.command()(command)


def runs(limit: options.Limit = 10, archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """List the latest runs: when, how they ended, what came of the items."""
    with reading(options.settings(archive).archive) as opened:
        found = opened.ledger.runs(limit)
    if as_json:
        print_json(found)
    else:
        table(["run", "state", "seconds", "items", "error"], [_run_row(run) for run in found])


def _run_row(run: Run) -> tuple[object, ...]:
    report = run.report or {}
    items = report.get("items")
    counts = ", ".join(f"{count} {state}" for state, count in items.items()) if isinstance(items, dict) else ""
    seconds = f"{(run.ended_at - run.started_at).total_seconds():.1f}" if run.ended_at else ""
    return run.id, run.state, seconds, counts, run.error or ""


def failures(
    examples: Annotated[int, typer.Option(min=0, help="Items shown for each reason.")] = 3,
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """List what is in no article, by reason, with examples. What was dropped is kept: parley retry tries it again."""
    with reading(options.settings(archive).archive) as opened:
        found = opened.ledger.reasons(examples)
    if as_json:
        print_json(found)
        return
    for row in found:
        console.print(Text(f"{row.count} {row.state} at {row.stage}: {row.reason}", style="bold"))
        for example in row.examples:
            console.print(Text(f"  {example}"))
    if not found:
        console.print("every item is in an article")


def config(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Show each setting that is in force, and where it comes from."""
    in_force = load({"archive": archive})
    if as_json:
        print_json(in_force)
        return
    values = in_force.settings.model_dump()
    rows = [(name, values[name], in_force.origins[name], _meaning(name)) for name in values]
    table(["setting", "value", "from", "what it is"], rows)


def _meaning(name: str) -> str:
    return Settings.model_fields[name].description or ""


class Check(Model):
    """One thing that doctor looked at."""

    name: str
    ok: bool
    detail: str


def doctor(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Check that Parley can work here: Python, model, knowledge, archive, room on the disk."""
    settings = options.settings(archive)
    checks = [
        _checked("python", lambda: f"{sys.version.split()[0]}, parley {__version__}"),
        _checked("model", lambda: _model(settings.spacy_model)),
        _checked("knowledge", lambda: _knowledge(settings)),
        _checked("archive", lambda: _archive(settings.archive)),
        _checked("disk", lambda: _room(settings.archive)),
    ]
    if as_json:
        print_json(checks)
    else:
        table(["", "check", "finding"], [("ok" if c.ok else "WRONG", c.name, c.detail) for c in checks])
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, detail=look())
    except (ParleyError, OSError) as error:
        return Check(name=name, ok=False, detail=str(error))


def _model(name: str) -> str:
    if importlib.util.find_spec(name) is None and not Path(name).exists():
        raise StoreError(f"{name} is not installed; set spacy_model to one that is")
    return name


def _knowledge(settings: Settings) -> str:
    found = overlaid(settings)
    own = f", {len(found.entries)} changes in {settings.overlay}" if found.entries else ""
    return f"{len(found.knowledge.actors)} actors, version {found.knowledge.version}{own}"


def _archive(name: str) -> str:
    if not Path(name).exists():
        return f"{name}: none yet; parley ingest makes it"
    with reading(name) as opened:
        total = opened.store.search(Query(limit=1)).total
        writable = "writable" if os.access(name, os.W_OK) else "read-only"
        return f"{name}: {total} articles, {writable}; items: {opened.ledger.counts()}"


def _room(name: str) -> str:
    folder = Path(name).resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise StoreError(f"only {free / 1e9:.2f} GB free under {folder}")
    return f"{free / 1e9:.0f} GB free"
