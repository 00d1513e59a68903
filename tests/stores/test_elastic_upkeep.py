"""Making an archive on a server, recognising its version, and moving it while it is read and written."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from parley.errors import StoreError
from parley.stores.base import Query
from parley.stores.elastic import ElasticStore, mapping, upkeep
from parley.stores.elastic.connection import Connection, client

from .conftest import nameless_archive, remove
from .factory import article, claim


@pytest.fixture
def fresh() -> Iterator[Connection]:
    """A server with no archive of this name."""
    made = nameless_archive()
    yield made
    remove(made)


def older(made: Connection, version: int) -> None:
    """An archive whose articles have another version of the mapping: without strictness, topics as plain text."""
    upkeep.init(made)
    with client(made) as server:
        for name in list(server.indices.get(index=f"{made.prefix}-articles-v*", features=["aliases"])):
            server.indices.delete(index=name)
        server.indices.create(
            index=f"{made.prefix}-articles-v{version}-1",
            aliases={made.articles: {}},
            mappings={"_meta": {"version": version}, "properties": {"run": {"type": "text"}}},
        )


def test_no_archive_is_made_unasked(fresh: Connection) -> None:
    with pytest.raises(StoreError, match=r"no archive .* parley store init"):
        ElasticStore.open(fresh)
    with pytest.raises(StoreError, match="parley store init"):
        upkeep.status(fresh)
    with pytest.raises(StoreError, match="parley store init"):
        upkeep.reindex(fresh)


def test_making_it_twice_leaves_what_is_there(fresh: Connection) -> None:
    assert len(upkeep.init(fresh)) == 2
    with closing(ElasticStore.open(fresh)) as store:
        store.write([article("a")], [])
    assert upkeep.init(fresh) == ()
    articles, claims = upkeep.status(fresh)
    assert (articles.documents, claims.documents) == (1, 0)
    assert articles.current
    assert articles.health == "green"
    assert articles.blocks == ()


def test_an_older_version_is_recognised_and_migrated(fresh: Connection) -> None:
    older(fresh, version=0)
    with client(fresh) as server:
        kept = article("a", topics=("truce",), text="The envoys spoke.")
        server.index(index=fresh.articles, id="a", document=kept.model_dump(mode="json"))
    with pytest.raises(StoreError, match=r"version 0, .* parley store migrate"):
        ElasticStore.open(fresh)
    (moved,) = upkeep.migrate(fresh)
    assert (moved.alias, moved.documents) == (fresh.articles, 1)
    assert upkeep.migrate(fresh) == ()
    with closing(ElasticStore.open(fresh)) as store:
        assert store.search(Query(text="envoy")).hits[0].article == kept
    assert all(state.current for state in upkeep.status(fresh))


def test_claims_of_before_there_were_candidates_are_none(fresh: Connection) -> None:
    upkeep.init(fresh)
    with client(fresh) as server:
        (former,) = server.indices.get(index=fresh.claims, features=["aliases"])
        server.indices.delete(index=former)
        former = f"{fresh.claims}-v1-1"
        properties = mapping.template("claims")["template"]["mappings"]["properties"]
        kept = {name: how for name, how in properties.items() if name not in ("candidate", "duplicate_of")}
        server.indices.create(
            index=former, aliases={fresh.claims: {}}, mappings={"_meta": {"version": 1}, "properties": kept}
        )
        document = claim("c", "a").model_dump(mode="json", exclude={"candidate", "duplicate_of"})
        server.index(index=fresh.claims, id="c", document=document)
    with pytest.raises(StoreError, match=r"version 1, .* parley store migrate"):
        ElasticStore.open(fresh)
    (moved,) = upkeep.migrate(fresh)
    assert (moved.former, moved.documents) == (former, 1)
    with closing(ElasticStore.open(fresh)) as store:
        assert [hit.claim for hit in store.claims(Query(copies="exclude")).hits] == [claim("c", "a")]
        assert store.claims(Query(candidates="only")).total == 0


def test_a_newer_version_is_left_alone(fresh: Connection) -> None:
    older(fresh, version=99)
    with pytest.raises(StoreError, match=r"version 99, .* newer Parley"):
        ElasticStore.open(fresh)
    assert upkeep.migrate(fresh) == ()


def test_a_document_that_does_not_fit_stops_the_migration_and_changes_nothing(fresh: Connection) -> None:
    older(fresh, version=0)
    with client(fresh) as server:
        server.indices.put_mapping(index=fresh.articles, dynamic="true")
        server.index(index=fresh.articles, id="a", document={"id": "a", "unheard_of": 1}, refresh=True)
        with pytest.raises(StoreError, match=r"does not fit|not all .* fits"):
            upkeep.migrate(fresh)
        assert mapping.behind(server, fresh.articles) == mapping.Index(f"{fresh.articles}-v0-1", 0)
        server.index(index=fresh.articles, id="b", document={"id": "b"})
        assert len(server.indices.get(index=f"{fresh.articles}-v*")) == 1


class Writer(threading.Thread):
    """Writes, replaces and deletes at random until told to stop, and remembers what has to be there."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self.articles: dict[str, str] = {}  # run by id
        self.claims: dict[str, str] = {}  # article by id
        self.rounds = 0
        self.failed: Exception | None = None
        self.ending = threading.Event()

    def run(self) -> None:
        chance = random.Random(3)
        try:
            with closing(ElasticStore.open(self.connection)) as store:
                while not self.ending.is_set():
                    self._round(store, chance)
        except Exception as error:
            self.failed = error

    def _round(self, store: ElasticStore, chance: random.Random) -> None:
        self.rounds += 1
        ids = sorted({f"a{chance.randrange(400)}" for _ in range(20)})
        gone = sorted({f"a{chance.randrange(400)}" for _ in range(6)} - {*ids})
        held = {f"{id}-{self.rounds}-{n}": id for id in ids for n in range(chance.randrange(3))}
        run = f"r{self.rounds}"
        store.write([article(id, run=run) for id in ids], [claim(id, of) for id, of in held.items()], delete=gone)
        self.articles = {id: r for id, r in self.articles.items() if id not in gone} | dict.fromkeys(ids, run)
        former = {*ids, *gone}
        self.claims = {id: of for id, of in self.claims.items() if of not in former} | held

    def stop(self) -> None:
        self.ending.set()
        self.join()
        if self.failed:
            raise self.failed

    def check(self) -> None:
        with closing(ElasticStore.open(self.connection)) as store:
            found = store.search(Query(limit=1_000)).hits
            held = store.claims(Query(limit=10_000)).hits
        assert {hit.article.id: hit.article.run for hit in found} == self.articles
        assert {hit.claim.id: hit.claim.article for hit in held} == self.claims
        assert (len(found), len(held)) == (len(self.articles), len(self.claims))


