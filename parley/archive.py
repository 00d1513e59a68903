"""An archive on disk: the store, the ledger beside it, and what waits to be worked on.

``store/`` holds articles and claims, ``ledger.db`` which item is in which state, ``spool/`` the batches of a scheduled
run, by reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parley.errors import StoreError
from parley.ledger import Ledger
from parley.stores.base import Store
from parley.stores.embedded import EmbeddedStore


@dataclass(frozen=True)
class Archive:
    """An open archive."""

    folder: Path
    store: Store
    ledger: Ledger


@contextmanager
def writing(name: str) -> Iterator[Archive]:
    """Open an archive for writing; made where there is none. Raises ``StoreBusy`` while another process writes."""
    folder = _folder(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: the archive's folder cannot be made: {error.strerror}; name another") from error
    store = _store(name, folder)
    try:
        ledger = Ledger.open(folder / "ledger.db")
        try:
            yield Archive(folder, store, ledger)
        finally:
            ledger.close()
    finally:
        store.close()


@contextmanager
def reading(name: str) -> Iterator[Archive]:
    """Open an archive for searching, also while another process writes to it."""
    folder = _folder(name)
    if on_server(name) and not (folder / "ledger.db").exists():  # others ingest: their ledger is on their machine
        folder.mkdir(parents=True, exist_ok=True)
        Ledger.open(folder / "ledger.db").close()
    if not (folder / "ledger.db").exists():
        raise StoreError(f"{folder}: there is no archive here; make one with: parley ingest PATH --archive {name}")
    store = _store(name, folder, readonly=True)
    ledger = Ledger.open_existing(folder / "ledger.db")
    try:
        yield Archive(folder, store, ledger)
    finally:
        ledger.close()
        store.close()


def on_server(name: str) -> bool:
    """Whether the archive's store is an Elasticsearch: named by its URL, or by the environment's Cloud ID."""
    return "://" in name or name == "cloud"


def _store(name: str, folder: Path, *, readonly: bool = False) -> Store:
    if not on_server(name):
        return EmbeddedStore.open(folder / "store", readonly=readonly)
    from parley.stores.elastic import ElasticStore  # half a second to import: only where it is needed
    from parley.stores.elastic.connection import CLOUD, from_environment

    return ElasticStore.open(from_environment("" if name == CLOUD else name))


def _folder(name: str) -> Path:
    """Where the ledger is: in the archive's folder, or for a server in one of its own below ``.parley``."""
    public = re.sub(r"//[^/,]*@", "//", name)  # a password in a URL is refused later, and must not name a folder
    folder = Path(".parley") / re.sub(r"[^\w.-]+", "-", public) if on_server(name) else Path(name)
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file; an archive is a folder")
    return folder
