"""GUM's entities as names: of each mention whose head is a proper noun, the proper nouns around that head."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from models.ner import words
from models.ner.corpora import Document, Name, Sentence, members, tagged, trimmed

LABELS = {"person": "PER", "organization": "ORG", "place": "LOC"}
BRACKETS = re.compile(r"\((\d+)-([a-z]+)-[^()]*(\))?|(\d+)\)")
HYPHENS = frozenset({"-", "–", "de", "la", "al", "bin", "van", "von", "der"})
INSIDE = HYPHENS | frozenset({"of", "for", "and", "the", "'s", "’s", "&", ".", "/"})


class Token(NamedTuple):
    """One row of CoNLL-U."""

    form: str
    pos: str
    head: int  # number of its head in the sentence, from 0; -1 for the root
    misc: str


class Mention(NamedTuple):
    """Tokens ``first`` to ``last`` (exclusive), anything from a name to a clause."""

    first: int
    last: int
    kind: str


def read(shared: Path, *, news: bool) -> list[Document]:
    """The documents of the news genre, which is for measuring, or all the others."""
    files = members(shared, "gum", r"GUM_\w+\.conllu")
    return [_document(lines) for name, lines in files if ("_news_" in name) is news]


def _document(lines: list[str]) -> Document:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return [_sentence(block) for block in blocks if block]


def _sentence(block: list[str]) -> Sentence:
    rows = [line.split("\t") for line in block if line[0].isdigit() and line.split("\t")[0].isdigit()]
    tokens = [Token(row[1], row[3], int(row[6]) - 1, row[9]) for row in rows]
    forms = tuple(token.form for token in tokens)
    tags = ["O"] * len(tokens)
    for mention in sorted(_mentions(tokens), key=lambda m: m.first - m.last):  # the longest first
        name = _name(tokens, mention)
        if name and set(tags[name.first : name.last]) == {"O"}:
            tags[name.first : name.last] = tagged(name.last - name.first, [Name(0, name.last - name.first, name.label)])
    text = next((line.removeprefix("# text = ") for line in block if line.startswith("# text = ")), "")
    return Sentence(forms, tuple(tags), text)


def _mentions(tokens: list[Token]) -> list[Mention]:
    found: list[Mention] = []
    open_: list[tuple[str, str, int]] = []
    for index, token in enumerate(tokens):
        value = next((part[7:] for part in token.misc.split("|") if part.startswith("Entity=")), "")
        for match in BRACKETS.finditer(value):
            number, kind, closed, closing = match.groups()
            if number:
                open_.append((number, kind, index))
            if closed or closing:
                at = next((i for i in range(len(open_) - 1, -1, -1) if closed or open_[i][0] == closing), None)
                if at is not None:
                    _, kind, first = open_.pop(at)
                    found.append(Mention(first, index + 1, kind))
    return found


def _name(tokens: list[Token], mention: Mention) -> Name | None:
    """The name that a mention is, without what only describes; None where it is none or of no kind that counts."""
    label = LABELS.get(mention.kind)
    inside = range(mention.first, mention.last)
    head = next((i for i in inside if tokens[i].head not in inside), mention.first)
    if label == "PER" and tokens[head].pos == "NOUN" and head + 1 in inside:
        head += 1  # "captain" is the head of "captain Dara Voss"
    if label is None or tokens[head].pos != "PROPN":
        return None
    small = HYPHENS if label == "PER" else INSIDE
    first = last = head
    while first > mention.first and _belongs(tokens, first - 1, mention, small):
        first -= 1
    while last < mention.last - 1 and _belongs(tokens, last + 1, mention, small):
        last += 1
    while first < head and tokens[first].form.lower() in INSIDE:
        first += 1
    while last > head and tokens[last].form.lower() in INSIDE - {"."}:
        last -= 1
    forms = tuple(token.form for token in tokens)
    name = trimmed(Name(first, last + 1, label), forms)
    found = forms[name.first : name.last]
    if words.demonym(found) or (label == "PER" and found[-1].lower() in words.TITLES):
        return None
    surface = " ".join(found)
    return name._replace(label=words.SETTLED.get(surface, "LOC" if surface in words.COUNTRIES else label))


def _belongs(tokens: list[Token], index: int, mention: Mention, small: frozenset[str]) -> bool:
    """The word goes on with a name: a proper noun, or a small word between two."""
    token = tokens[index]
    if token.pos == "PROPN" or (token.pos in ("ADJ", "VERB", "NOUN") and token.form[0].isupper()):
        return True  # "United" is a verb to some
    around = [tokens[i] for i in (index - 1, index + 1) if mention.first <= i < mention.last]
    return (
        token.form.lower() in small
        and len(around) == 2
        and all(t.form[0].isupper() or t.form.lower() in small or "-" in token.form for t in around)
    )
