"""Each step of the claim rules by itself: quotations, speakers, attribution, evidence, speed."""

from __future__ import annotations

import pytest

from parley.enrich.claims.confidence import confidence
from parley.enrich.claims.extraction import candidates
from parley.enrich.claims.joining import LEAST, joined, kept
from parley.enrich.claims.lexicon import cues, lexicon
from parley.enrich.claims.neural.model import ClaimModel
from parley.enrich.claims.quotes import quoted
from parley.enrich.claims.scene import topic_heads
from parley.enrich.pieces import Piece
from parley.knowledge import Topic
from parley.models import Actor, Claim, Mention
from tests.test_claims import claims, knowledge, nlp


def only(*paragraphs: str, **pronouns: str) -> Claim:
    """The single claim of these paragraphs."""
    found = claims(*paragraphs, pronouns=pronouns)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "attribution", "speaker"),
    [
        ("Turkey refused to join the talks.", "own", None),
        ("Turkey opposes the sanctions.", "own", None),
        ("Turkey signed the trade agreement.", "own", None),
        ("Turkey urged Syria to join the talks.", "reported", "Turkey"),
        ("Merkel denounced the offensive.", "reported", "Merkel"),
        ("Merkel voiced opposition to the sanctions.", "reported", "Merkel"),
        ("Merkel said the sanctions must be lifted.", "reported", "Merkel"),
        ("Karzai said the Taliban refused to join the talks.", "reported", "Karzai"),
        ("According to Merkel, Russia opposes the ceasefire.", "reported", "Merkel"),
        ("Analysts say Russia opposes the ceasefire.", "reported", "unnamed"),
        ('"We oppose the sanctions," Lavrov said.', "quoted", "Lavrov"),
        ('Lavrov said: "Russia opposes the sanctions."', "quoted", "Lavrov"),
        ("Iran called the sanctions “illegal”.", "quoted", "Iran"),
        ("Turkey rejected the ceasefire, saying it came too late.", "reported", "Turkey"),
    ],
)
def test_attribution(sentence: str, attribution: str, speaker: str | None) -> None:
    claim = only(sentence)
    assert (claim.attribution, claim.speaker) == (attribution, speaker)


def test_a_spokesperson_speaks_for_the_body() -> None:
    claim = only('"We reject the ceasefire," said Lavrov, a spokesman for Hezbollah.')
    assert (claim.actor, claim.attribution, claim.speaker) == ("Hezbollah", "quoted", "Lavrov")


def test_a_quotation_that_runs_on_has_its_speaker() -> None:
    first = "“The talks were long,” Lavrov said."
    second = "“We reject the ceasefire."
    third = "We want new elections.”"
    found = claims(first, second, third)
    assert {(c.actor, c.stance, c.target, c.attribution, c.speaker) for c in found} == {
        ("Lavrov", "oppose", "ceasefire", "quoted", "Lavrov"),
        ("Lavrov", "support", "elections", "quoted", "Lavrov"),
    }


@pytest.mark.parametrize(
    ("sentence", "counterpart"),
    [
        ("Turkey will hold talks with Syria.", "Syria"),
        ("Merkel urged Iran to halt uranium enrichment.", "Iran"),
        ("Turkey imposed sanctions on Syria.", "Syria"),
        ("Germany rejected Russia's offer of talks.", "Russia"),
        ("Turkey opposes the referendum.", None),
    ],
)
def test_counterpart(sentence: str, counterpart: str | None) -> None:
    found = [claim for claim in claims(sentence) if claim.actor != "Russia"]
    assert [claim.counterpart for claim in found] == [counterpart]


@pytest.mark.parametrize(
    ("sentence", "negated", "modality"),
    [
        ("Turkey refused to join the talks.", False, "actual"),
        ("Turkey did not reject the ceasefire.", True, "actual"),
        ("Russia no longer opposes the sanctions.", True, "actual"),
        ("Turkey might support the sanctions.", False, "hypothetical"),
        ("Turkey is expected to sign the trade agreement.", False, "hypothetical"),
    ],
)
def test_negation_and_modality(sentence: str, negated: bool, modality: str) -> None:
    claim = only(sentence)
    assert (claim.negated, claim.modality) == (negated, modality)


def test_pronouns_hold_stances() -> None:
    claim = only("He rejected the ceasefire.", He="Karzai")
    assert (claim.actor, claim.stance) == ("Karzai", "oppose")


