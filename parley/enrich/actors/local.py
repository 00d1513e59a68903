"""Persons and organisations that the knowledge does not have, from the document's entities and titles before names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from parley.enrich.actors.bodies import Entity
from parley.enrich.actors.draft import Draft
from parley.enrich.actors.lexicon import by_type, listed
from parley.enrich.passages import Passage, Stretch
from parley.enrich.places import Places
from parley.enrich.words import slug
from parley.models import ActorType

HONORIFICS, REGAL, PARTICLES, DAYS = listed("honorifics"), listed("regal"), listed("particles"), listed("days")
LOCATING, LOCATED = listed("locating"), listed("places")
NO_PERSON = DAYS | listed("no-person")
NO_ORGANISATION = NO_PERSON | listed("no-organisation")
NO_ORGANISATION_ENDS = listed("no-organisation-ends")
SMALL_WORD = 4  # letters: "With" and "From" may be small in a headline of capitals
KINDS = by_type("kind")  # the first that fits decides
BESIDE = by_type("beside")
ORGANISED = frozenset[str]().union(*KINDS.values())


def persons(draft: Draft, places: Places) -> list[Stretch]:
    """Where persons are named that no known name covers, titles and possessives left out."""
    found: dict[tuple[int, int, int], Stretch] = {}
    for number, passage in enumerate(draft.passages):
        for first, last in (*_entities(passage, "PERSON"), *_titled(passage)):
            place = _person(passage, first, last)
            if place and (_title_before(place) or not is_place(place, places)):
                found[number, place.first, place.last] = place
    return list(found.values())


def organisations(draft: Draft, places: Places) -> list[Stretch]:
    """Where organisations are named that no known name covers. A single word has to show somewhere that it is one."""
    found = [
        place
        for passage in draft.passages
        for first, last in _entities(passage, "ORG")
        if (place := _organisation(passage, first, last)) and not is_place(place, places)
    ]
    times = Counter(place.keys for place in found)
    sure = {place.keys for place in found if len(place.keys) > 1 or times[place.keys] > 1 or _shows(place)}
    return [place for place in found if place.keys in sure]


def _shows(place: Stretch) -> bool:
    """The word is a subject or an owner, an acronym, or described beside: "the airline Qazwing"."""
    acronym = place.passage.name(place.first, place.last).isupper() and not place.passage.line.shouted
    acts = place.passage.token(place.last - 1).dep_ in ("nsubj", "poss")
    return acts or acronym or kind(place) != "other-organisation"


def entity(name: str, kind: ActorType) -> Entity:
    """A local actor."""
    return Entity(f"local:{slug(name)}", name, kind)


def kind(place: Stretch) -> ActorType:
    """What an organisation is, as far as its name tells, or else the word right before or after it."""
    words = place.passage.line.words
    before = words[place.first - 1].key if place.first and words[place.first].joined else ""
    after = words[place.last].key if place.last < len(words) and words[place.last].joined else ""
    named = (found for found, nouns in KINDS.items() if not nouns.isdisjoint(place.keys))
    beside = (found for found, nouns in BESIDE.items() if not nouns.isdisjoint((before, after)))
    return next(chain(named, beside), "other-organisation")


def encloses(passage: Passage, first: int, last: int) -> bool:
    """A longer entity has these words, so that they are not what they name alone: "Jordan Smith", "China Daily"."""
    if _headline(passage):
        return False
    start, end = passage.line.words[first].start, passage.line.words[last - 1].end
    for found in passage.piece.doc.ents:
        if found.label_ in ("PERSON", "ORG") and found.start_char <= start and end <= found.end_char:
            place = _person if found.label_ == "PERSON" else _organisation
            whole = place(passage, *passage.words(found.start_char, found.end_char))
            if whole and whole.first <= first and whole.last >= last and whole.last - whole.first > last - first:
                return found.label_ == "ORG" or (whole.last - whole.first == 2 and whole.first == first)
    return False


def _headline(passage: Passage) -> bool:
    """Every Word Has a Capital: what spaCy takes for a long name there is mostly half the sentence."""
    words = [word for word in passage.line.words if len(word.raw) > SMALL_WORD]
    return passage.piece.part == "title" and len(words) > 2 and all(word.capital for word in words)


def _entities(passage: Passage, label: str) -> Iterator[tuple[int, int]]:
    for found in passage.piece.doc.ents:
        if found.label_ == label:
            first, last = passage.words(found.start_char, found.end_char)
            if first < last:
                yield first, last


def _titled(passage: Passage) -> Iterator[tuple[int, int]]:
    """Capitalised words after a title, whatever spaCy takes them for: "Mullah Abdul Salam"."""
    words = passage.line.words
    for index in range(len(words) - 1):
        if words[index].key in HONORIFICS and words[index].capital and not passage.line.shouted:
            last = index + 1
            while last < len(words) and _continues(passage, last):
                last += 1
            if last > index + 1:
                yield index + 1, last


def _continues(passage: Passage, index: int) -> bool:
    """The word goes on with a name: a capitalised proper noun after a space that is not known as something else."""
    word = passage.line.words[index]
    if not word.joined or index in passage.covered or passage.line.possessive(index):
        return False
    return word.capital and word.key not in HONORIFICS and word.key not in DAYS and passage.token(index).pos_ == "PROPN"


def _person(passage: Passage, first: int, last: int) -> Stretch | None:
    words = passage.line.words
    for index in range(first + 1, last):  # a name ends at a comma, a possessive or a day
        if not words[index].joined or passage.line.possessive(index) or words[index].key in DAYS:
            last = index
            break
    while first < last and (words[first].key in HONORIFICS or _outside(passage, first, last)):
        first += 1
    if last - first > 2 and words[first].key in REGAL:
        first += 1
    while first < last and not words[last - 1].capital and not passage.line.hyphened(last - 1):
        last -= 1
    keys = [word.key for word in words[first:last]]
    if not keys or keys[-1] in NO_PERSON or not ORGANISED.isdisjoint(keys) or not passage.free(first, last):
        return None
    if (
        any(not word.raw.isalpha() for word in words[first:last])
        or len(keys[-1]) < 2
        or not passage.line.bounded(first, last)
    ):
        return None
    while last < len(words) and words[last - 1].capital and not passage.line.shouted and _continues(passage, last):
        last += 1
    return Stretch(passage, first, last)


def _outside(passage: Passage, index: int, last: int) -> bool:
    """The word is no first word of a name: lower case, or a country's name or adjective, but for "Jordan Smith"."""
    word, hit = passage.line.words[index], passage.covered.get(index)
    if not word.capital:
        return word.key not in PARTICLES
    if hit is None or hit.of("short"):
        return False
    return bool(hit.of("adjective")) or last - index != 2 or index + 1 in passage.covered


