"""The command line.

Exit codes: 0 done, 1 an error, 2 wrong usage, 3 nothing found or some items failed, 75 try again later.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from parley import __version__
from parley.cli import actors, explain, export, ingest, kibana, operate, reenrich, search, store
from parley.errors import ParleyError, TransientError

EX_TEMPFAIL = 75  # as sysexits.h has it: schedulers take it as "later"

app = typer.Typer(
    name="parley",
    help="A searchable archive of who took which stance on what, when, and who reported it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a defect shows Python's own traceback, which bug reports need
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"parley {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, help="Print the version.")] = False,
) -> None:
    """A searchable archive of who took which stance on what, when, and who reported it."""


for module in (ingest, reenrich, search, actors, explain, operate, export, store, kibana):
    module.register(app)


def main() -> None:
    """Run the command line; errors that Parley raises on purpose are one line on standard error."""
    try:
        app()
    except ParleyError as error:
        print(f"parley: {error}", file=sys.stderr)
        sys.exit(EX_TEMPFAIL if isinstance(error, TransientError) else 1)
