"""The documents annotated with actors: names of persons, countries and organisations in Parley's own kind of text.

Only actors are annotated there, so whatever else has a capital is unknown, not O.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from models.ner import words
from models.ner.corpora import UNKNOWN, Document, Name, Sentence, tagged

WORD = re.compile(
    r"(?:[A-Z]\.)+|(?:Adm|Capt|Co|Col|Corp|Dr|Gen|Gov|Inc|Jr|Lt|Ltd|Mr|Mrs|Ms|Rep|Rev|Sen|Sgt|Sr|St)\."
    r"|\w+(?:[-–.&/]\w+|['’](?!s\b)\w+)*|['’]s\b|[^\w\s]"
)
SEATS = frozenset({"White House", "Kremlin", "Pentagon", "Vatican"})  # annotated as the country that they stand for


def documents(folder: Path, files: str = "claims_*.jsonl") -> Iterator[dict[str, Any]]:
    """The annotated documents of a folder, file by file."""
    for path in sorted(folder.glob(files)):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def surfaces(document: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """The names of the actors of a document, as words, each with its label."""
    found: dict[tuple[str, ...], str] = {}
    for actor in document["actors"]:
        label = {"person": "PER", "country": "LOC"}.get(actor["type"], "ORG")
        for surface in actor["surface"]:
            name = proper(surface, label)
            if name:
                found[name] = words.SETTLED.get(" ".join(name), label)
    return found


def proper(surface: str, label: str) -> tuple[str, ...]:
    """The words of a surface that are a proper name, without articles, titles and demonyms before it; else none."""
    tokens = WORD.findall(surface)
    while tokens and (words.before_person(tokens[0]) if label == "PER" else tokens[0].lower() in words.ARTICLES):
        tokens = tokens[1:]
    lower = [token.lower() for token in tokens]
    if (
        not tokens
        or words.demonym(tuple(tokens))
        or lower[-1] in words.NO_BODIES
        or lower[0] in words.SMALL - {"al", "el"}
    ):
        return ()
    if " ".join(tokens) in SEATS:
        return ()
    capitals = [t[0].isupper() or t[0].isdigit() or low in words.SMALL for t, low in zip(tokens, lower, strict=True)]
    if not all(capitals) or (len(tokens) == 1 and lower[0] in words.NO_NAMES | words.TITLES | words.COMMON):
        return ()
    return tuple(tokens)


def read(folder: Path, files: str) -> list[Document]:
    """The annotated documents with the names of their actors; other words with capitals are unknown."""
    return [
        [_sentence(tuple(WORD.findall(line)), line, surfaces(document)) for line in document["sentences"]]
        for document in documents(folder, files)
    ]


def key(text: str) -> str:
    """Equal for two printings of a sentence."""
    return "".join(filter(str.isalnum, text)).lower()


def _sentence(tokens: tuple[str, ...], text: str, names: dict[tuple[str, ...], str]) -> Sentence:
    tags = [UNKNOWN if any(map(str.isupper, token)) else "O" for token in tokens]
    return Sentence(tokens, tuple(overlaid(tokens, tags, names)), text)


def overlaid(tokens: tuple[str, ...], tags: Iterable[str], names: dict[tuple[str, ...], str]) -> list[str]:
    """Tags with these names marked in them, longest first; of what a name cuts, the rest is unknown."""
    tags = list(tags)
    done = [False] * len(tokens)
    for name, label in sorted(names.items(), key=lambda pair: -len(pair[0])):
        for first in range(len(tokens) - len(name) + 1):
            last = first + len(name)
            if tokens[first:last] == name and not any(done[first:last]):
                tags[first:last] = tagged(len(name), [Name(0, len(name), label)])
                done[first:last] = [True] * len(name)
                if last < len(tokens) and tags[last][0] == "I" and not done[last]:
                    tags[last] = UNKNOWN
    return tags
