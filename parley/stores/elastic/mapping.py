"""The index templates of ``mappings/``: on the server, and whether what is there fits this version of Parley."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

import parley
from parley.errors import StoreError
from parley.stores.elastic.connection import Connection

_PACKAGE = Path(parley.__file__).parent
FOLDERS = (_PACKAGE / "mappings", _PACKAGE.parent / "mappings")  # installed; in a checkout
NAMES = ("articles", "claims")


@cache
def _file(name: str) -> str:
    (path,) = [folder / f"{name}.json" for folder in FOLDERS if (folder / f"{name}.json").exists()]
    return path.read_text(encoding="utf-8")


def template(name: str, prefix: str = "parley") -> dict[str, Any]:
    """One file of ``mappings/``, for archives whose indices have that prefix."""
    loaded: dict[str, Any] = json.loads(_file(name).replace('"parley-', f'"{prefix}-'))
    return loaded


def version(name: str) -> int:
    """Of the mapping that this version of Parley writes."""
    return int(template(name)["version"])


def install(server: Elasticsearch, prefix: str) -> None:
    """Put the templates on the server, in the place of former ones."""
    server.cluster.put_component_template(name=f"{prefix}-common", **template("common", prefix))
    for name in NAMES:
        server.indices.put_index_template(name=f"{prefix}-{name}", **template(name, prefix))


@dataclass(frozen=True)
class Index:
    """An index behind its alias, and the version of its mapping; 0 where it does not say."""

    name: str
    version: int


def behind(server: Elasticsearch, alias: str) -> Index | None:
    """The index that an alias stands for. Raises ``StoreError`` for a name that is no alias of a single index."""
    try:
        found = server.indices.get_mapping(index=alias).body
    except NotFoundError:
        return None
    if len(found) != 1 or alias in found:
        raise StoreError(f"{alias}: is to be an alias of one index, but is {', '.join(found)}; put that right first")
    ((name, body),) = found.items()
    return Index(name, int(body["mappings"].get("_meta", {}).get("version", 0)))


def check(server: Elasticsearch, connection: Connection) -> None:
    """Raise ``StoreError`` unless there is an archive with the mappings of this version of Parley."""
    for name, alias in zip(NAMES, (connection.articles, connection.claims), strict=True):
        found, wanted = behind(server, alias), version(name)
        if found is None:
            raise StoreError(f"{connection.where}: there is no archive {alias}; make one: parley store init")
        if found.version < wanted:
            raise StoreError(
                f"{connection.where}: {found.name} has mapping version {found.version}, this version of Parley needs "
                f"{wanted}; bring it up to date: parley store migrate"
            )
        if found.version > wanted:
            raise StoreError(
                f"{connection.where}: {found.name} has mapping version {found.version}, this version of Parley knows "
                f"{wanted}; use a newer Parley"
            )
