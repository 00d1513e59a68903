"""The sample articles, read as a user reads them: every item is there, under its source, with its letters."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from parley.models import RawArticle, Rejected
from parley.sources import read

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def items() -> dict[str, RawArticle | Rejected]:
    found = list(read([str(SEEDS)], limit_bytes=1_000_000))
    assert len({each.item for each in found}) == len(found)
    return {each.item: each for each in found}


def article(items: dict[str, RawArticle | Rejected], item: str) -> RawArticle:
    found = items[item]
    assert isinstance(found, RawArticle)
    return found


def test_every_item_is_read_but_the_empty_one(items: dict[str, RawArticle | Rejected]) -> None:
    assert len(items) == 33
    assert [(each.item, each.reason) for each in items.values() if isinstance(each, Rejected)] == [
        ("abroad/nothing.txt", "empty")
    ]


def test_every_item_belongs_to_a_declared_source(items: dict[str, RawArticle | Rejected]) -> None:
    assert Counter(each.source for each in items.values()) == {
        "harbour-courier": 9,
        "northgate-wire": 6,
        "eastbridge-tribune": 1,
        "copies": 2,
        "abroad": 5,
        "pages": 3,
        "meridian-export": 4,
        "lantern-table": 3,
    }


@pytest.mark.parametrize(
    ("item", "encoding", "words"),
    [
        ("abroad/elbufer.txt", "cp1252", "Beck will mit gemäßigten Taliban reden – Kritik aus Kabul"),
        ("abroad/chicago.txt", "utf-16-le", "French President François Hollande"),
        ("abroad/dari.txt", "utf-8", "حکومت افغانستان"),
        ("abroad/lantern-mojibake.txt", "utf-8", "â€œI waited for a letter"),  # for cleaning to repair
        ("pages/geneva.html", "cp1252", "GENEVA – The United Nations"),  # declared as ISO-8859-1
        ("LD/08/771", "utf-8", "KABUL -- Afghan officials"),  # behind a byte order mark
    ],
)
def test_encodings_are_found(items: dict[str, RawArticle | Rejected], item: str, encoding: str, words: str) -> None:
    found = article(items, item)
    assert found.encoding == encoding
    assert words in found.content
    assert "\ufffd" not in found.content


def test_columns_are_mapped(items: dict[str, RawArticle | Rejected]) -> None:
    row = article(items, "LD/19/118")
    assert (row.title, row.published, row.authors) == ("Jirga ends", "Friday, 3 May 2019", ("K. Noor",))
    assert row.outlet == "The Lantern Daily"
    assert len(row.content.split("\n\n")) == 4
    line = article(items, "mp-5920")
    assert line.title == "Astana: rebels in the room, but not at the table"
    assert len(line.content.split("\n")) == 6


def test_the_correction_does_not_replace_the_article_whose_id_it_shares(
    items: dict[str, RawArticle | Rejected],
) -> None:
    assert "Petro" in article(items, "mp-7702").content
    assert article(items, "mp-7702:4").title == "Correction: ELN"


def test_pages_stay_pages(items: dict[str, RawArticle | Rejected]) -> None:
    pages = [each for each in items.values() if isinstance(each, RawArticle) and each.kind == "html"]
    assert len(pages) == 3
    assert all("datePublished" in page.content for page in pages)


def test_the_wire_story_was_printed_twice(items: dict[str, RawArticle | Rejected]) -> None:
    wire, paper = article(items, "northgate/prisoners-a.txt"), article(items, "northgate/prisoners-b.txt")
    assert {wire.outlet, paper.outlet} == {"Northgate Wire", "Eastbridge Tribune"}
    shared = set(wire.content.split()) & set(paper.content.split())
    assert len(shared) > 0.7 * len(set(paper.content.split()))
    assert wire.content.splitlines()[0] not in paper.content
