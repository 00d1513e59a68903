"""A server that stops, is overloaded, is full or refuses: nothing lost, nothing doubled, and an error that helps."""

from __future__ import annotations

import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from itertools import pairwise

import pytest

from parley.errors import DocumentsRefused, StoreUnavailable
from parley.models import Published
from parley.stores.base import Query, Store
from parley.stores.elastic import ElasticStore, upkeep
from parley.stores.elastic.connection import Connection, client
from tools.elasticsearch import Server
from tools.elasticsearch import server as started

from .factory import article, between, claim
from .proxy import proxy

TINY_QUEUE = {"thread_pool.write.size": 1, "thread_pool.write.queue_size": 1}


@pytest.fixture(scope="module")
def node() -> Iterator[Server]:
    """A server that may be stopped, and takes hardly two writes at once."""
    with started(settings=TINY_QUEUE) as server:
        yield server


@pytest.fixture
def archive(node: Server) -> Connection:
    """An empty archive on it; writers give up after a second."""
    made = Connection(urls=node.urls, prefix=f"test-{uuid.uuid4().hex[:8]}", patience=1)
    upkeep.init(made)
    return made


def patient(archive: Connection) -> Connection:
    return archive.model_copy(update={"patience": 120})


def holds(archive: Connection, articles: int, claims: int) -> bool:
    with closing(ElasticStore.open(archive)) as store:
        return (store.search(Query()).total, store.claims(Query()).total) == (articles, claims)


def write(store: Store, first: int, number: int) -> int:
    """Write articles with these numbers, each with a claim; how many there are then if all before are there."""
    ids = [f"a{n}" for n in range(first, first + number)]
    store.write([article(id) for id in ids], [claim(f"c-{id}", id) for id in ids])
    return first + number


def test_a_server_that_is_killed_during_a_write_and_started_again_gets_everything(
    node: Server, archive: Connection
) -> None:
    with closing(ElasticStore.open(archive)) as hasty, closing(ElasticStore.open(patient(archive))) as store:
        write(hasty, 0, 10)
        with ThreadPoolExecutor() as pool:
            writing = pool.submit(lambda: [write(store, n, 50) for n in range(0, 2_000, 50)])
            time.sleep(1.5)
            assert not writing.done()
            node.nodes[0].stop(signal.SIGKILL)
            with pytest.raises(StoreUnavailable, match=f"{node.urls[0]}: does not answer .* run the same again"):
                write(hasty, 0, 10)
            with pytest.raises(StoreUnavailable, match="does not answer"):
                hasty.search(Query())
            with pytest.raises(StoreUnavailable, match="does not answer"):
                ElasticStore.open(archive)
            node.nodes[0].start()
            node.wait()
            writing.result(timeout=120)
        write(hasty, 0, 10)
    assert holds(archive, 2_000, 2_000)


def test_a_server_that_refuses_for_lack_of_room_in_its_queue_gets_everything(node: Server, archive: Connection) -> None:
    def work(number: int) -> None:
        with closing(ElasticStore.open(patient(archive))) as store:
            for part in range(5):
                write(store, number * 100 + part * 20, 20)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    with client(archive) as server:
        (stats,) = server.nodes.stats(metric="thread_pool")["nodes"].values()
    assert stats["thread_pool"]["write"]["rejected"] > 0
    assert holds(archive, 1_600, 1_600)


@pytest.mark.parametrize(("path", "status"), [("_bulk", 429), ("_bulk", 503), ("_refresh", 429), ("_search", 503)])
def test_a_server_that_says_when_to_come_back_is_not_asked_before(
    node: Server, archive: Connection, path: str, status: int
) -> None:
    with proxy(node.urls[0]) as balancer:
        behind = patient(archive).model_copy(update={"urls": (balancer.url,)})
        with closing(ElasticStore.open(behind)) as store:
            balancer.path, balancer.refusals, balancer.status, balancer.seconds = path, 2, status, 2
            write(store, 0, 1)
    waits = [later - earlier for earlier, later in pairwise(balancer.asked)]
    assert all(2 <= wait < 10 for wait in waits[:2])
    assert balancer.refusals == 0
    assert holds(archive, 1, 1)


def test_others_find_what_was_written_seconds_later_and_at_once_when_the_writer_closes(archive: Connection) -> None:
    with closing(ElasticStore.open(archive)) as reader, closing(ElasticStore.open(archive)) as writer:
        write(writer, 0, 5)
        deadline = time.monotonic() + 30
        while (reader.search(Query()).total, reader.claims(Query()).total) != (5, 5):
            assert time.monotonic() < deadline
            time.sleep(0.5)
        write(writer, 5, 5)
        writer.close()
        assert (reader.search(Query()).total, reader.claims(Query()).total) == (10, 10)


