from __future__ import annotations

from pathlib import Path

import pytest

from parley.errors import StoreError
from parley.ledger import ItemState, Ledger, State
from parley.models import RawArticle


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


def state(item: str, as_state: State = "done", source: str = "s", **more: object) -> ItemState:
    fields = {"origin": f"/in/{item}", "fingerprint": f"f-{item}", "run": "r1"} | more
    return ItemState.model_validate({"source": source, "item": item, "state": as_state, **fields})


def test_an_item_is_there_once_and_keeps_its_place_of_arrival(ledger: Ledger) -> None:
    ledger.record([state("b", article="x"), state("a", article="y")])
    ledger.record([state("a", article="z"), state("b", article="x")])
    known = ledger.known("s", ["a", "b", "c"])
    assert {name: (row.article, row.arrived) for name, row in known.items()} == {"a": ("z", 2), "b": ("x", 1)}
    assert ledger.counts() == {"done": 2}


def test_items_of_one_name_in_two_sources_are_two(ledger: Ledger) -> None:
    ledger.record([state("a", source="one"), state("a", source="two", article="y")])
    assert ledger.known("one", ["a"])["a"].article is None
    assert ledger.known("two", ["a"])["a"].article == "y"


def test_items_are_found_by_thousands(ledger: Ledger) -> None:
    ledger.record([state(f"i{n}", article=f"a{n % 10}") for n in range(2_500)])
    assert len(ledger.known("s", [f"i{n}" for n in range(3_000)])) == 2_500
    assert [row.item for row in ledger.of_articles(["a3"])][:3] == ["i3", "i13", "i23"]


def test_what_is_in_no_article_is_kept_and_listed_by_reason(ledger: Ledger) -> None:
    raw = RawArticle(source="s", source_name="S", item="bad", origin="-", content="…")
    ledger.record(
        [
            state("bad", "rejected", stage="clean", reason="no-text", detail="nothing left", raw=raw),
            *[state(f"e{n}", "rejected", stage="read", reason="empty", detail="0 bytes") for n in range(5)],
            state("good"),
        ]
    )
    assert [(row.reason, row.count, len(row.examples)) for row in ledger.reasons(2)] == [
        ("empty", 5, 2),
        ("no-text", 1, 1),
    ]
    assert ledger.reasons()[1].examples == ("s/bad: nothing left",)
    assert next(row.raw for row in ledger.unfinished()) == raw


def test_a_run_that_never_ended_is_called_interrupted_by_the_next(ledger: Ledger) -> None:
    ledger.begin("r1", ["a"])
    ledger.begin("r2", ["b"])
    ledger.finish("r2", "done", {"articles": 3})
    newest, killed = ledger.runs()
    assert (newest.id, newest.state, newest.report) == ("r2", "done", {"articles": 3})
    assert (killed.state, killed.paths) == ("interrupted", ("a",))
    assert ledger.paths(["r1", "r2"]) == ("a", "b")


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this is no database, it is prose of some length" * 100)
    with pytest.raises(StoreError, match=r"ledger\.db"):
        Ledger.open(tmp_path / "ledger.db")
