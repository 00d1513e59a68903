"""What every store does alike: finding, filtering, counting, replacing, deleting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from parley.errors import QueryError
from parley.models import DateEvidence, GeoPoint, Mention, Published, Removed
from parley.stores.base import ArticleFacet, Candidates, ClaimFacet, Copies, FacetCount, Query, Store, Undated

from .factory import article, between, claim, on


def found(store: Store, **query: Any) -> set[str]:
    page = store.search(Query(**query))
    assert page.total == len(page.hits)
    return {hit.article.id for hit in page.hits}


def found_claims(store: Store, **query: Any) -> set[str]:
    page = store.claims(Query(**query))
    assert page.total == len(page.hits)
    return {hit.claim.id for hit in page.hits}


def counts(facet: tuple[FacetCount, ...]) -> list[tuple[str, int]]:
    return [(each.value, each.count) for each in facet]


def test_an_empty_store_answers(store: Store) -> None:
    assert found(store) == found_claims(store, text="anything") == set()
    assert store.get("a") is None
    assert store.article_facet(Query(), "actors") == ()


def test_documents_come_back_whole(store: Store) -> None:
    given = article(
        "a",
        on(2021, 3, 4),
        url="https://example.org/a",
        outlet="The Herald",
        authors=("R. Writer",),
        date_evidence=(DateEvidence(rule="office", text="said the minister", earliest=date(2020, 1, 1)),),
        mentions=(Mention(actor="taliban", surface="the group", part="text", start=0, end=9, how="alias"),),
        locations=(GeoPoint(lat=34.5, lon=69.2),),
        removed=(Removed(text="Share this", reason="share", rule="share"),),
        text="Zwölf Boxkämpfer 😀\n\nدر کابل",
    )
    held = claim("c", "a", on(2021, 3, 4), counterpart="united-states", act="REJECT")
    store.write([given], [held])
    assert store.get("a") == store.search(Query()).hits[0].article == given
    assert store.claims(Query()).hits[0].claim == held


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", {"a", "b"}),
        (" ?! -- 😀", {"a", "b"}),
        ("talks", {"a", "b"}),
        ("TALK", {"a", "b"}),
        ("talks doha", {"a"}),  # one in the title, one in the text
        ("talks herat", {"b"}),
        ("doha herat", set()),
        ("the envoy's talks", {"a"}),
        ("the envoy\u2019s talks", {"a"}),
        ('"talks resumed"', {"a"}),
        ('"resumed talks"', set()),
        ('"talk resumed"', set()),  # phrases are not stemmed
        ('herat "Talks"', {"b"}),
        ('doha "talks resumed', {"a"}),  # a quotation mark without its partner is none
        ("“talks resumed”", {"a"}),
        ("kandahar", {"a"}),
        ("Kandahár", {"a"}),
        ("Kandaha\u0301r", {"a"}),
        ("کابل", {"b"}),
        ('"در کابل"', {"b"}),
        ("talks NOT herat", set()),
        ("tal*", set()),
        ("text:doha", set()),
        ('"" doha', {"a"}),
    ],
)
def test_text(store: Store, text: str, ids: set[str]) -> None:
    first = article("a", title="Talks resumed", text="An envoy is in Doha for the week, not Kándahar.")
    store.write([first, article("b", title="Herat", text="talks, and more talking 😀 مردم در کابل")], [])
    assert found(store, text=text) == ids


@pytest.mark.parametrize("text", ["don't", "(((", "a AND", '"', "\\", "[a TO b]", "^2 ~3", "\0", "\ud800", "x:" * 100])
def test_hostile_text_is_only_words(store: Store, text: str) -> None:
    store.write([article("a")], [])
    assert store.search(Query(text=text)).total in (0, 1)


def test_too_many_words_are_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="20000 words"):
        store.search(Query(text="word " * 20_000))


def test_text_of_claims_is_their_sentence(store: Store) -> None:
    store.write([article("a", text="elsewhere")], [claim("c", "a", sentence="Kabul rejected the terms.")])
    assert found_claims(store, text="reject term") == {"c"}
    assert found_claims(store, text="elsewhere") == set()


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"topics": ("ceasefire",)}, {"a", "b"}),
        ({"topics": ("ceasefire", "elections")}, {"a", "b", "c"}),
        ({"topics": ("cease",)}, set()),
        ({"sources": ("radio",)}, {"b"}),
        ({"outlets": ("The Herald",)}, {"a"}),
        ({"outlets": ("the herald",)}, set()),
        ({"articles": ("a", "c", "none")}, {"a", "c"}),
        ({"actors": ("iran",)}, {"a"}),
        ({"actors": ("iran", "taliban")}, {"a", "b"}),
        ({"topics": ("ceasefire",), "actors": ("taliban",), "sources": ("wire",)}, {"a"}),
        ({"topics": ("elections",), "text": "note"}, {"c"}),
    ],
)
def test_filters_of_articles(store: Store, query: dict[str, Any], ids: set[str]) -> None:
    store.write(
        [
            article("a", outlet="The Herald", topics=("ceasefire", "sanctions"), actors=("taliban", "iran")),
            article("b", source="radio", topics=("ceasefire",), actors=("taliban",)),
            article("c", topics=("elections",)),
        ],
        [],
    )
    assert found(store, **query) == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"actors": ("taliban",)}, {"a", "b"}),
        ({"stances": ("oppose",)}, {"a", "b"}),
        ({"targets": ("peace-talks",)}, {"a", "b"}),
        ({"actors": ("taliban",), "stances": ("support",)}, {"b"}),
        ({"actors": ("iran",), "stances": ("support",)}, {"a"}),
        ({"actors": ("iran",), "stances": ("oppose",)}, set()),  # both occur in a, but not in one claim
        ({"actors": ("taliban",), "targets": ("elections",)}, {"b"}),
        ({"stances": ("oppose",), "targets": ("elections",)}, set()),
        ({"stances": ("support",), "targets": ("peace-talks", "elections")}, {"a", "b"}),
        ({"actors": ("taliban", "iran"), "stances": ("support", "neutral"), "targets": ("peace-talks",)}, {"a"}),
        ({"targets": ("other:a | b.*",)}, {"c"}),
        ({"targets": ("other:a",)}, set()),
        ({"actors": ("mentioned",)}, {"c"}),
        ({"actors": ("mentioned",), "stances": ("neutral",)}, set()),
    ],
)
def test_stances_pair_with_their_actor_and_target(store: Store, query: dict[str, Any], ids: set[str]) -> None:
    both = ("taliban", "iran")
    store.write(
        [
            article("a", actors=both, stance_keys=("taliban|oppose|peace-talks", "iran|support|peace-talks")),
            article("b", actors=both, stance_keys=("taliban|oppose|peace-talks", "taliban|support|elections")),
            article("c", actors=("mentioned",), stance_keys=("local:x|neutral|other:a | b.*",)),
        ],
        [],
    )
    assert found(store, **query) == ids


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"actors": ("iran",)}, {"c2"}),
        ({"stances": ("support", "neutral")}, {"c2"}),
        ({"targets": ("peace-talks",)}, {"c1"}),
        ({"actors": ("taliban",), "targets": ("elections",)}, set()),
        ({"topics": ("sanctions",)}, {"c2"}),
        ({"sources": ("radio",)}, {"c2"}),
        ({"outlets": ("The Herald",)}, {"c1"}),
        ({"articles": ("a",)}, {"c1"}),
    ],
)
def test_filters_of_claims(store: Store, query: dict[str, Any], ids: set[str]) -> None:
    second = claim("c2", "b", actor="iran", stance="support", target="elections", topics=("sanctions",), source="radio")
    store.write([article("a"), article("b")], [claim("c1", "a", outlet="The Herald"), second])
    assert found_claims(store, **query) == ids


DATES: dict[str, Published] = {
    "may": on(2021, 5, 31, hour=23),
    "june": on(2021, 6, 1, hour=0),
    "spring": between(date(2021, 3, 1), date(2021, 5, 31)),
    "since": between(date(2021, 6, 2), None),
    "until": between(None, date(2021, 5, 1)),
    "never": Published(),
}
JUNE, MAY = date(2021, 6, 1), date(2021, 5, 31)


@pytest.mark.parametrize(
    ("since", "until", "undated", "ids"),
    [
        (None, None, "include", set(DATES)),
        (None, None, "exclude", {"may", "june"}),
        (None, None, "only", {"spring", "since", "until", "never"}),
        (JUNE, None, "exclude", {"june"}),
        (None, MAY, "exclude", {"may"}),
        (MAY, MAY, "include", {"may", "spring", "never"}),
        (MAY, MAY, "only", {"spring", "never"}),
        (JUNE, JUNE, "include", {"june", "never"}),
        (JUNE, None, "only", {"since", "never"}),
        (None, date(2021, 2, 1), "include", {"until", "never"}),
        (date(1, 1, 1), date(9999, 12, 31), "include", set(DATES)),
    ],
)
def test_windows_and_undated(
    store: Store, since: date | None, until: date | None, undated: Undated, ids: set[str]
) -> None:
    store.write(
        [article(id, published) for id, published in DATES.items()],
        [claim(f"c-{id}", id, published) for id, published in DATES.items()],
    )
    window = {"since": since, "until": until, "undated": undated}
    assert found(store, **window) == ids
    assert found_claims(store, **window) == {f"c-{id}" for id in ids}


def test_a_window_that_ends_before_it_begins_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="2021-06-01 is after until 2021-05-31"):
        store.search(Query(since=JUNE, until=MAY))


def test_order_by_date_has_undated_last_and_ties_by_id(store: Store) -> None:
    days = {"d": on(2021, 1, 2), "b": on(2021, 1, 2), "e": on(2021, 1, 2, hour=13), "a": on(1899, 1, 1)}
    undated = {"c": Published(), "B": between(date(2020, 1, 1), None)}
    both = days | undated
    store.write([article(id, p) for id, p in both.items()], [claim(f"c{id}", id, p) for id, p in both.items()])
    newest = [hit.article.id for hit in store.search(Query(sort="newest")).hits]
    oldest = [hit.article.id for hit in store.search(Query(sort="oldest")).hits]
    assert newest == ["e", "b", "d", "a", "B", "c"]
    assert oldest == ["a", "b", "d", "e", "B", "c"]
    assert [hit.claim.article for hit in store.claims(Query(sort="newest")).hits] == newest


def test_instants_of_different_zones_are_compared(store: Store) -> None:
    later = on(2021, 1, 2, hour=20).model_copy(update={"at": datetime.fromisoformat("2021-01-02T20:00+09:00")})
    store.write([article("tokyo", later), article("london", on(2021, 1, 2, hour=12))], [])
    assert [hit.article.id for hit in store.search(Query(sort="newest")).hits] == ["london", "tokyo"]


def test_relevance_prefers_titles_and_frequent_words(store: Store) -> None:
    filler = "Other things were said at length that day. " * 5
    store.write(
        [
            article("once", title="News", text=f"Truce. {filler}"),
            article("often", title="News", text=f"Truce, truce, truce. {filler}"),
            article("titled", title="Truce", text=f"Truce. {filler}"),
        ],
        [],
    )
    hits = store.search(Query(text="truce")).hits
    assert [hit.article.id for hit in hits] == ["titled", "often", "once"]
    assert hits[0].score > hits[1].score > hits[2].score > 0


SURE, UNSURE = "taliban|oppose|peace-talks", "iran|support|peace-talks"


@pytest.mark.parametrize(
    ("candidates", "claims", "articles"),
    [("exclude", {"sure"}, {"a"}), ("include", {"sure", "unsure"}, {"a", "b"}), ("only", {"unsure"}, {"b"})],
)
def test_candidates_are_found_and_counted_when_asked_for(
    store: Store, candidates: Candidates, claims: set[str], articles: set[str]
) -> None:
    unsure = claim("unsure", "b", actor="iran", stance="support", confidence=0.3, candidate=True)
    store.write(
        [article("a", stance_keys=(SURE,)), article("b", candidate_keys=(UNSURE,)), article("c")],
        [claim("sure", "a"), unsure],
    )
    assert found_claims(store, candidates=candidates) == claims
    assert {each.value for each in store.claim_facet(Query(candidates=candidates), "story")} == articles
    assert found(store, candidates=candidates, targets=("peace-talks",)) == articles
    assert found(store, candidates=candidates, stances=("support",), actors=("iran",)) == articles & {"b"}
    assert found(store, candidates=candidates) == {"a", "b", "c"}
    assert counts(store.article_facet(Query(candidates=candidates), "stance_keys")) == [(SURE, 1)]


@pytest.mark.parametrize(("copies", "ids"), [("include", {"a", "b"}), ("exclude", {"a"}), ("only", {"b"})])
def test_copies_can_be_left_out(store: Store, copies: Copies, ids: set[str]) -> None:
    store.write(
        [article("a", story="s"), article("b", story="s", duplicate_of="a")],
        [claim("ca", "a", story="s"), claim("cb", "b", story="s", duplicate_of="a")],
    )
    assert found(store, copies=copies) == ids
    assert found_claims(store, copies=copies) == {f"c{id}" for id in ids}
    assert counts(store.claim_facet(Query(copies=copies), "story")) == [("s", len(ids))]


def test_facets_count_each_document_once_a_value(store: Store) -> None:
    store.write(
        [
            article("a", actors=("iran", "taliban"), topics=("ceasefire", "ceasefire"), outlet="The Herald"),
            article("b", actors=("taliban",), topics=("ceasefire",)),
            article("c", actors=("china",), source="radio"),
        ],
        [],
    )
    assert counts(store.article_facet(Query(), "actors")) == [("taliban", 2), ("china", 1), ("iran", 1)]
    assert counts(store.article_facet(Query(), "actors", limit=2)) == [("taliban", 2), ("china", 1)]
    assert counts(store.article_facet(Query(), "topics")) == [("ceasefire", 2)]
    assert counts(store.article_facet(Query(), "outlet")) == [("The Herald", 1)]
    assert counts(store.article_facet(Query(sources=("wire",)), "actors")) == [("taliban", 2), ("iran", 1)]


ARTICLE_FACETS: dict[ArticleFacet, Any] = {
    "actors": ("iran",),
    "actor_types": ("country",),
    "stance_keys": ("iran|support|ceasefire",),
    "topics": ("ceasefire",),
    "places": ("Herat",),
    "outlet": "The Herald",
    "source": "radio",
    "language": "fa",
    "published_basis": "url",
    "published_precision": "month",
    "story": "story 1",
    "mentions_unresolved": ("Mr Nobody",),
}
CLAIM_FACETS: dict[ClaimFacet, Any] = {
    "actor": "iran",
    "stance": "support",
    "target": "ceasefire",
    "counterpart": "taliban",
    "speaker": "unnamed",
    "attribution": "quoted",
    "act": "AGREE",
    "outlet": "The Herald",
    "source": "radio",
    "topics": ("ceasefire",),
    "story": "story 1",
}


def test_every_facet_counts_its_field(store: Store) -> None:
    store.write([article("a", **ARTICLE_FACETS)], [claim("c", "a", **CLAIM_FACETS)])
    for field, value in ARTICLE_FACETS.items():
        assert counts(store.article_facet(Query(), field)) == [(value if isinstance(value, str) else value[0], 1)]
    for facet, value in CLAIM_FACETS.items():
        assert counts(store.claim_facet(Query(), facet)) == [(value if isinstance(value, str) else value[0], 1)]


def test_facets_of_more_values_than_a_page_stay_exact(store: Store) -> None:
    many = [article(f"{n:04d}", story=f"s{n // 2:04d}") for n in range(3000)]
    for start in range(0, 3000, 1000):
        store.write(many[start : start + 1000], [])
    facet = counts(store.article_facet(Query(), "story", limit=2000))
    assert facet == [(f"s{n:04d}", 2) for n in range(1500)]


def test_an_unknown_facet_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="no facet"):
        store.article_facet(Query(), "text")  # type: ignore[arg-type]  # what a command line may pass


def test_writing_again_replaces_articles_and_all_their_claims(store: Store) -> None:
    store.write([article("a", topics=("old",)), article("b")], [claim("c1", "a"), claim("c2", "a"), claim("c3", "b")])
    store.write([article("a", topics=("new",))], [claim("c4", "a")])
    store.write([article("a", topics=("new",))], [claim("c4", "a")])
    assert found(store) == {"a", "b"}
    assert found_claims(store) == {"c3", "c4"}
    assert counts(store.article_facet(Query(), "topics")) == [("new", 1)]


def test_of_duplicates_in_one_call_the_last_wins(store: Store) -> None:
    doubled = [claim("c", "a", stance="support"), claim("c", "a", stance="neutral")]
    store.write([article("a", title="first"), article("a", title="last")], doubled)
    assert [hit.article.title for hit in store.search(Query()).hits] == ["last"]
    assert [hit.claim.stance for hit in store.claims(Query()).hits] == ["neutral"]


def test_deleting_takes_the_claims_along(store: Store) -> None:
    store.write([article("a"), article("b")], [claim("c1", "a"), claim("c2", "b")])
    store.write([article("new")], [claim("c3", "new")], delete=["a", "none"])
    assert store.get("a") is None
    assert found(store) == {"b", "new"}
    assert found_claims(store) == {"c2", "c3"}
    assert counts(store.claim_facet(Query(), "story")) == [("b", 1), ("new", 1)]


def test_what_is_deleted_and_written_in_one_call_is_written(store: Store) -> None:
    store.write([article("a")], [claim("c", "a")], delete=["a"])
    assert found(store) == {"a"}
    assert found_claims(store) == {"c"}


def test_ten_megabytes_of_text_and_a_long_title(store: Store) -> None:
    text = "Some words of no use. " * 460_000 + "At last a needle."
    store.write([article("big", title="long " * 20_000, text=text)], [])
    hit = store.search(Query(text="needle word", sort="newest")).hits[0]
    assert hit.article.text == text
    assert "needle" in [part.text[start:end] for part in hit.highlights for start, end in part.spans]
    assert all(len(part.text) < 1000 for part in hit.highlights)


def test_dates_without_zone_or_interval_still_sort_and_filter(store: Store) -> None:
    bare = Published(at=datetime(2021, 6, 1, tzinfo=UTC))
    store.write([article("bare", bare), article("before", on(2021, 5, 1))], [])
    assert found(store, since=JUNE, until=JUNE) == {"bare"}
