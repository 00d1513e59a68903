from __future__ import annotations

from pathlib import Path

import pytest

from parley.deduplicate import deduplicate, orphans
from parley.ledger import ItemState, Ledger
from parley.models import CleanArticle


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db")


def article(item: str, ident: str, words: str = "w") -> CleanArticle:
    common = {"source": "s", "source_name": "S", "title": "", "text": "t", "language": "en", "language_confidence": 1}
    return CleanArticle.model_validate(common | {"item": item, "id": ident, "content_hash": words})


def state(item: str, ident: str | None, words: str | None = "w", as_state: str = "done") -> ItemState:
    common = {"source": "s", "origin": "o", "fingerprint": "f", "run": "r"}
    return ItemState.model_validate(common | {"item": item, "article": ident, "content_hash": words, "state": as_state})


def ids(articles: tuple[CleanArticle, ...]) -> list[str]:
    return [a.item for a in articles]


def test_the_same_article_twice_in_a_batch_stands_once(ledger: Ledger) -> None:
    found = deduplicate([article("a", "X"), article("b", "X"), article("c", "Y", "other")], ledger)
    assert (ids(found.fresh), ids(found.repeats)) == (["a", "c"], ["b"])


def test_an_article_that_another_item_brought_before_is_a_repeat(ledger: Ledger) -> None:
    ledger.record([state("a", "X")])
    assert ids(deduplicate([article("b", "X")], ledger).repeats) == ["b"]


def test_an_item_that_comes_again_is_no_repeat_of_itself(ledger: Ledger) -> None:
    ledger.record([state("a", "X"), state("b", "X", as_state="duplicate")])
    found = deduplicate([article("a", "X"), article("b", "X")], ledger)
    assert (ids(found.fresh), ids(found.repeats)) == (["a"], ["b"])


def test_a_copy_under_another_id_points_to_the_article_that_arrived_first(ledger: Ledger) -> None:
    assert deduplicate([article("a", "X"), article("b", "Y")], ledger).first == {"Y": "X"}
    ledger.record([state("a", "X"), state("b", "Y")])
    assert deduplicate([article("b", "Y"), article("a", "X")], ledger).first == {"Y": "X"}
    assert deduplicate([article("c", "Z")], ledger).first == {"Z": "X"}


def test_an_edited_headline_makes_no_copy_of_its_own_former_article(ledger: Ledger) -> None:
    ledger.record([state("a", "X")])
    assert deduplicate([article("a", "X2")], ledger).first == {}


def test_the_former_article_of_an_edited_item_is_an_orphan_unless_another_item_stands_for_it(ledger: Ledger) -> None:
    ledger.record([state("a", "X"), state("b", "Y"), state("c", "Y", as_state="duplicate"), state("d", "Z")])
    edited = [state("a", "X2"), state("b", "Y2"), state("d", None, None, "rejected")]
    assert orphans(edited, ledger) == ("X", "Z")


def test_an_unchanged_item_leaves_no_orphan(ledger: Ledger) -> None:
    ledger.record([state("a", "X")])
    assert orphans([state("a", "X")], ledger) == ()


def test_an_article_that_moves_to_another_item_is_kept(ledger: Ledger) -> None:
    ledger.record([state("a", "X")])
    assert orphans([state("a", "Y"), state("b", "X")], ledger) == ()