def test_reindexing_loses_and_doubles_nothing_while_writes_go_on(fresh: Connection) -> None:
    upkeep.init(fresh)
    writer = Writer(fresh)
    writer.start()
    while writer.rounds < 5 and not writer.failed:
        time.sleep(0.05)
    before = writer.rounds
    with closing(ElasticStore.open(fresh)) as reader:
        for _ in range(3):
            articles, claims = upkeep.reindex(fresh)
            assert articles.former != articles.index
            assert reader.search(Query()).total > 0
    assert writer.rounds > before
    writer.stop()
    writer.check()
    with client(fresh) as server:
        assert len(server.indices.get(index=f"{fresh.prefix}-*")) == 2
    assert all(state.blocks == () for state in upkeep.status(fresh))
    assert claims.stopped < 30


REINDEX = """
import sys
from parley.stores.elastic import upkeep
from parley.stores.elastic.connection import Connection
while True:
    print("go", flush=True)
    upkeep.reindex(Connection(urls=(sys.argv[1],), prefix=sys.argv[2]))
"""


def test_a_reindex_that_was_killed_is_mended_by_the_next(fresh: Connection) -> None:
    upkeep.init(fresh)
    writer = Writer(fresh)
    writer.start()
    try:
        for wait in (0.3, 0.9, 1.6):
            command = [sys.executable, "-c", REINDEX, fresh.urls[0], fresh.prefix]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                assert process.stdout
                process.stdout.readline()
                time.sleep(wait)
                process.kill()
            upkeep.reindex(fresh)
    finally:
        writer.stop()
    writer.check()
    with client(fresh) as server:
        assert len(server.indices.get(index=f"{fresh.prefix}-*")) == 2