def is_place(place: Stretch, places: Places) -> bool:
    """A known place, or a single word where a place is expected: "in Bulbast", "Bulbast district"."""
    words = place.passage.line.words
    before = words[place.first - 1].key if place.first else ""
    after = words[place.last].key if place.last < len(words) and words[place.last].joined else ""
    town_of = before == "of" and place.first > 1 and words[place.first - 2].key in LOCATED
    located = place.last - place.first == 1 and (before in LOCATING or town_of)
    return located or after in LOCATED or places.known(place.passage.name(place.first, place.last)) is not None


def _title_before(place: Stretch) -> bool:
    return place.first > 0 and place.passage.line.words[place.first - 1].key in HONORIFICS


def _organisation(passage: Passage, first: int, last: int) -> Stretch | None:
    words, line = passage.line.words, passage.line
    first = next(
        (index + 1 for index in range(last - 2, first, -1) if line.possessive(index)), first
    )  # the owner's own
    while first < last and (not words[first].capital or words[first].key in ("the", "an", "a")):
        first += 1
    while first < last and (
        line.possessive(last - 1) or not (words[last - 1].capital or words[last - 1].raw.isdigit())
    ):
        last -= 1
    keys = [word.key for word in words[first:last]]
    if not keys or keys[0] == "operation" or len("".join(keys)) < 2 or keys[-1] in HONORIFICS:
        return None
    after = words[last].key if last < len(words) and words[last].joined else ""
    if not NO_ORGANISATION_ENDS.isdisjoint((keys[-1], after)):
        return None
    hit = passage.covered.get(first)
    described = (hit is not None and hit.last >= last and not hit.of("short")) or passage.token(last - 1).tag_ == "JJ"
    if described or " ".join(keys) in NO_ORGANISATION or not line.bounded(first, last):
        return None
    return Stretch(passage, first, last)
