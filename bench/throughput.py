"""Articles a second of the whole pipeline, and of reading actors, beside the pretrained language model alone.

Each in a process of its own.

python -m bench.throughput [--articles 936 2000 20000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

import spacy

from bench import corpus
from parley import pipeline
from parley.archive import writing
from parley.batch import enricher
from parley.enrich.actors import Actors
from parley.enrich.nlp import load
from parley.enrich.pieces import Piece
from parley.enrich.places import Places
from parley.knowledge import shipped
from parley.models import Published
from parley.settings import Settings

TOGETHER = 30  # articles parsed in one go
MEGABYTE = 1024  # ru_maxrss counts kilobytes on Linux


def parley(path: str, archive: str) -> dict[str, Any]:
    """The whole pipeline into a new archive; models are loaded before the clock starts, as they are for plain."""
    settings = Settings()
    enricher(settings)
    with writing(archive) as opened:
        started = time.perf_counter()
        report = pipeline.ingest(opened, [path], settings)
        return {"seconds": time.perf_counter() - started, "stages": report.seconds, "claims": report.claims}


def actors(path: str, _: str) -> dict[str, Any]:
    """Parsing, names and actors over the same texts, some articles at a time; how long loading took is given too."""
    started = time.perf_counter()
    nlp, knowledge = load(Settings().spacy_model), shipped()
    finder = Actors(knowledge, Places(knowledge))
    loading = time.perf_counter() - started
    started = time.perf_counter()
    with open(path, encoding="utf-8") as lines:
        while texts := [json.loads(line)["text"] for line in islice(lines, TOGETHER)]:
            with nlp.memory_zone():
                numbered = [(part, number) for number, text in enumerate(texts) for part in text.split("\n\n")]
                pieces: list[list[Piece]] = [[] for _ in texts]
                for doc, number in nlp.pipe(numbered, as_tuples=True):
                    pieces[number].append(Piece("text", 0, doc))
                for found in pieces:
                    finder.find(found, Published())
    return {"seconds": time.perf_counter() - started, "loading": loading}


def plain(path: str, _: str) -> dict[str, Any]:
    """``spacy.load(...).pipe`` over the same texts, with nothing around it."""
    nlp = spacy.load(Settings().spacy_model)
    with open(path, encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        started = time.perf_counter()
        for _doc in nlp.pipe(texts):
            pass
    return {"seconds": time.perf_counter() - started}


def measured(mode: str, path: Path, archive: Path) -> dict[str, Any]:
    """Run one mode in a new process; its own figures with its peak memory in MB."""
    command = [sys.executable, "-m", "bench.throughput", "--mode", mode, "--path", str(path), "--archive", str(archive)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with status {status}")
    figures: dict[str, Any] = json.loads(printed)
    return figures | {"peak_mb": usage.ru_maxrss / MEGABYTE}


def compare(articles: int, folder: Path) -> None:
    """Print one block of figures for that many articles."""
    path = folder / f"{articles}.jsonl"
    words = corpus.write(path, articles)
    alone = measured("plain", path, folder / "none")
    reading = measured("actors", path, folder / "none")
    whole = measured("parley", path, folder / f"archive-{articles}")
    print(f"\n{articles} articles, {words} words")
    print(f"{'':14}{'seconds':>9}{'articles/s':>12}{'words/s':>9}{'peak MB':>9}")
    for name, row in (("spaCy alone", alone), ("actors alone", reading), ("Parley", whole)):
        seconds = row["seconds"]
        print(f"{name:14}{seconds:9.1f}{articles / seconds:12.1f}{words / seconds:9.0f}{row['peak_mb']:9.0f}")
    print(f"models and knowledge load in {reading['loading']:.1f} s")
    print(f"not the language model: {1 - alone['seconds'] / whole['seconds']:.0%} of Parley's time")
    stages = sorted(whole["stages"].items(), key=lambda pair: -pair[1])
    print("stages: " + ", ".join(f"{stage} {s / whole['seconds']:.1%}" for stage, s in stages))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[936, 2_000, 20_000])
    parser.add_argument("--mode", choices=("parley", "actors", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    parser.add_argument("--archive", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.mode:
        print(json.dumps({"parley": parley, "actors": actors, "plain": plain}[args.mode](args.path, args.archive)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for articles in args.articles:
            compare(articles, Path(folder))


if __name__ == "__main__":
    main()