@pytest.mark.parametrize("block", ["read_only_allow_delete", "read_only", "write"])
def test_a_block_is_explained_and_waited_for(archive: Connection, block: str) -> None:
    def blocked(on: bool) -> None:
        with client(archive) as server:
            server.indices.put_settings(index=archive.articles, settings={f"index.blocks.{block}": on or None})

    with closing(ElasticStore.open(archive)) as hasty, closing(ElasticStore.open(patient(archive))) as store:
        write(store, 0, 5)
        blocked(True)
        with pytest.raises(StoreUnavailable, match=r"make room .* lift it: .* run the same again"):
            write(hasty, 0, 10)
        assert store.search(Query()).total == 5
        assert upkeep.status(archive)[0].blocks == (f"index.blocks.{block}",)
        lifting = threading.Timer(2, blocked, [False])
        lifting.start()
        write(store, 0, 10)
        lifting.join()
    assert holds(archive, 10, 10)


def test_a_document_that_the_server_never_takes_is_named_and_the_rest_is_written(archive: Connection) -> None:
    backwards = between(date(2021, 2, 1), date(2021, 1, 1))
    good = [article("a"), article("c", text="former")]
    with closing(ElasticStore.open(archive)) as store:
        store.write(good, [claim("c1", "a"), claim("c2", "c")])
        with pytest.raises(
            DocumentsRefused, match=r"refused 2 articles, the rest is written; .*b: .*greater than max"
        ) as told:
            store.write(
                [article("a", title="new"), article("b", backwards), article("c"), article("d")],
                [claim("c1", "a"), claim("c3", "b"), claim("c4", "c", backwards), claim("c5", "d")],
            )
        assert set(told.value.reasons) == {"b", "c"}
        assert {hit.article.id: hit.article.title for hit in store.search(Query()).hits} == {"a": "new", "d": "Title d"}
        assert {hit.claim.id for hit in store.claims(Query()).hits} == {"c1", "c5"}
        store.write([article("b", Published()), article("c")], [claim("c3", "b"), claim("c4", "c")])
    assert holds(archive, 4, 4)


def test_a_mapping_that_someone_changed_is_told(archive: Connection) -> None:
    with client(archive) as server:
        (name,) = server.indices.get_alias(name=archive.articles)
        (body,) = server.indices.get_mapping(index=name).body.values()
        body["mappings"]["properties"]["run"] = {"type": "integer"}
        server.indices.delete(index=name)
        server.indices.create(index=name, mappings=body["mappings"], aliases={archive.articles: {}})
    with closing(ElasticStore.open(archive)) as store:
        with pytest.raises(DocumentsRefused, match=r"\[run\] of type \[integer\]"):
            store.write([article("a")], [claim("c", "a")])
        store.write([article("b", run="7")], [claim("d", "b")])
    assert holds(archive, 1, 1)


def test_an_archive_that_was_deleted_is_not_made_anew_by_a_write(archive: Connection) -> None:
    with closing(ElasticStore.open(archive)) as store:
        with client(archive) as server:
            for name in server.indices.get(index=f"{archive.prefix}-*", features=["aliases"]):
                server.indices.delete(index=name)
        for call in (lambda: write(store, 0, 1), lambda: store.search(Query())):
            with pytest.raises(Exception, match=r"no archive .* parley store init"):
                call()
        with client(archive) as server:
            assert not server.indices.exists(index=archive.articles)


def test_one_of_three_nodes_is_killed_while_writing_and_searching() -> None:
    with started(nodes=3) as cluster:
        archive = Connection(urls=cluster.urls, patience=120)
        upkeep.init(archive)
        confirmed, found = [50], []
        with closing(ElasticStore.open(archive)) as store:
            write(store, 0, 50)
            with ThreadPoolExecutor() as pool:
                writing = pool.submit(lambda: [confirmed.append(write(store, n, 50)) for n in range(50, 3_000, 50)])
                time.sleep(1)
                with client(archive) as server:
                    server.cluster.health(wait_for_status="green", timeout="60s")
                    shards = server.cat.shards(index=f"{archive.articles}-v*", format="json")
                (primary,) = [shard["node"] for shard in shards if shard["prirep"] == "p"]
                (victim,) = [node for node in cluster.nodes if node.name == primary]
                assert not writing.done()
                victim.stop(signal.SIGKILL)
                while not writing.done():
                    before = confirmed[-1]
                    found.append(store.search(Query()).total >= before)
                writing.result()
        assert all(found)
        assert len(found) > 10
        assert holds(archive, 3_000, 3_000)
        cluster.wait(nodes=2)
