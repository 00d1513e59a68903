"""How well ``clean`` takes the page away and leaves the article: ``python -m bench.quality.extraction ../shared``.

Pages: F1 over the multiset of four-token shingles of article_extraction, precision and recall averaged over the pages
as its authors do.
Prose: the share of sentences of clean news texts that survive in title and text, for three layouts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import mean
from typing import Literal, NamedTuple

import trafilatura
from bs4 import BeautifulSoup

from parley.clean import clean
from parley.clean.text import clean_text
from parley.models import CleanArticle, RawArticle, Rejected

SHINGLE = 4
TOKEN = re.compile(r"\w+")
LAYOUTS = {"sentence a line": "\n", "sentence a paragraph": "\n\n", "one paragraph": " "}


class Page(NamedTuple):
    html: str
    gold: str


def main() -> None:
    """Print both tables and the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder that holds corpora/")
    parser.add_argument("--lost", action="store_true", help="print the sentences that do not survive")
    arguments = parser.parse_args()
    corpora, show = arguments.shared / "corpora", arguments.lost
    _print_pages(list(pages(corpora / "dev" / "article_extraction.tar.xz")))
    for path in [
        *sorted((corpora / "train").glob("claims_*.jsonl")),
        *sorted((corpora / "dev").glob("claims_*.jsonl")),
    ]:
        _print_survival(f"{path.parent.name}/{path.stem}", [row["sentences"] for row in _rows(path)], show)
    pieces = [[_plain(s) for s in row["sentences"]] for row in _rows(corpora / "voa_afghan_pseudo_docs.jsonl")]
    _print_survival("voa pseudo documents", pieces, show)


def pages(archive: Path) -> Iterator[Page]:
    """The pages of the article-extraction benchmark with their article bodies."""
    with tarfile.open(archive) as tar:
        files = {member.name: member for member in tar if member.isfile()}

        def read(name: str) -> bytes:
            stream = tar.extractfile(files[name])
            assert stream is not None
            return stream.read()

        for key, row in json.loads(read("article_extraction/ground-truth.json")).items():
            html = gzip.decompress(read(f"article_extraction/html/{key}.html.gz")).decode(errors="replace")
            yield Page(html, row["articleBody"])


def overlap(predicted: str, gold: str) -> tuple[int, int, int]:
    """How many shingles two texts share, and how many each has."""
    found, wanted = _shingles(predicted), _shingles(gold)
    both = sum((found & wanted).values())
    return both, sum(found.values()), sum(wanted.values())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[n : n + SHINGLE]) for n in range(max(1, len(tokens) - SHINGLE + 1)) if tokens)


def dump(html: str) -> str:
    """What BeautifulSoup alone makes of a page."""
    soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    return soup.get_text("\n")


def cleaned(content: str, kind: Literal["text", "html"]) -> str:
    """The text that ``clean`` leaves; "" where it rejects."""
    return _text(clean(RawArticle(source="b", source_name="b", item="b", origin="b", content=content, kind=kind)))


def _text(result: CleanArticle | Rejected) -> str:
    return result.text if isinstance(result, CleanArticle) else ""


def _print_pages(found: list[Page]) -> None:
    print(f"{len(found)} pages              precision  recall     F1   seconds")
    ways: dict[str, Callable[[str], str]] = {
        "trafilatura alone": lambda html: trafilatura.extract(html, include_comments=False) or "",
        "clean, HTML": lambda html: cleaned(html, "html"),
        "BeautifulSoup dump": dump,
        "clean, dumped text": lambda html: cleaned(dump(html), "text"),
    }
    for name, way in ways.items():
        start = time.perf_counter()
        counts = [overlap(way(page.html), page.gold) for page in found]
        seconds = time.perf_counter() - start
        precision = mean(both / found for both, found, _ in counts if found)
        recall = mean(both / wanted for both, _, wanted in counts if wanted)
        score = 2 * precision * recall / (precision + recall)
        print(f"{name:24} {precision:9.3f} {recall:7.3f} {score:7.3f} {seconds:9.1f}")


def _print_survival(name: str, documents: list[list[str]], show: bool) -> None:
    for layout, separator in LAYOUTS.items():
        start = time.process_time()
        results = [clean_text(separator.join(sentences)) for sentences in documents]
        seconds = time.process_time() - start
        total = sum(map(len, documents))
        lost = [
            sentence
            for sentences, result in zip(documents, results, strict=True)
            for sentence in _lost(sentences, f"{result.title}\n{result.text}")
        ]
        size = sum(len(sentence) for sentences in documents for sentence in sentences) / 1e6
        print(f"{name:24} {layout:22} kept {1 - len(lost) / total:.4f} of {total}, {size / seconds:.1f} MB/s")
        if show:
            for sentence in lost:
                print("      lost:", sentence[:160])


def _lost(sentences: Iterable[str], text: str) -> Iterator[str]:
    squeezed = re.sub(r"\W+", "", text)
    return (sentence for sentence in sentences if re.sub(r"\W+", "", sentence) not in squeezed)


def _rows(path: Path) -> Iterator[dict[str, list[str]]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _plain(sentence: str) -> str:
    """A tokenised sentence as it was printed, nearly."""
    return re.sub(r" ([.,;:?!])", r"\1", re.sub(r" ' ?(s|t|re|ve|ll)\b", r"'\1", sentence))


if __name__ == "__main__":
    main()
