"""The Groningen Meaning Bank's newswire, its silver labels mended: titles in names, demonyms, labels that waver."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from models.ner import words
from models.ner.corpora import UNKNOWN, Document, Name, Sentence, members, names, tagged

LABELS = {"geo": "LOC", "org": "ORG", "per": "PER", "gpe": "GPE"}  # GPE: a demonym or a country
OTHERS = ("tim", "eve", "art", "nat")
PROPER = ("NNP", "NNPS")
OFTEN, AGREED = 4, 0.7  # a surface seen so often with one label so dominant has it everywhere
TAKEN = 0.6  # and where it is left unmarked, if it is marked in so many of its places
STREAM = 50  # sentences: there are no documents in the export, only its order


class Row(NamedTuple):
    """A sentence as it is exported."""

    words: tuple[str, ...]
    pos: tuple[str, ...]
    tags: tuple[str, ...]


Votes = dict[tuple[str, ...], Counter[str]]


def read(shared: Path) -> list[Document]:
    """All sentences, mended, in runs of ``STREAM``."""
    rows = list(_rows(shared))
    mended = [(row, _mended(row)) for row in rows]
    votes: Votes = defaultdict(Counter)
    for row, found in mended:
        for name in found:
            votes[row.words[name.first : name.last]][name.label] += 1
    settled = _settled(votes, rows)
    sentences = [_sentence(row, found, settled) for row, found in mended]
    return [sentences[start : start + STREAM] for start in range(0, len(sentences), STREAM)]


def _rows(shared: Path) -> Iterator[Row]:
    with_header = "\n".join(next(lines for _, lines in members(shared, "gmb", "ner_dataset.csv", "latin-1")))
    sentence: list[list[str]] = []
    for row in list(csv.reader(io.StringIO(with_header)))[1:]:
        if row[0] and sentence:
            yield _row(sentence)
            sentence = []
        sentence.append(row[1:])
    yield _row(sentence)


def _row(sentence: list[list[str]]) -> Row:
    tokens, pos, tags = zip(*sentence, strict=True)
    return Row(tuple(tokens), tuple(pos), tuple(tags))


def _mended(row: Row) -> list[Name]:
    """The names of one sentence by the rules that need no other sentence."""
    tags = [f"{tag[:2]}{LABELS[tag[2:]]}" if tag[2:] in LABELS else "O" for tag in row.tags]
    found: list[Name] = []
    for name in names(tags):
        first, last, label = _without_titles(row, name)
        before = found[-1] if found and found[-1].last == name.first else None
        if first == last:
            person = _after_title(row, name)
            if person.first < person.last and (not found or found[-1].last <= person.first):
                found.append(person)
        elif before and before.last == first and before.label == "PER" and label == "ORG":
            found[-1] = Name(before.first, last, "PER")  # "Saddam" "Hussein"
        elif before and before.last == first and before.label == "LOC" and label == "ORG":
            found[-1] = Name(before.first, last, "ORG")  # "U.S." "Senate"
        elif not found or found[-1].last <= first:
            found.append(_titled(row, Name(first, last, label)))
    return [n for n in found if not words.demonym(row.words[n.first : n.last]) and n.label != "GPE" and _proper(row, n)]


def _without_titles(row: Row, name: Name) -> Name:
    """A person without titles before and demonyms; an organisation without a title after: "U.N. Secretary-General"."""
    first, last, label = name
    if label == "GPE" and not words.demonym(row.words[first:last]) and set(row.pos[first:last]) <= set(PROPER):
        label = "LOC"
    if label == "PER":
        while first < last and words.before_person(row.words[first]):
            first += 1
    while label == "ORG" and last > first and row.words[last - 1].lower() in words.ADDRESS | {"secretary-general"}:
        last -= 1
    while first < last and _small(row.words[first]):
        first += 1
    while first < last and label != "PER" and _small(row.words[last - 1]):
        last -= 1
    return Name(first, last, label)


def _small(word: str) -> bool:
    """A word that no name begins with: "the", "eastern"."""
    return word.lower() in words.ARTICLES or (word.isalpha() and word.islower() and word not in words.PARTICLES)


def _after_title(row: Row, name: Name) -> Name:
    """The person after what was only a title: proper nouns up to something else. Empty where there is none."""
    if name.label != "PER":
        return Name(name.first, name.first, "PER")
    first = name.last
    while first < len(row.words) and row.words[first].lower() in words.TITLES:
        first += 1
    last = first
    while last < len(row.words) and row.pos[last] in PROPER and not row.tags[last].endswith("-tim"):
        last += 1
    return Name(first, last, "PER")


def _titled(row: Row, name: Name) -> Name:
    """Words after a form of address are a person, whatever they were taken for: "Spokesman Aka Bian Tanoh"."""
    before = row.words[name.first - 1] if name.first else ""
    addressed = before.lower() in words.ADDRESS and (before[0].isupper() or name.last - name.first > 1)
    known = " ".join(row.words[name.first : name.last]) in words.SETTLED
    return name._replace(label="PER") if addressed and not known else name


def _proper(row: Row, name: Name) -> bool:
    tokens = row.words[name.first : name.last]
    return any(token[:1].isupper() or "-" in token for token in tokens) and not all(
        token.lower() in words.NO_NAMES for token in tokens
    )


def _settled(votes: Votes, rows: Iterable[Row]) -> dict[tuple[str, ...], tuple[str, bool]]:
    """Surface -> its label, and whether it has that where it was left unmarked."""
    settled = {tuple(name.split()): label for name, label in words.SETTLED.items()}
    settled |= {tuple(name.split()): "LOC" for name in words.COUNTRIES}
    for tokens, counts in votes.items():
        label, most = counts.most_common(1)[0]
        if counts.total() >= OFTEN and most >= AGREED * counts.total():
            settled.setdefault(tokens, label)
    places: Counter[tuple[str, ...]] = Counter()
    longest = max(map(len, settled))
    starts = {tokens[0] for tokens in settled}
    for row in rows:
        for first, word in enumerate(row.words):
            if word in starts:
                places.update(row.words[first:last] for last in _ends(row, first, longest))
    return {t: (label, votes[t].total() >= max(OFTEN, TAKEN * places[t])) for t, label in settled.items()}


def _ends(row: Row, first: int, longest: int) -> range:
    return range(first + 1, min(first + longest, len(row.words)) + 1)


def _sentence(row: Row, found: list[Name], settled: dict[tuple[str, ...], tuple[str, bool]]) -> Sentence:
    relabelled = [n._replace(label=settled.get(row.words[n.first : n.last], (n.label, True))[0]) for n in found]
    tags = tagged(len(row.words), relabelled)
    for first in range(len(row.words)):
        for last in range(min(first + 5, len(row.words)), first, -1):
            label, everywhere = settled.get(row.words[first:last], ("", False))
            if everywhere and set(tags[first:last]) == {"O"}:
                tags[first:last] = tagged(last - first, [Name(0, last - first, label)])
    return Sentence(row.words, tuple(_doubted(row, tags)))


def _doubted(row: Row, tags: list[str]) -> Iterator[str]:
    """A proper noun that nothing marks may be a name that was missed: it is unknown, but for words known as none."""
    for word, pos, tag, exported in zip(row.words, row.pos, tags, row.tags, strict=True):
        lower = word.lower()
        plain = lower in words.NO_NAMES | words.TITLES | words.COMPASS or words.demonym((word,))
        doubtful = tag == "O" and pos in PROPER and not plain and exported[2:] not in OTHERS
        yield UNKNOWN if doubtful else tag
