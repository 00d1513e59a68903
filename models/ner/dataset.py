"""All that the model learns from: the corpora without what is measured on, with copies in other letters."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.ner import annotated, corpora, gmb, gum
from models.ner.annotated import key
from models.ner.corpora import Document, Sentence

# Newswire repeats itself: of its sentences with no name, and of those with no other names than places, so many are kept
NAMELESS, PLACES_ONLY = 0.4, 0.6
SHARES = {str.lower: 0.05, str.upper: 0.06, str.title: 0.07}  # of documents that are seen again in other letters


def training(shared: Path, seed: int) -> list[Document]:
    """The documents to train on, in a fixed order."""
    measured = {key(line) for found in annotated.documents(shared / "corpora" / "dev") for line in found["sentences"]}
    train = shared / "corpora" / "train"
    chance = random.Random(seed)
    documents = [
        *_thinned(_with_actors(gmb.read(shared), train), chance),
        *annotated.read(train, "claims_web.jsonl"),
        *corpora.uner(shared, "train"),
        *corpora.wikigold(shared),
        *corpora.crossner(shared, "train"),
        *gum.read(shared, news=False),
    ]
    kept = [[s for s in document if key("".join(s.words)) not in measured] for document in documents]
    chosen = [document for document in kept if document]
    return chosen + list(_copies(chosen, chance))


def fingerprint(documents: Iterable[Document]) -> str:
    """A hash of words and tags: what a model was trained on."""
    digest = hashlib.blake2b(digest_size=8)
    for document in documents:
        for sentence in document:
            digest.update("\t".join((*sentence.words, *sentence.tags)).encode())
    return digest.hexdigest()


def _with_actors(documents: list[Document], train: Path) -> Iterator[Document]:
    """Newswire with the labels of those of its sentences that have been annotated with actors."""
    names: dict[str, dict[tuple[str, ...], str]] = {}
    for found in annotated.documents(train):
        names |= dict.fromkeys(map(key, found["sentences"]), annotated.surfaces(found))
    for document in documents:
        known = [names.get(key("".join(sentence.words)), {}) for sentence in document]
        yield [
            s._replace(tags=tuple(annotated.overlaid(s.words, s.tags, k))) for s, k in zip(document, known, strict=True)
        ]


def _thinned(documents: Iterable[Document], chance: random.Random) -> Iterator[Document]:
    for document in documents:
        labels = [{tag[2:] for tag in sentence.tags} - {""} for sentence in document]
        shares = [1.0 if found - {"LOC"} else PLACES_ONLY if found else NAMELESS for found in labels]
        yield [sentence for sentence, share in zip(document, shares, strict=True) if chance.random() < share]


def _copies(documents: Iterable[Document], chance: random.Random) -> Iterator[Document]:
    """Sentences as they look in headlines and in careless writing."""
    sentences = [sentence for document in documents for sentence in document]
    for letters, share in SHARES.items():
        for sentence in chance.sample(sentences, int(share * len(sentences))):
            yield [Sentence(tuple(map(letters, sentence.words)), sentence.tags)]
