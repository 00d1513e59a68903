"""Making an archive on a server, and moving it into new indices while it is read and written."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from parley.errors import StoreError
from parley.models import Model
from parley.stores.elastic import mapping
from parley.stores.elastic.bulk import chunks
from parley.stores.elastic.connection import Connection, client
from parley.stores.elastic.trouble import guard

PAGE = 10_000  # ids compared at once
POLL = 0.2  # seconds between two looks at a task
LAST_PASS = 1_000  # writers are stopped once a pass copies no more than this
MOST_PASSES = 20


class IndexState(Model):
    """One index of the archive as ``status`` shows it."""

    alias: str
    index: str
    version: int
    current: bool  # it has the version that this Parley writes
    documents: int
    bytes: int
    health: str
    blocks: tuple[str, ...]


class Moved(Model):
    """What ``reindex`` did with one alias."""

    alias: str
    former: str
    index: str
    documents: int
    stopped: float  # seconds for which writers had to wait


def init(connection: Connection) -> tuple[str, ...]:
    """Put the templates on the server and make what is missing of the archive; the names of the indices made."""
    with client(connection) as server, guard(connection.where):
        mapping.install(server, connection.prefix)
        return tuple(
            _create(server, connection, name, aliases={_alias(connection, name): {}})
            for name in mapping.NAMES
            if mapping.behind(server, _alias(connection, name)) is None
        )


def status(connection: Connection) -> tuple[IndexState, ...]:
    """Both indices. Raises ``StoreError`` where there is no archive."""
    with client(connection) as server, guard(connection.where):
        return tuple(_state(server, connection, name) for name in mapping.NAMES)


def migrate(connection: Connection) -> tuple[Moved, ...]:
    """Move what has an older mapping into an index with the present one; nothing where all is up to date."""
    return _move(connection, only_older=True)


def reindex(connection: Connection) -> tuple[Moved, ...]:
    """Move both indices into new ones with the present templates, while others search and write.

    Most is copied while writers go on, then what they changed, until little is left; for the last of it writers are
    stopped by a block (Parley's own wait), and the alias is swapped. Killed at any moment and run again, it starts anew
    and loses nothing: the former index serves until the swap.
    """
    return _move(connection, only_older=False)


def _move(connection: Connection, only_older: bool) -> tuple[Moved, ...]:
    with client(connection) as lasting, guard(connection.where):
        server = lasting.options(max_retries=0)  # to start copying twice is worse than to fail
        mapping.install(server, connection.prefix)
        return tuple(
            _moved(server, connection, name, before)
            for name in mapping.NAMES
            for before in [_existing(server, connection, name)]
            if not only_older or before.version < mapping.version(name)
        )


def _moved(server: Elasticsearch, connection: Connection, name: str, before: mapping.Index) -> Moved:
    alias = _alias(connection, name)
    _block(server, before.name, False)  # of a run that was killed
    _remove_strays(server, alias, before.name)
    target = _create(server, connection, name, aliases={})
    try:
        stopped = _copied(server, before.name, target, alias)
    except BaseException:
        _block(server, before.name, False)
        if mapping.behind(server, alias) == before:  # an answer may be lost when all is done
            server.indices.delete(index=target)
        raise
    server.indices.delete(index=before.name)
    documents = server.count(index=target)["count"]
    return Moved(alias=alias, former=before.name, index=target, documents=documents, stopped=stopped)


def _copied(server: Elasticsearch, source: str, target: str, alias: str) -> float:
    """Copy until the target holds what the source does, and swap the alias; the seconds that writers were stopped."""
    start = 0
    for _ in range(MOST_PASSES):
        following = _next_change(server, source)
        if _copy(server, source, target, start) <= LAST_PASS:
            break
        start = following
    began = time.monotonic()
    _block(server, source, True)
    _copy(server, source, target, following)
    _drop_deleted(server, source, target)
    _check_whole(server, source, target)
    actions = [{"add": {"index": target, "alias": alias}}, {"remove": {"index": source, "alias": alias}}]
    server.indices.update_aliases(actions=actions)
    return time.monotonic() - began


def _next_change(server: Elasticsearch, index: str) -> int:
    """The number below which all changes are done, on every shard."""
    shards = server.indices.stats(index=index, level="shards")["indices"][index]["shards"].values()
    return min(int(copy["seq_no"]["local_checkpoint"]) + 1 for copies in shards for copy in copies)


def _copy(server: Elasticsearch, source: str, target: str, start: int) -> int:
    """Copy what changed since change number ``start``; how many documents. Raises ``StoreError`` for one that the new
    mapping refuses."""
    server.indices.refresh(index=source)
    changed = {"range": {"_seq_no": {"gte": start}}}
    task = server.reindex(
        source={"index": source, "query": changed}, dest={"index": target}, wait_for_completion=False, refresh=True
    )["task"]
    while not (state := _tasks(server, "GET", f"/{task}"))["completed"]:
        time.sleep(POLL)
    failed = [*state.get("response", {}).get("failures", ()), *([state["error"]] if "error" in state else [])]
    if failed:
        raise StoreError(f"{target}: not all of {source} fits the new mapping; nothing has changed: {failed[0]}")
    return int(state["response"]["total"])


def _tasks(server: Elasticsearch, method: str, path: str) -> Any:
    """The server's answer about tasks; the client's own methods warn of a preview at each call."""
    return server.perform_request(method, f"/_tasks{path}", headers={"accept": "application/json"}).body


def _drop_deleted(server: Elasticsearch, source: str, target: str) -> None:
    """Delete from the target what the source has no more. Everything of the source is in the target."""
    if server.count(index=source)["count"] == server.count(index=target)["count"]:
        return
    left = _ids(server, source)
    kept = next(left, None)
    gone = []
    for id in _ids(server, target):
        while kept is not None and kept < id:
            kept = next(left, None)
        if id != kept:
            gone.append(id)
    for some in chunks(gone, PAGE):
        server.delete_by_query(index=target, query={"terms": {"id": some}}, refresh=True)


def _check_whole(server: Elasticsearch, source: str, target: str) -> None:
    """The last look before the swap: another reindex of the same archive may have taken the target away."""
    wanted, found = (server.count(index=index)["count"] for index in (source, target))
    if wanted != found:
        raise StoreError(
            f"{target}: has {found} documents, {source} {wanted}; nothing has changed: run it again, alone"
        )


def _ids(server: Elasticsearch, index: str) -> Iterator[str]:
    """All ids, in the order of their UTF-8 bytes, which is that of Python's strings."""
    last: list[Any] | None = None
    while True:
        hits = server.search(index=index, sort=[{"id": "asc"}], size=PAGE, search_after=last, source=False)["hits"][
            "hits"
        ]
        yield from (hit["_id"] for hit in hits)
        if len(hits) < PAGE:
            return
        last = hits[-1]["sort"]


def _block(server: Elasticsearch, index: str, on: bool) -> None:
    if on:
        server.indices.add_block(index=index, block="write")  # returns once no write is under way
    else:
        server.indices.put_settings(index=index, settings={"index.blocks.write": None})


def _create(server: Elasticsearch, connection: Connection, name: str, aliases: dict[str, Any]) -> str:
    now = datetime.now(UTC)
    index = f"{_alias(connection, name)}-v{mapping.version(name)}-{now:%Y%m%d%H%M%S%f}"
    server.indices.create(index=index, aliases=aliases)
    return index


def _remove_strays(server: Elasticsearch, alias: str, current: str) -> None:
    """End what a killed run left under way, and delete its indices."""
    running = _tasks(server, "GET", "?actions=*reindex&detailed=true&group_by=none")["tasks"]
    for task in running:
        if f"[{alias}-v" in task["description"]:
            _tasks(server, "POST", f"/{task['node']}:{task['id']}/_cancel?wait_for_completion=true")
    for name, body in server.indices.get(index=f"{alias}-v*", features=["aliases"]).items():
        if name != current and not body["aliases"] and re.fullmatch(rf"{re.escape(alias)}-v\d+-\d{{20}}", name):
            server.indices.delete(index=name)


def _existing(server: Elasticsearch, connection: Connection, name: str) -> mapping.Index:
    found = mapping.behind(server, _alias(connection, name))
    if found is None:
        alias = _alias(connection, name)
        raise StoreError(f"{connection.where}: there is no archive {alias}; make one: parley store init")
    return found


def _state(server: Elasticsearch, connection: Connection, name: str) -> IndexState:
    index = _existing(server, connection, name)
    stats = server.indices.stats(index=index.name)["indices"][index.name]
    settings = server.indices.get_settings(index=index.name, name="index.blocks.*", flat_settings=True)
    blocks = settings.body.get(index.name, {}).get("settings", {})
    return IndexState(
        alias=_alias(connection, name),
        index=index.name,
        version=index.version,
        current=index.version == mapping.version(name),
        documents=stats["primaries"]["docs"]["count"],
        bytes=stats["total"]["store"]["size_in_bytes"],
        health=stats["health"],
        blocks=tuple(sorted(block for block, on in blocks.items() if on == "true")),
    )


def _alias(connection: Connection, name: str) -> str:
    return connection.articles if name == "articles" else connection.claims