def test_nobody_is_for_or_against_oneself() -> None:
    assert claims("Merkel praised herself and Merkel.") == []


def test_the_sentence_is_the_evidence() -> None:
    paragraphs = ("It rained in the capital.", "Nobody came. Turkey rejected the ceasefire. Then it snowed.")
    claim = only(*paragraphs)
    text = "\n\n".join(paragraphs)
    assert text[claim.start : claim.end] == claim.sentence == "Turkey rejected the ceasefire."
    assert claim.cue == "rejected"
    assert claim.act == "REJECT"


def test_sure_claims_come_out_and_the_others_are_marked() -> None:
    text = "Turkey accused Syria of theft. Turkey might look for help with trade."
    pieces = [Piece("text", 0, nlp()(text))]
    actors = {name: Actor(id=name, name=name, type="country", surfaces=(name,)) for name in ("Turkey", "Syria")}
    starts = [(text.index("Turkey"), "Turkey"), (text.index("Syria"), "Syria"), (text.rindex("Turkey"), "Turkey")]
    mentions = [
        Mention(actor=name, surface=name, part="text", start=at, end=at + len(name), how="alias") for at, name in starts
    ]
    found = kept(joined(ClaimModel(), pieces, actors, mentions, knowledge()))
    sure = [claim for claim in found if not claim.candidate]
    assert [(claim.actor, claim.stance, claim.target) for claim in sure] == [("Turkey", "oppose", "Syria")]
    assert all(claim.candidate == (claim.confidence < LEAST) for claim in found)


def test_confidence_follows_the_evidence() -> None:
    accuse, doubtful = ("cue accuse actor", "target actor oppose"), ("cue harmful topic", "target leadership support")
    assert confidence(accuse) > confidence(("never measured",)) > confidence(doubtful)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “not now” and left.", ["not", "now"]),
        ('He said "not now" and left.', ["not", "now"]),
        ("Nobody said a word.", []),
    ],
)
def test_quoted_tokens(text: str, inside: list[str]) -> None:
    doc = nlp()(text)
    (found,) = quoted([Piece("text", 0, doc)])
    assert [doc[i].text for i in sorted(found)] == inside


def test_a_forgotten_quotation_mark_does_not_quote_the_rest() -> None:
    pieces = [Piece("text", 0, nlp()('He said "not now.')), Piece("text", 30, nlp()("Then he left."))]
    assert quoted(pieces)[1] == frozenset()


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("A power-sharing deal failed.", {"power-sharing"}),
        ("The cease-fire holds.", {"ceasefire"}),
        ("Trade talks began.", {"trade"}),
        ("Peace Talks Resume In Cairo", {"peace-talks"}),
        ("The weather was mild.", set()),
    ],
)
def test_topic_phrases(text: str, topics: set[str]) -> None:
    assert set(topic_heads(nlp()(text)[:], lexicon(knowledge())).values()) == topics


@pytest.mark.parametrize("topic", list(knowledge().topics.values()), ids=lambda topic: topic.id)
def test_topic_examples(topic: Topic) -> None:
    for example in topic.examples:
        assert topic.id in topic_heads(nlp()(example)[:], lexicon(knowledge())).values()


def test_cues_name_known_topics_and_slots_can_be_read() -> None:
    for cue in cues():
        assert cue.topic is None or cue.topic in knowledge().topics, cue.id
        for spec in cue.slots.values():
            assert spec in ("addressee", "content") or (spec[0] in "+-~" and spec[1:] in ("target", "topic", "actor"))


def test_every_sentence_of_a_long_paragraph_is_read() -> None:
    text = " ".join(
        f"Turkey rejected the ceasefire in week {n}, and Merkel said the sanctions on Syria must be lifted."
        for n in range(60)
    )
    mentions, actors = [], {}
    for name in ("Turkey", "Merkel", "Syria"):
        actors[name] = Actor(id=name, name=name, type="country", surfaces=(name,))
        at = text.find(name)
        while at >= 0:
            mentions.append(Mention(actor=name, surface=name, part="text", start=at, end=at + len(name), how="alias"))
            at = text.find(name, at + 1)
    assert len(list(candidates([Piece("text", 0, nlp()(text))], actors, mentions, knowledge()))) == 120
