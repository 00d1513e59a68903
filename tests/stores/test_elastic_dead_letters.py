"""What the server will not take is kept with its reason, listed, and sent again when asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from parley.stores.base import Query
from parley.stores.elastic import ElasticStore, upkeep
from parley.stores.elastic.connection import Connection, client

from .conftest import nameless_archive, remove

TEXT = "The governor of the northern province said on Monday that the harvest was better than in the year before. "
ITEMS = [{"id": "signed", "author": "A. Writer"}, {"id": "unsigned"}]


@pytest.fixture
def picky() -> Iterator[Connection]:
    """An archive in which someone has made authors numbers."""
    made = nameless_archive()
    upkeep.init(made)
    with client(made) as server:
        (name,) = server.indices.get_alias(name=made.articles)
        server.indices.delete(index=name)
        mappings = {"properties": {"authors": {"type": "integer"}}}
        server.indices.create(index=name, mappings=mappings, aliases={made.articles: {}})
    yield made
    remove(made)


def test_a_refused_article_is_kept_listed_and_sent_again(
    picky: Connection, parley: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    settings = {"ARCHIVE": picky.urls[0], "ELASTICSEARCH_PREFIX": picky.prefix}
    lines = [json.dumps(item | {"text": f"{TEXT * 3}Item {item['id']}."}) + "\n" for item in ITEMS]
    (tmp_path / "items.jsonl").write_text("".join(lines), encoding="utf-8")

    ingested = json.loads(parley("ingest", "items.jsonl", "--json", **settings).stdout)
    assert (ingested["articles"], ingested["items"]) == (1, {"done": 1, "failed": 1})
    failures = parley("failures", **settings).stdout
    assert "refused" in failures
    assert "signed" in failures
    assert "authors" in failures

    upkeep.reindex(picky)  # into an index with the mapping of this version
    retried = json.loads(parley("retry", "--json", **settings).stdout)
    assert (retried["articles"], retried["items"]) == (1, {"done": 1})
    assert "refused" not in parley("failures", **settings).stdout
    with closing(ElasticStore.open(picky)) as store:
        assert sorted(hit.article.item for hit in store.search(Query()).hits) == ["signed", "unsigned"]
