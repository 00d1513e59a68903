"""``parley kibana``: the dashboards."""

from __future__ import annotations

from typing import Annotated

import typer

from parley import kibana
from parley.cli.output import console

Url = Annotated[str, typer.Option(envvar=f"{kibana.ENVIRONMENT}URL", help="Where Kibana is.", show_default=False)]
Space = Annotated[str | None, typer.Option(help="A space that exists; the default one without it.", show_default=False)]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace objects that exist, changes to them included.")]
Prefix = Annotated[
    str, typer.Option(envvar="PARLEY_ELASTICSEARCH_PREFIX", help="Of the archive's indices, where it is another.")
]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(help="Dashboards over an archive in Elasticsearch.", no_args_is_help=True)
    group.callback()(_group)  # without it typer makes a group's only command the group itself
    group.command("import")(import_)
    app.add_typer(group, name="kibana")


def _group() -> None:
    """Dashboards over an archive in Elasticsearch."""


def import_(url: Url, space: Space = None, overwrite: Overwrite = False, prefix: Prefix = "parley") -> None:
    """Import data views and dashboards. Who you are comes from PARLEY_KIBANA_*: see kibana/README.md."""
    reached = kibana.from_environment(url)
    number = kibana.import_objects(reached, space=space, overwrite=overwrite, prefix=prefix)
    console.print(f"imported {number} objects; the dashboards are at {reached.url}{_path(space)}/app/dashboards")


def _path(space: str | None) -> str:
    return f"/s/{space}" if space else ""
