"""``parley reenrich`` on each store: articles anew, former claims gone, also where another writer was quicker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from parley.archive import Archive
from parley.ledger import ItemState, Ledger
from parley.pipeline import ingest
from parley.reenrich import documents, reenrich
from parley.search import all_claims
from parley.settings import Settings
from parley.stores.base import Query, Store
from parley.stores.elastic import ElasticStore, upkeep
from parley.stores.elastic.connection import client

from .conftest import nameless_archive, remove
from .factory import article

TEXTS = {
    "talks": "The Harvest League rejected peace talks with the Taliban on Monday, its spokesman said.",
    "truce": "Pakistan welcomed the ceasefire on Friday.",
}
OWN = "- {actor: harvest-league, name: Harvest League, type: party}\n"


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Iterator[Archive]:
    ledger = Ledger.open(tmp_path / "ledger.db")
    yield Archive(tmp_path, store, ledger)
    ledger.close()


def test_an_actor_that_becomes_known_takes_its_claims_over(archive: Archive, tmp_path: Path) -> None:
    inbox, own = tmp_path / "inbox", tmp_path / "own.yml"
    inbox.mkdir()
    for name, text in TEXTS.items():
        (inbox / f"{name}.txt").write_text(f"{text}\n")
    settings = Settings(overlay=str(own))
    ingest(archive, [str(inbox)], settings)
    before = {document.item: document for document in documents(archive.store, Query(limit=10))}
    former = {claim.id: claim.actor for claim in all_claims(archive.store, Query(candidates="include"))}
    own.write_text(OWN)
    report = reenrich(archive, settings)
    assert (report.looked_at, report.touched, report.changed, report.failed) == (2, 1, 1, {})
    after = {document.item: document for document in documents(archive.store, Query(limit=10))}
    assert after["truce.txt"] == before["truce.txt"]
    assert "harvest-league" in after["talks.txt"].actors
    assert after["talks.txt"].ingested_at == before["talks.txt"].ingested_at
    now = {claim.id: claim.actor for claim in all_claims(archive.store, Query(candidates="include"))}
    assert "harvest-league" in now.values()
    assert not [id for id, actor in former.items() if actor == "local:harvest-league" and id in now]
    assert reenrich(archive, settings).touched == 0


def test_what_the_server_refuses_waits_for_a_retry(tmp_path: Path) -> None:
    """Somebody has changed the mapping, so that it takes no name of a run but a number."""
    made = nameless_archive()
    upkeep.init(made)
    with client(made) as server:
        (name,) = server.indices.get_alias(name=made.articles)
        (body,) = server.indices.get_mapping(index=name).body.values()
        body["mappings"]["properties"]["run"] = {"type": "integer"}
        server.indices.delete(index=name)
        server.indices.create(index=name, mappings=body["mappings"], aliases={made.articles: {}})
    ledger = Ledger.open(tmp_path / "ledger.db")
    state = ItemState(source="wire", item="a.txt", origin="a", fingerprint="f", state="done", article="a", run="7")
    ledger.record([state])
    with closing(ElasticStore.open(made)) as store:
        store.write([article("a", text=TEXTS["talks"], run="7")], [])
        report = reenrich(Archive(tmp_path, store, ledger), Settings(overlay=str(tmp_path / "own.yml")))
        assert "run" in report.failed["a"]
        assert store.get("a") is None
    (waiting,) = ledger.unfinished()
    assert (waiting.state, waiting.reason, waiting.run) == ("failed", "refused", "7")
    assert waiting.raw is not None
    assert waiting.raw.content == TEXTS["talks"]
    ledger.close()
    remove(made)
