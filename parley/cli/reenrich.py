"""``parley reenrich``: a change of knowledge applied to what is in the archive."""

from __future__ import annotations

import typer
from rich.text import Text

from parley.archive import writing
from parley.cli import options
from parley.cli.ingest import SOME_FAILED
from parley.cli.output import console, print_json


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(reenrich)


def reenrich(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Apply what the knowledge says now to the articles that it can change: they are read anew, not cleaned anew."""
    from parley.reenrich import reenrich as applied  # it brings spaCy

    settings = options.settings(archive)
    with writing(settings.archive) as opened:
        report = applied(opened, settings)
    if as_json:
        print_json(report)
    else:
        console.print(
            f"{report.looked_at} articles looked at, {report.touched} read anew, {report.changed} of them changed"
        )
        for article, why in report.failed.items():
            console.print(Text(f"{article} stays as it was: {why}"))
    if report.failed:
        raise typer.Exit(SOME_FAILED)
