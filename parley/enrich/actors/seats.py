"""Capitals and buildings that stand for a government when they act: "Kabul rejected", "talks with Kabul"."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from parley.enrich.actors.bodies import Entity
from parley.enrich.actors.draft import Draft
from parley.enrich.actors.lexicon import listed
from parley.enrich.names import Hit
from parley.enrich.passages import Stretch
from parley.knowledge import Knowledge

SUBJECTS = ("nsubj", "nsubjpass")
PLACE_VERBS, DONE_TO_ACTORS = listed("place-verbs"), listed("done-to-actors")
WITH_ACTORS, TOWARD, ACTORS_NOUNS, INSIDE = (
    listed("with-actors"),
    listed("toward"),
    listed("toward-nouns"),
    listed("inside"),
)
POSSESSED, GOVERNING = listed("possessed"), listed("governing")


def mark(draft: Draft, knowledge: Knowledge, is_city: Callable[[str], bool]) -> None:
    """Give seats that act the actor that they stand for; the others stay places."""
    for passage in draft.passages:
        for hit in passage.hits:
            seat_of = hit.of("seat")
            if hit.of("alias") or len(seat_of) != 1 or not passage.free(hit.first, hit.last):
                continue
            place = Stretch(passage, hit.first, hit.last)
            if passage.line.bounded(hit.first, hit.last) and _is_actor(place, hit, is_city):
                known = knowledge.actors[seat_of[0]]
                draft.add(place, Entity(known.id, known.name, known.type), "seat")


def _is_actor(place: Stretch, hit: Hit, is_city: Callable[[str], bool]) -> bool:
    token = place.passage.token(hit.last - 1)
    if token.ent_type_ in ("PERSON", "ORG") and token.ent_iob_ == "I" and token.dep_ == "compound":
        return False
    if is_city(place.passage.name(place.first, place.last)):
        return city_acts(token)
    return not (token.dep_ == "pobj" and token.head.lower_ in INSIDE) or city_acts(token)


def city_acts(token: Token) -> bool:
    """The grammar around a capital's name makes it an actor."""
    while token.dep_ == "conj" and token.head.ent_type_ in ("GPE", "NORP", "ORG", "PERSON"):
        token = token.head
    head, lemma = token.head, token.head.lemma_.lower()
    if token.dep_ in SUBJECTS:
        return head.pos_ == "VERB" and lemma not in PLACE_VERBS and (token.dep_ == "nsubj" or lemma in DONE_TO_ACTORS)
    if token.dep_ in ("dobj", "pobj") and lemma in DONE_TO_ACTORS:
        return True
    if token.dep_ == "poss":
        return lemma in POSSESSED
    if token.dep_ in ("compound", "nmod", "amod"):
        return lemma in GOVERNING
    if token.dep_ == "pobj":
        before = head.lower_
        return before in WITH_ACTORS or (before in TOWARD and head.head.lemma_.lower() in ACTORS_NOUNS)
    return False
