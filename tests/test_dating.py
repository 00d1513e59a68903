"""When an article was published: what is stated comes first, nothing is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.dating import cues
from parley.dating import date as published
from parley.dating.interval import Days, period, years_later
from parley.dating.written import parse
from parley.knowledge import Event, Holder, Knowledge, KnownActor, Office
from parley.models import CleanArticle, Published, RawArticle, Removed


def actor(identifier: str, name: str, kind: str, **more: object) -> KnownActor:
    return KnownActor.model_validate({"id": identifier, "name": name, "type": kind, "examples": [name], **more})


def event(identifier: str, since: str, *phrases: str, until: str | None = None) -> Event:
    return Event(id=identifier, name=phrases[0], since=since, until=until, phrases=phrases, examples=phrases)


ACTORS = (
    actor("utopia", "Utopia", "country", adjective=["Utopian", "Utopians"]),
    actor("ana-ruiz", "Ana Ruiz", "person", short=["Ruiz"]),
    actor("bo-lund", "Bo Lund", "person", short=["Lund"]),
    actor("carl-west", "Carl West", "person", short=["West"], until="2012-06-01"),
    actor("omri-dale", "Omri Dale", "person", short=["Dale"], until="2011-05-02"),
    actor("red-column", "Red Column", "armed-group", since="2013-04-08", until="2017-08-01"),
    actor("abdul", "Abdul Abdul", "person", short=["Abdul"]),
)
PRESIDENTS = Office(
    id="president",
    title="president",
    of="utopia",
    phrases=("Utopian president",),
    holders=(
        Holder(actor="ana-ruiz", since="2001-12-22", until="2014-09-29"),
        Holder(actor="bo-lund", since="2014-09-29", until="2018-09-29"),
        Holder(actor="carl-west", since="1990", until="1996"),
        Holder(actor="ana-ruiz", since="2018-09-29"),
        Holder(actor="abdul", since="1980", until="1985"),
    ),
    examples=("x",),
)
MINISTERS = Office(
    id="minister",
    title="defence minister",
    of="utopia",
    phrases=(),
    holders=(Holder(actor="bo-lund", since="2006", until="2008-03"),),
    examples=("x",),
)
EVENTS = (
    event("siege", "2001-10-07", "Harbour Siege", "siege of Port Lorn"),
    event("summit", "2011-12-05", "Coast Summit", until="2011-12-06"),
    event("revolt", "1979-12-24", "Barley Revolt"),
)


def knowledge(*, events: tuple[Event, ...] = EVENTS) -> Knowledge:
    return Knowledge(
        actors={a.id: a for a in ACTORS},
        offices=(PRESIDENTS, MINISTERS),
        events=events,
        bodies=(),
        topics={},
        places=(),
        version="test",
    )


KNOWN = knowledge()
NOTHING = Knowledge(actors={}, offices=(), events=(), bodies=(), topics={}, places=(), version="")


def article(text: str, title: str = "", language: str = "en", removed: tuple[Removed, ...] = ()) -> CleanArticle:
    return CleanArticle(
        id="a",
        source="s",
        source_name="s",
        item="i",
        title=title,
        text=text,
        language=language,
        language_confidence=1,
        content_hash="c",
        removed=removed,
    )


def source(content: str = "", **more: object) -> RawArticle:
    return RawArticle.model_validate(
        {"source": "s", "source_name": "s", "item": "i", "origin": "-", "content": content, **more}
    )


def dated(text: str, title: str = "", facts: Knowledge = KNOWN, **more: object) -> Published:
    return published(article(text, title), source(text, **more), facts)


def day_of(found: Published) -> date | None:
    return found.at.date() if found.at else None


def bounds(text: str) -> tuple[str | None, str | None]:
    found = dated(text)
    return str(found.earliest or "") or None, str(found.latest or "") or None


# --- what is stated


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("2012-03-05", date(2012, 3, 5)),
        ("20120305", date(2012, 3, 5)),
        ("2012-03-05 15:04", date(2012, 3, 5)),
        ("Mon, 05 Mar 2012 15:04:05 +0430", date(2012, 3, 5)),
        ("March 5, 2012", date(2012, 3, 5)),
        ("Monday, 5th of March 2012, 3:04 pm", date(2012, 3, 5)),
        ("Published 3:04 PM, 5 March 2012", date(2012, 3, 5)),
        ("25/12/2012", date(2012, 12, 25)),
        ("12/25/2012", date(2012, 12, 25)),
        ("04/04/2012", date(2012, 4, 4)),
        ("03.04.2012", date(2012, 4, 3)),
        ("1330959845", date(2012, 3, 5)),
    ],
)
def test_a_source_s_date_is_read(field: str, day: date) -> None:
    found = dated("Some text.", published=field)
    assert (found.earliest, found.latest, found.basis) == (day, day, "metadata")
    assert day_of(found) == day


def test_only_a_time_with_its_zone_is_an_instant() -> None:
    zoned = dated("x", published="2012-03-05T15:04:05+01:00")
    assert zoned.precision == "instant"
    assert zoned.at == datetime(2012, 3, 5, 14, 4, 5, tzinfo=UTC)
    assert dated("x", published="2012-03-05T15:04:05").precision == "day"


def test_day_and_month_are_not_guessed() -> None:
    found = dated("x", published="03/04/2012")
    assert (found.earliest, found.latest, found.at) == (date(2012, 3, 4), date(2012, 4, 3), None)
    assert found.precision == "range"


def test_another_statement_settles_day_and_month() -> None:
    found = dated("x", published="03/04/2012", url="https://news.example/2012/04/03/a")
    assert day_of(found) == date(2012, 4, 3)


@pytest.mark.parametrize("field", ["soon", "2012-13-45", "0000-00-00", "1970-01-01T00:00:00Z", "5 March", "12345"])
def test_what_is_no_date_dates_nothing(field: str) -> None:
    found = dated("Some text.", published=field)
    assert (found.basis, found.precision, found.evidence[0].used) == ("none", "unknown", False)
    assert found.evidence[0].why


@pytest.mark.parametrize(("field", "precision"), [("2012-03", "month"), ("2012", "year"), ("March 2012", "month")])
def test_a_month_or_year_stays_one(field: str, precision: str) -> None:
    assert dated("x", published=field).precision == precision


def test_a_page_s_own_date_is_taken_and_free_text_is_not() -> None:
    meta = '<meta property="article:published_time" content="2012-03-05T15:04:05Z">'
    marked = f"<html><head>{meta}</head><body>x</body></html>"
    found = published(article("x"), source(marked, kind="html"), KNOWN)
    assert (found.at, found.precision) == (datetime(2012, 3, 5, 15, 4, 5, tzinfo=UTC), "instant")
    told = "<html><body><p>The treaty of 4 May 2009 was long.</p></body></html>"
    assert published(article("x"), source(told, kind="html"), KNOWN).basis == "none"


def test_a_page_that_is_but_an_address_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(url: str) -> None:
        raise AssertionError(f"fetched {url}")

    monkeypatch.setattr("htmldate.utils.fetch_url", fetched)
    assert published(article("x"), source("http://news.example/a", kind="html"), KNOWN).basis == "none"


@pytest.mark.parametrize(
    ("url", "first", "last"),
    [
        ("https://news.example/world/2014/09/29/title", date(2014, 9, 29), date(2014, 9, 29)),
        ("https://news.example/title-2014-09-29.html", date(2014, 9, 29), date(2014, 9, 29)),
        ("https://news.example/20140929/title", date(2014, 9, 29), date(2014, 9, 29)),
        ("https://news.example/world/2014/sep/29/title", date(2014, 9, 29), date(2014, 9, 29)),
        ("https://news.example/2014/09/title", date(2014, 9, 1), date(2014, 9, 30)),
    ],
)
def test_an_address_may_hold_the_date(url: str, first: date, last: date) -> None:
    found = dated("x", url=url)
    assert (found.earliest, found.latest, found.basis) == (first, last, "url")


@pytest.mark.parametrize(
    "url", ["https://news.example/a-12-2014", "https://news.example/id/201409291234", "x/2014/13/01/"]
)
def test_other_numbers_of_an_address_are_no_date(url: str) -> None:
    assert dated("x", url=url).basis == "none"


@pytest.mark.parametrize(
    "text",
    [
        "PORT LORN, Utopia (Nov. 20, 2011) – Fishermen met the envoy on Sunday to talk about nets.",
        "PORT LORN (Nov. 20, 2011)\nFishermen met the envoy.",
        "PORT LORN, Nov. 20, 2011 (Wire) -- Fishermen met the envoy.",
        "Fishermen meet envoy\nPublished 3:04 PM, 20 November 2011\nThe fishermen came early.",
        "Harbour Office Morning Update, Nov. 20, 2011\nThe fishermen came early.",
        "Fishermen meet envoy\nBy Jo Writer\nSunday, November 20, 2011\nThe fishermen came early.",
        "2011-11-S-034\nFor release\n\nPORT LORN (Nov. 20) - Fishermen met the envoy.",
        "Nov. 20: Fishermen meet\n2011-11-CA-034\nThe fishermen came early.",
    ],
)
def test_a_dateline_or_dated_header_dates_a_text(text: str) -> None:
    found = dated(text)
    assert day_of(found) == date(2011, 11, 20)
    assert (found.precision, found.basis) == ("day", "dateline")


def test_a_dateline_that_cleaning_took_out_still_dates_the_text() -> None:
    removed = (Removed(text="PORT LORN (Nov. 20, 2011) -", reason="dateline", rule="dateline"),)
    found = published(article("Fishermen met.", removed=removed), source("Fishermen met."), KNOWN)
    assert day_of(found) == date(2011, 11, 20)


def test_the_year_of_a_dateline_is_that_of_the_nearest_month() -> None:
    found = dated("2010-01-CA-002\nPORT LORN (Dec. 30) - Fishermen met the envoy.")
    assert day_of(found) == date(2009, 12, 30)


def test_a_release_number_gives_its_month_and_the_days_after() -> None:
    found = dated("Harbour Office\n2011-07-S-015\n\nFishermen met the envoy.")
    assert (found.earliest, found.latest) == (date(2011, 7, 1), date(2011, 8, 7))


def test_a_last_change_bounds_from_above_only() -> None:
    found = dated("Fishermen meet\nLast updated: 5 March 2012\nThe fishermen came early.")
    assert (found.earliest, found.latest, found.at) == (None, date(2012, 3, 5), None)


@pytest.mark.parametrize(
    "text",
    [
        "The envoy was born on May 4, 1961 in Port Lorn, and has often told how she learned to sail there.",
        "What we know of the attack of May 4, 2009",
        "PORT LORN (Nov. 20) - Fishermen met the envoy.",
    ],
)
def test_a_date_that_is_told_of_is_not_the_article_s(text: str) -> None:
    assert dated(text).at is None


def test_a_heading_s_date_gives_way_to_a_text_that_tells_of_later_days() -> None:
    found = dated("The harbour fire, May 4, 2009\nThe pier was built again in 2015.")
    assert (found.earliest, found.latest, found.basis) == (date(2015, 1, 1), None, "inferred")
    assert [e.used for e in found.evidence if e.rule == "dateline"] == [False]


# --- what is inferred


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("President Lund spoke to the fishermen.", "2014-09-29", "2018-10-29"),
        ("Utopian President Bo Lund spoke.", "2014-09-29", "2018-10-29"),
        ("The crowd cheered the Utopian president, Bo Lund, on Monday.", "2014-09-29", "2018-10-29"),
        ("Bo Lund, the Utopian president, spoke to the fishermen.", "2014-09-29", "2018-10-29"),
        ("Bo Lund, president of Utopia, spoke.", "2014-09-29", "2018-10-29"),
        ("Defence Minister Lund spoke.", "2006-01-01", "2008-04-30"),
        ("Former president Bo Lund spoke.", "2018-09-29", None),
        ("The ex-president Lund spoke.", "2018-09-29", None),
        ("Bo Lund, the former Utopian president, spoke.", "2018-09-29", None),
        ("Former Utopian Defence Minister Bo Lund spoke.", "2008-03-31", None),
        ("They praised then-President Lund for it.", "2014-09-29", None),
        ("Bo Lund, the president under the old law, spoke.", "2014-09-29", None),
        ("President Ruiz met the crew. President Lund had promised it.", "2014-09-29", None),
        ("They praised the late President Carl West.", "2012-06-01", None),
        ("Outgoing President Bo Lund refused.", "2018-06-29", "2018-12-30"),
        ("The newly elected Utopian President Bo Lund spoke.", "2014-05-02", "2015-09-29"),
        ("President-elect Lund spoke.", "2014-05-02", "2014-10-06"),
        ("President Ana Ruiz spoke.", "2001-12-22", None),
        ("In 2016, President Lund ordered nets.", "2016-01-01", None),
        ("“President Lund has no plan,” she said.", "2014-09-29", None),
    ],
)
def test_offices_bound(text: str, earliest: str | None, latest: str | None) -> None:
    assert bounds(text) == (earliest, latest)


@pytest.mark.parametrize(
    "text", ["Vice President Lund spoke.", "President Abdul Gul spoke.", "The president spoke to Lund."]
)
def test_other_posts_and_people_bound_nothing(text: str) -> None:
    assert bounds(text) == (None, None)


def test_of_several_tenures_other_evidence_chooses() -> None:
    assert bounds("President Ruiz spoke. She met Defence Minister Lund.") == ("2006-01-01", "2008-04-30")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("The harbour siege changed Utopia.", "2001-10-07", None),
        ("It came more than 16 years after the Harbour Siege.", "2017-09-01", "2019-04-07"),
        ("It came 16 years after the Harbour Siege.", "2016-10-07", "2018-10-07"),
        ("It came nearly 16 years after the Harbour Siege.", "2016-10-07", "2017-12-19"),
        ("They marked the 16th anniversary of the siege of Port Lorn.", "2017-04-07", "2018-04-07"),
        ("They will mark the sixteenth anniversary of the Harbour Siege.", "2017-04-07", "2018-04-07"),
        ("In 2013, twelve years after the Harbour Siege, fishing began again.", "2013-01-01", None),
    ],
)
def test_events_bound(text: str, earliest: str | None, latest: str | None) -> None:
    assert bounds(text) == (earliest, latest)


@pytest.mark.parametrize(
    "text",
    ["Envoys gathered ahead of the Coast Summit.", "The Coast Summit will be held in spring.", "The coastal summits."],
)
def test_an_event_to_come_bounds_nothing_and_says_why(text: str) -> None:
    found = dated(text)
    assert found.basis == "none"
    assert all(not e.used and e.why for e in found.evidence)


@pytest.mark.parametrize(
    ("text", "bounded"),
    [
        ("They are tired after 13 years of war in Utopia.", True),
        ("It could end the 13-year-old Utopian war.", True),
        ("They are tired after 13 years of war.", False),
        ("They are tired after 40 years of war in Utopia.", False),
        ("They are tired after 13 years of work in Utopia.", False),
    ],
)
def test_years_of_a_war_count_from_any_of_its_starts(text: str, bounded: bool) -> None:
    cue = next(cue for cue in cues.shipped() if cue.effect == "war")
    assert cue.about is not None
    country = actor(cue.about, "Utopia", "country", adjective=["Utopian"])
    starts = (event(cue.events[0], "1979-12-24", "First War"), event(cue.events[1], "2001-10-07", "Second War"))
    facts = knowledge(events=starts).model_copy(
        update={"actors": {country.id: country}, "offices": (PRESIDENTS.model_copy(update={"of": country.id}),)}
    )
    found = dated(text, facts=facts)
    assert (found.earliest, found.latest) == ((date(1991, 12, 24), date(2015, 10, 7)) if bounded else (None, None))


@pytest.mark.parametrize(
    ("text", "earliest"),
    [
        ("The talks broke down in 2015.", "2015-01-01"),
        ("On August 15, 2021, the boats left Port Lorn.", "2021-08-15"),
        ("In 2015, the boats left Port Lorn.", "2015-01-01"),
        ("Fishing has been banned since Sept. 11, 2001.", "2001-09-11"),
        ("He was arrested in March 2009.", "2009-03-01"),
        ("Boats will sail in 2031.", None),
        ("The envoy agreed to leave in 2031.", None),
        ("All boats must be back by 2031.", None),
        ("The envoy said the elections in 2031 matter.", None),
        ("The late 1970s were hard.", None),
        ("They caught 2014 fish.", None),
        ("It made her the favourite for the nomination in 2031.", None),
        ("The crew surrendered to Utopian guards in 2015.", "2015-01-01"),
        ("The crew grew from 56 in 2013 to 49 last year.", "2013-01-01"),
    ],
)
def test_past_dates_bound_from_below_and_others_do_not(text: str, earliest: str | None) -> None:
    assert bounds(text) == (earliest, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("He hopes to win the 2016 election next year.", 2015),
        ("She lost last year's 2014 election.", 2015),
        ("It counts for this year's 2014 election.", 2014),
    ],
)
def test_a_year_named_beside_this_or_next_year_is_exact(text: str, year: int) -> None:
    assert bounds(text) == (f"{year}-01-01", f"{year}-12-31")


def test_a_weekday_chooses_among_few_years() -> None:
    found = dated("Defence Minister Lund spoke. They met on Wednesday, August 16.")  # 2006, not 2007 or 2008
    assert (found.earliest, found.latest) == (date(2006, 1, 28), date(2006, 10, 15))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("They swore to avenge the death of Omri Dale.", "2011-05-02", None),
        ("Omri Dale's death was announced.", "2011-05-02", None),
        ("The late rebel leader Omri Dale built it.", "2011-05-02", None),
        ("They denied rumours of the death of Omri Dale.", None, None),
        ("“We are ready,” Omri Dale said.", None, "2011-05-02"),
        ("In 2009 Omri Dale said that he was ready.", "2009-01-01", None),
        ("Fighters of the Red Column were seen.", "2013-04-08", None),
        ("The Red Column said that it was ready.", "2013-04-08", "2017-08-01"),
    ],
)
def test_lives_bound(text: str, earliest: str | None, latest: str | None) -> None:
    assert bounds(text) == (earliest, latest)


def test_of_contradicting_evidence_the_weaker_is_dropped_and_says_so() -> None:
    found = dated("The Coast Summit moved everyone. Nothing of it remained. Defence Minister Lund said so.")
    assert (found.earliest, found.latest) == (date(2011, 12, 5), None)
    dropped = [e for e in found.evidence if not e.used]
    assert [e.rule for e in dropped] == ["office"]
    assert "contradicts" in dropped[0].why


def test_other_languages_are_not_inferred_from() -> None:
    text = "President Lund."
    assert published(article(text, language="fr"), source(text), KNOWN).basis == "none"


def test_a_dateline_without_a_year_narrows_what_is_bounded() -> None:
    found = dated("PORT LORN (Feb. 3) - Defence Minister Lund spoke of the Coast.")
    assert (found.earliest, found.latest) == (date(2006, 2, 2), date(2008, 2, 4))


PIECES = (
    "President Lund", "Outgoing", "former", "Ana Ruiz,", "the Utopian president,", "Omri Dale", "said", "the late",
    "more than 16 years after", "the Harbour Siege", "Coast Summit", "ahead of", "in 2015", "February 29", "“", '"',
    "Wednesday, February 29", "next year", "0001-01-01", "9999-12-31", "99 years after", "1/2/2012", "(Nov. 20)",
    "\n", ".", "İ", "PORT LORN", "-elect", "13 years of war", "will", "since 2001", "31/31/2012", "Red Column",
    "Updated: May 1, 2012",
)  # fmt: skip
WILD = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map(" ".join)


@given(text=WILD, title=WILD, field=st.none() | st.text(max_size=30) | st.sampled_from(PIECES))
def test_any_text_gives_an_interval_with_evidence_that_it_holds(text: str, title: str, field: str | None) -> None:
    found = dated(text, title, published=field)
    assert not (found.earliest and found.latest) or found.earliest <= found.latest
    assert (found.basis == "none") == (found.earliest is None and found.latest is None)
    assert found.at is None or found.earliest == found.latest == found.at.date()
    for piece in found.evidence:
        assert piece.text in text or piece.text in title or piece.text == field
        assert piece.used or piece.why


@given(text=WILD)
def test_an_undated_text_is_not_dated_without_knowledge(text: str) -> None:
    plain = " ".join(word for word in text.split() if not any(char.isdigit() for char in word))
    assert dated(plain, facts=NOTHING).basis == "none"


@given(field=st.text(max_size=40))
def test_any_field_is_read_or_refused(field: str) -> None:
    moment = parse(field)
    assert moment is None or all(days.first <= days.last for days in moment.spans)


@pytest.mark.parametrize("cue", cues.shipped(), ids=lambda cue: cue.id)
def test_each_cue_s_examples_hold_its_words(cue: cues.Cue) -> None:
    for example in cue.examples:
        assert cues.anywhere(cue.effect).search(example.lower()) or any(word in example.lower() for word in cue.words)


def manner_of(word: str) -> str:
    """How a post is read beside a word, by the reason that its evidence gives."""
    for text in (f"The {word} President Bo Lund spoke.", f"Bo Lund, {word} Utopian president, spoke."):
        found = [e for e in dated(text).evidence if e.rule == "office"]
        if found and not found[0].why.startswith("holds it"):
            return found[0].why
    return "now"


@pytest.mark.parametrize(
    ("effect", "reason"),
    [("former", "former; "), ("outgoing", "outgoing; "), ("new", "new; "), ("other-post", "another post")],
)
def test_each_word_beside_a_post_has_its_effect(effect: cues.Effect, reason: str) -> None:
    assert {word for word in cues.words(effect) if not manner_of(word).startswith(reason)} == set()


def test_each_word_of_planning_keeps_an_event_from_bounding() -> None:
    before = {w for w in cues.words("planned-before") if bounds(f"Envoys met, {w} the Coast Summit.") != (None, None)}
    after = {w for w in cues.words("planned-after") if bounds(f"The Coast Summit {w} open.") != (None, None)}
    assert before | after == set()


def test_a_year_beside_an_event_s_name_may_make_it_another_one() -> None:
    assert bounds("It was written after the Harbour Siege of the old port in 1907.") != bounds(
        "It was after the Harbour Siege."
    )
    ignored = [e.why for e in dated("It was written after the Harbour Siege in 1907.").evidence if not e.used]
    assert ignored == ["Harbour Siege: an earlier one of that name, in 1907"]


def test_each_word_of_death_and_doubt_has_its_effect() -> None:
    assert {w for w in cues.words("death-before") if bounds(f"The {w} Omri Dale.") != ("2011-05-02", None)} == set()
    assert {w for w in cues.words("death-after") if bounds(f"Omri Dale{w} is news.") != ("2011-05-02", None)} == set()
    doubted = {w for w in cues.words("doubt") if bounds(f"The {w} killing of Omri Dale.") != (None, None)}
    assert doubted == set()


def test_each_word_of_limit_and_future_keeps_a_date_from_bounding() -> None:
    limits = {w for w in cues.words("limit") if bounds(f"The boats were sold {w} 2031.") != (None, None)}
    future = {w for w in cues.words("future") if bounds(f"The boats were sold in 2031, {w} so.") != (None, None)}
    assert limits | future == set()


def test_each_word_of_history_leaves_a_post_the_lower_bound_alone() -> None:
    kept = {w for w in cues.words("history") if bounds(f"President Lund sailed, {w} it.")[1] is not None}
    assert kept == set()


def test_a_text_of_one_endless_sentence_is_dated_in_time() -> None:
    assert dated("President Lund saw the Harbour Siege in 2015, " * 5000).earliest == date(2015, 1, 1)


def test_arithmetic_of_days() -> None:
    assert period("2008-02") == Days(date(2008, 2, 1), date(2008, 2, 29))
    assert years_later(date(2008, 2, 29), 1) == date(2009, 2, 28)
    assert years_later(date(9999, 5, 1), 3).year == 9999
