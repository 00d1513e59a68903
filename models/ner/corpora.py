"""The public annotated corpora as sentences of words with PER, ORG and LOC, after the guideline of ``README.md``."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from models.ner import words

UNKNOWN = "?"  # a tag that training leaves out: nobody has said what the word is
CONLL = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}
CROSSNER = {
    "politicalparty": "ORG",
    "organisation": "ORG",
    "politician": "PER",
    "person": "PER",
    "country": "LOC",
    "location": "LOC",
}


class Sentence(NamedTuple):
    """Words and their tags: O, B-PER, I-PER, ..., or ``UNKNOWN``. ``text`` is how they are printed, "" if not known."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    text: str = ""


class Name(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) are a name; in texts: characters."""

    first: int
    last: int
    label: str


Document = list[Sentence]


def names(tags: Iterable[str]) -> list[Name]:
    """The names that tags mark; an I- that nothing begins begins one."""
    found: list[Name] = []
    for index, tag in enumerate(tags):
        prefix, _, label = tag.partition("-")
        if prefix == "I" and found and found[-1].last == index and found[-1].label == label:
            found[-1] = found[-1]._replace(last=index + 1)
        elif prefix in ("B", "I"):
            found.append(Name(index, index + 1, label))
    return found


def tagged(length: int, found: Iterable[Name], blank: str = "O") -> list[str]:
    """Tags of ``length`` words with these names."""
    tags = [blank] * length
    for name in found:
        tags[name.first : name.last] = [f"B-{name.label}", *[f"I-{name.label}"] * (name.last - name.first - 1)]
    return tags


def located(sentence: Sentence) -> tuple[str, list[Name]]:
    """The text of a sentence, and its names by characters."""
    text = sentence.text or printed(sentence.words)
    starts, ends, at = [], [], 0
    for word in sentence.words:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
        ends.append(at)
    return text, [Name(starts[n.first], ends[n.last - 1], n.label) for n in names(sentence.tags)]


def printed(tokens: Iterable[str]) -> str:
    """Words as a line of text, punctuation joined to what it belongs to."""
    text = " ".join(tokens)
    text = re.sub(r" ([,.;:?!%)\]]|'s|n't|'(?:re|ve|ll|d|m))(?= |$)", r"\1", text)
    return re.sub(r"(?<=[(\[$]) ", "", text)


def uner(shared: Path, part: str) -> list[Document]:
    """UNER over the English Web Treebank; ``part`` is train or dev. Its other labels are no names."""
    rows = _lines(shared, "uner_ewt", rf"en_ewt-ud-{part}[\w.]*\.iob2")
    return [[_sentence(block, 1, 2, "\t", CONLL) for block in _blocks(rows)]]


def wikigold(shared: Path) -> list[Document]:
    """Sentences of Wikipedia in CoNLL's types."""
    rows = _lines(shared, "wikigold", r"wikigold\.conll\.txt")
    return [[_sentence(block, 0, 1, " ", CONLL) for block in _blocks(rows)]]


def crossner(shared: Path, part: str) -> list[Document]:
    """Sentences on politics; ``part`` is train or dev. They have nothing to do with one another."""
    rows = _lines(shared, "crossner_politics", rf"{part}\.txt")
    return [[_sentence(block, 0, 1, "\t", CROSSNER)] for block in _blocks(rows)]


def members(shared: Path, archive: str, name: str, encoding: str = "utf-8") -> Iterator[tuple[str, list[str]]]:
    """Names and lines of the files of a training archive whose file name matches, in order."""
    with tarfile.open(shared / "corpora" / "train" / f"{archive}.tar.xz") as opened:
        for member in sorted(opened.getmembers(), key=lambda member: member.name):
            file = opened.extractfile(member) if re.fullmatch(name, Path(member.name).name) else None
            if file:
                yield Path(member.name).name, file.read().decode(encoding).split("\n")


def _lines(shared: Path, archive: str, name: str) -> list[str]:
    return next(lines for _, lines in members(shared, archive, name))


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _sentence(block: list[str], word: int, tag: int, separator: str, labels: dict[str, str]) -> Sentence:
    rows = [line.split(separator) for line in block if not line.startswith("# ")]
    text = next((line.removeprefix("# text = ") for line in block if line.startswith("# text = ")), "")
    found = (Name(n.first, n.last, labels[n.label]) for n in names(row[tag] for row in rows) if n.label in labels)
    tokens = tuple(row[word] for row in rows)
    return Sentence(tokens, tuple(tagged(len(tokens), (trimmed(n, tokens) for n in found))), text)


def trimmed(name: Name, tokens: tuple[str, ...]) -> Name:
    """A name without the article, titles and possessive that some guidelines count in."""
    first, last = name.first, name.last
    titles = [index for index in range(first, last - 1) if tokens[index].lower() in words.TITLES]
    if name.label == "PER" and titles:
        first = titles[-1] + 1  # also what the title is of: "US President"
    while first < last - 1 and (tokens[first].lower() in words.ARTICLES or _before_person(name, tokens[first])):
        first += 1
    while last > first + 1 and tokens[last - 1] in ("'s", "’s", "'"):
        last -= 1
    return Name(first, last, name.label)


def _before_person(name: Name, token: str) -> bool:
    return name.label == "PER" and words.before_person(token)
