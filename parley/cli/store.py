"""``parley store``: making and keeping an archive in Elasticsearch.

The client is imported by the commands that need it: it takes as long to import as all of the rest.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from parley.cli import options
from parley.cli.output import console, notes, print_json, table
from parley.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from parley.stores.elastic import upkeep
    from parley.stores.elastic.connection import Connection

Days = Annotated[int | None, typer.Option(min=1, help="Days until the key ends; without it, it does not.")]
OnlyPrint = Annotated[bool, typer.Option("--print", help="Only print the role descriptors; make no key.")]

HELP = """Make and keep an archive in Elasticsearch.

Where: --archive URL, several with commas between them, or --archive cloud and PARLEY_ELASTICSEARCH_CLOUD_ID.

As whom: PARLEY_ELASTICSEARCH_API_KEY or _API_KEY_FILE; or _USER with _PASSWORD or _PASSWORD_FILE.

Whom to trust: PARLEY_ELASTICSEARCH_CA_FILE (PEM) or _FINGERPRINT (SHA-256); without them the system's authorities.

Beside: PARLEY_ELASTICSEARCH_PREFIX of index names; _TIMEOUT of an answer, _PATIENCE with a busy server: seconds."""


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(help=HELP, no_args_is_help=True)
    for command in (init, status, migrate, reindex, grant):
        group.command()(command)
    app.add_typer(group, name="store")


def init(archive: options.ArchiveName = None) -> None:
    """Put the index templates on the server and make the indices; what is there already stays."""
    from parley.stores.elastic import upkeep

    made = upkeep.init(_connection(archive))
    console.print(Text("\n".join(f"made {name}" for name in made) or "the archive is there already"))


def status(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Show the indices of the archive: version, size, health, and whether something blocks writing."""
    from parley.stores.elastic import upkeep

    found = upkeep.status(_connection(archive))
    if as_json:
        print_json(found)
        return
    rows = [(*(row.alias, row.index, row.version, row.documents, row.bytes, row.health), _remark(row)) for row in found]
    table(["alias", "index", "version", "documents", "bytes", "health", ""], rows)


def _remark(row: upkeep.IndexState) -> str:
    older = [] if row.current else ["not of this version: parley store migrate"]
    return ", ".join([*older, *row.blocks])


def migrate(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Bring indices of an older mapping version up to date, while others search and write."""
    from parley.stores.elastic import upkeep

    _print_moved(upkeep.migrate(_connection(archive)), as_json)


def reindex(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Move everything into new indices with the present templates, while others search and write."""
    from parley.stores.elastic import upkeep

    _print_moved(upkeep.reindex(_connection(archive)), as_json)


def grant(
    purpose: Annotated[str, typer.Argument(help="What the key is for: ingest or read.")],
    only_print: OnlyPrint = False,
    days: Days = None,
    archive: options.ArchiveName = None,
) -> None:
    """Make an API key that may ingest, or only read, and print it with its role descriptors."""
    from parley.stores.elastic import grants

    if purpose not in grants.PURPOSES:
        raise SettingsError(f"{purpose!r}: a key is for one of {', '.join(grants.PURPOSES)}")
    connection = _connection(archive)
    notes.print(Text(json.dumps(grants.descriptors(connection, purpose), indent=2)))
    if not only_print:
        key = grants.grant(connection, purpose, days)
        notes.print(Text(f"key {key.name} ({key.id}); it is shown this once, for PARLEY_ELASTICSEARCH_API_KEY:"))
        print(key.encoded.get_secret_value())


def _connection(archive: str | None) -> Connection:
    from parley.stores.elastic.connection import CLOUD, from_environment

    name = options.settings(archive).archive
    if "://" not in name and name != CLOUD:
        raise StoreError(
            f"{name}: an archive in a folder needs none of this; name a server: --archive https://HOST:9200"
        )
    return from_environment("" if name == CLOUD else name)


def _print_moved(moved: tuple[upkeep.Moved, ...], as_json: bool) -> None:
    if as_json:
        print_json(moved)
    elif moved:
        rows = [(row.former, row.index, row.documents, f"{row.stopped:.1f}") for row in moved]
        table(["former", "now", "documents", "writers waited (s)"], rows)
    else:
        console.print("every index is up to date")
