"""The ledger: which item of which source is in which state, with reason and run.

SQLAlchemy Core with statements that SQLite and PostgreSQL both take.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from pydantic import Field

from parley.errors import StoreError, StoreUnavailable
from parley.models import Model, RawArticle

State = Literal["done", "duplicate", "rejected", "failed"]
RunState = Literal["running", "done", "failed", "interrupted"]

_tables = sa.MetaData()
_items = sa.Table(
    "items",
    _tables,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("stage", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("detail", sa.Text),
    sa.Column("article", sa.Text, index=True),
    sa.Column("content_hash", sa.Text, index=True),
    sa.Column("arrived", sa.Integer, nullable=False),
    sa.Column("run", sa.Text, nullable=False, index=True),
    sa.Column("updated_at", sa.Text, nullable=False),
    sa.Column("raw", sa.Text),
    sa.Column("dropped", sa.Text),
)
_runs = sa.Table(
    "runs",
    _tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("paths", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text),
    sa.Column("report", sa.JSON),
    sa.Column("error", sa.Text),
)
_knowledge = sa.Table(
    "knowledge",
    _tables,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("traces", sa.LargeBinary, nullable=False),  # compressed
)
UNFINISHED = ("rejected", "failed")
CHUNK = 500  # values in one IN list: SQLite takes 999 parameters in old builds


class ItemState(Model):
    """What the ledger knows of one item."""

    source: str
    item: str
    origin: str
    fingerprint: str  # of the raw item: equal means unchanged
    state: State
    stage: str | None = None
    reason: str | None = None
    detail: str | None = None
    article: str | None = None  # id of the article it became, or of the one it repeats
    content_hash: str | None = None
    arrived: int = 0  # order of first arrival, set by the ledger
    run: str
    raw: RawArticle | None = None  # kept while the item is in no article
    dropped: str | None = None  # likewise, of what never was a raw article and is kept nowhere else


class Run(Model):
    """One run of ingestion."""

    id: str
    paths: tuple[str, ...]
    state: RunState
    started_at: datetime
    ended_at: datetime | None = None
    report: dict[str, object] | None = None
    error: str | None = None


class ReasonCount(Model):
    """How many items are in no article for one reason, with a few of them."""

    state: State
    stage: str
    reason: str
    count: int
    examples: tuple[str, ...] = Field(description="source/item: detail")


class Ledger:
    """Open with ``Ledger.open``; every method raises ``StoreUnavailable`` or ``StoreError`` where the database does."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """The ledger in a SQLite file, made where there is none."""
        engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        ledger = cls(engine)
        with ledger._write() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            _tables.create_all(connection)
        return ledger

    @classmethod
    def open_existing(cls, path: Path) -> Ledger:
        """The ledger in a SQLite file, for reading, also from a medium that cannot be written."""
        how = "mode=rw" if os.access(path.parent, os.W_OK) else "immutable=1"
        return cls(sa.create_engine(f"sqlite:///file:{path}?{how}&uri=true", connect_args={"timeout": 30}))

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise _explained(error, self._engine) from error

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise _explained(error, self._engine) from error

    def begin(self, run: str, paths: Sequence[str]) -> None:
        """Note that a run starts; one that still counts as running was killed, and is marked so."""
        with self._write() as connection:
            killed = {"state": "interrupted", "error": "ended without a word: killed, or the machine stopped"}
            connection.execute(sa.update(_runs).where(_runs.c.state == "running", _runs.c.id != run).values(killed))
            connection.execute(sa.delete(_runs).where(_runs.c.id == run))
            row = {"id": run, "paths": list(paths), "state": "running", "started_at": _now()}
            connection.execute(sa.insert(_runs).values(row))

    def finish(self, run: str, state: RunState, report: dict[str, object], error: str | None = None) -> None:
        with self._write() as connection:
            values = {"state": state, "ended_at": _now(), "report": report, "error": error}
            connection.execute(sa.update(_runs).where(_runs.c.id == run).values(values))

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """The latest runs, newest first."""
        with self._read() as connection:
            rows = connection.execute(sa.select(_runs).order_by(_runs.c.started_at.desc()).limit(limit)).mappings()
            return tuple(Run.model_validate(dict(row)) for row in rows)

    def paths(self, runs: Iterable[str]) -> tuple[str, ...]:
        """The paths that these runs read, each once."""
        with self._read() as connection:
            rows = connection.execute(sa.select(_runs.c.paths).where(_runs.c.id.in_(sorted(runs)))).scalars()
            return tuple(dict.fromkeys(path for paths in rows for path in paths))

    def known(self, source: str, items: Iterable[str]) -> dict[str, ItemState]:
        """What is known of these items of a source, by item."""
        return {row.item: row for row in self._where_in(_items.c.item, items, _items.c.source == source)}

    def of_articles(self, articles: Iterable[str]) -> tuple[ItemState, ...]:
        """The items that became, or repeat, these articles; first arrived first."""
        return tuple(sorted(self._where_in(_items.c.article, articles), key=lambda row: row.arrived))

    def of_contents(self, hashes: Iterable[str]) -> tuple[ItemState, ...]:
        """The items whose text has one of these hashes, first arrived first."""
        return tuple(sorted(self._where_in(_items.c.content_hash, hashes), key=lambda row: row.arrived))

    def _where_in(
        self, column: sa.Column[str], values: Iterable[str], *more: sa.ColumnElement[bool]
    ) -> Iterator[ItemState]:
        wanted = list(dict.fromkeys(values))
        with self._read() as connection:
            for start in range(0, len(wanted), CHUNK):
                chosen = sa.select(_items).where(column.in_(wanted[start : start + CHUNK]), *more)
                for row in connection.execute(chosen).mappings():
                    yield _state(row)

    def record(self, states: Sequence[ItemState]) -> None:
        """Write what became of these items, all or none; an item keeps its place of arrival."""
        if not states:
            return
        with self._write() as connection:
            last = connection.execute(sa.select(sa.func.max(_items.c.arrived))).scalar() or 0
            keys = sa.tuple_(_items.c.source, _items.c.item)
            named = sorted({(state.source, state.item) for state in states})
            before: dict[tuple[str, str], int] = {}
            for start in range(0, len(named), CHUNK // 2):
                these = keys.in_(named[start : start + CHUNK // 2])
                chosen = sa.select(_items.c.source, _items.c.item, _items.c.arrived).where(these)
                before |= {(row.source, row.item): row.arrived for row in connection.execute(chosen)}
                connection.execute(sa.delete(_items).where(these))
            rows = {}
            for state in states:
                key = (state.source, state.item)
                if key not in before:
                    before[key] = last = last + 1
                rows[key] = _row(state, before[key])
            connection.execute(sa.insert(_items), list(rows.values()))

    def unfinished(self) -> Iterator[ItemState]:
        """Items that are in no article, oldest first."""
        with self._read() as connection:
            chosen = sa.select(_items).where(_items.c.state.in_(UNFINISHED)).order_by(_items.c.arrived)
            for row in connection.execute(chosen).mappings():
                yield _state(row)

    def reasons(self, examples: int = 3) -> tuple[ReasonCount, ...]:
        """Items that are in no article by state, stage and reason, most frequent first."""
        group = (_items.c.state, _items.c.stage, _items.c.reason)
        number = sa.func.count().label("number")
        chosen = sa.select(*group, number).where(_items.c.state.in_(UNFINISHED))
        counted = chosen.group_by(*group).order_by(number.desc(), *group)
        with self._read() as connection:
            found = []
            for state, stage, reason, count in connection.execute(counted).all():
                same = sa.and_(_items.c.state == state, _items.c.stage == stage, _items.c.reason == reason)
                some = sa.select(_items).where(same).order_by(_items.c.arrived).limit(examples)
                shown = tuple(f"{r['source']}/{r['item']}: {r['detail']}" for r in connection.execute(some).mappings())
                found.append(ReasonCount(state=state, stage=stage, reason=reason, count=count, examples=shown))
            return tuple(found)

    def remember(self, version: str, traces: Callable[[], str]) -> None:
        """Keep what articles are compared by when the knowledge that they were made with changes, once a version."""
        known = sa.select(_knowledge.c.version).where(_knowledge.c.version == version)
        with self._write() as connection:
            if connection.execute(known).first() is None:
                packed = zlib.compress(traces().encode())
                connection.execute(sa.insert(_knowledge).values(version=version, traces=packed))

    def traces(self, version: str) -> str | None:
        """What was kept of a version of the knowledge, where this ledger knows it."""
        with self._read() as connection:
            found = connection.execute(sa.select(_knowledge.c.traces).where(_knowledge.c.version == version)).scalar()
            return None if found is None else zlib.decompress(found).decode()

    def counts(self) -> dict[str, int]:
        """Number of items in each state."""
        with self._read() as connection:
            counted = sa.select(_items.c.state, sa.func.count()).group_by(_items.c.state).order_by(_items.c.state)
            return {row[0]: row[1] for row in connection.execute(counted)}

    def close(self) -> None:
        self._engine.dispose()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _row(state: ItemState, arrived: int) -> dict[str, object]:
    raw = state.raw.model_dump_json() if state.raw else None
    return state.model_dump(exclude={"raw", "arrived"}) | {"raw": raw, "arrived": arrived, "updated_at": _now()}


def _state(row: sa.RowMapping) -> ItemState:
    fields = {name: value for name, value in row.items() if name not in ("raw", "updated_at")}
    raw = RawArticle.model_validate_json(row["raw"]) if row["raw"] else None
    return ItemState.model_validate(fields | {"raw": raw})


def _explained(error: sa.exc.DatabaseError, engine: sa.Engine) -> StoreError | StoreUnavailable:
    words = str(error.orig)
    where = engine.url.database
    if "full" in words or "I/O" in words:
        return StoreUnavailable(f"{where}: {words}: free some space on that disk, then run again; nothing is lost")
    if "locked" in words:
        return StoreUnavailable(f"{where}: {words}: another process holds the ledger; run again when it is done")
    return StoreError(f"{where}: {words}: is the archive's folder there, whole and writable?")
