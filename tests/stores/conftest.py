"""The stores that the contract is tested on. Elasticsearch is a real one: see ``tools/elasticsearch.py``."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path

import pytest

from parley.stores.base import Store
from parley.stores.elastic import ElasticStore, upkeep
from parley.stores.elastic.connection import Connection, client, from_environment
from parley.stores.embedded import EmbeddedStore
from tools.elasticsearch import server as started

_session = ExitStack()  # what ends with the tests


@cache
def elasticsearch_url() -> str:
    """A server without security: the one that ``PARLEY_TEST_ELASTICSEARCH`` names, else one of these tests' own."""
    return os.environ.get("PARLEY_TEST_ELASTICSEARCH") or _session.enter_context(started()).urls[0]


def nameless_archive() -> Connection:
    """How to reach an archive that nobody has made; keys for a running server come from ``PARLEY_ELASTICSEARCH_*``."""
    update = {"prefix": f"test-{uuid.uuid4().hex[:8]}", "patience": 60}
    return from_environment(elasticsearch_url()).model_copy(update=update)


@cache
def elastic_archive() -> Connection:
    """An archive of these tests on that server."""
    made = nameless_archive()
    upkeep.init(made)
    _session.callback(remove, made)
    return made


def remove(made: Connection) -> None:
    """Take an archive off its server."""
    with client(made).options(ignore_status=404) as server:
        for name in server.indices.get(index=f"{made.prefix}-*", features=["aliases"]):
            server.indices.delete(index=name)
        for name in ("articles", "claims"):
            server.indices.delete_index_template(name=f"{made.prefix}-{name}")
        server.cluster.delete_component_template(name=f"{made.prefix}-common")


def emptied_elastic(_: Path) -> Store:
    """The archive of these tests with nothing in it."""
    made = elastic_archive()
    with client(made) as server:
        both = [made.articles, made.claims]
        server.indices.refresh(index=both)
        server.delete_by_query(index=both, query={"match_all": {}}, refresh=True)
    return ElasticStore.open(made)


OPEN: dict[str, Callable[[Path], Store]] = {  # each makes an empty store
    "embedded": EmbeddedStore.open,
    "elastic": emptied_elastic,
}


@pytest.fixture(scope="session", autouse=True)
def _tidy() -> Iterator[None]:
    with _session:
        yield


@pytest.fixture(scope="session")
def archive() -> Connection:
    """How to reach the archive of these tests in Elasticsearch."""
    return elastic_archive()


@pytest.fixture(params=OPEN)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each implementation."""
    with closing(OPEN[request.param](tmp_path / "archive")) as made:
        yield made
