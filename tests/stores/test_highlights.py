"""Highlights: stretches of the fields as they are, with character spans."""

from __future__ import annotations

import pytest

from parley.stores.base import Highlight, Query, Store

from .factory import article, claim


def marked(highlights: tuple[Highlight, ...]) -> list[tuple[str, list[str]]]:
    return [(each.field, [each.text[start:end] for start, end in each.spans]) for each in highlights]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("talks", [("title", ["Talks"]), ("text", ["talk", "talks"])]),
        ("kabul", [("text", ["Kábul"])]),
        ("کابل talks", [("title", ["Talks"]), ("text", ["talk", "talks", "کابل"])]),
        ('"talks 😀 stalled"', [("text", ["talks 😀 stalled"])]),
        ('stalled "talks stalled"', [("text", ["talks 😀 stalled"])]),
        ("", []),
        ("😀!", []),
    ],
)
def test_spans_are_the_words_found(store: Store, query: str, expected: list[tuple[str, list[str]]]) -> None:
    store.write([article("a", title="😀 Talks", text="They talk 😀😀 in Kábul: talks 😀 stalled, در کابل.")], [])
    assert marked(store.search(Query(text=query)).hits[0].highlights) == expected


def test_fragments_are_stretches_of_the_text_that_show_every_word(store: Store) -> None:
    filler = "Nothing 😀 was said about it. " * 60
    text = f"First an envoy came.\n\n{filler}\n\nThen <b>the truce</b> of the envoy held.\n\n{filler}Much later: rain."
    store.write([article("a", text=text)], [])
    both, rain = store.search(Query(text="envoy truce rain")).hits[0].highlights
    assert both.text == "Then <b>the truce</b> of the envoy held."
    assert rain.text.endswith("Much later: rain.")
    assert rain.text in text
    assert store.search(Query(text="envoy truce")).hits[0].highlights == (both,)
    assert len(rain.text) < 100


def test_dense_matches_are_not_cut_apart(store: Store) -> None:
    store.write([article("a", text="truce " * 500)], [])
    (only,) = store.search(Query(text="truce")).hits[0].highlights
    assert only.text.split() == ["truce"] * len(only.spans)


def test_a_claim_shows_its_sentence(store: Store) -> None:
    store.write([article("a")], [claim("c", "a", sentence="Kabul rejected the terms.")])
    (hit,) = store.claims(Query(text="term")).hits
    assert hit.highlights == (Highlight(field="sentence", text="Kabul rejected the terms.", spans=((19, 24),)),)
    assert store.claims(Query()).hits[0].highlights == ()
