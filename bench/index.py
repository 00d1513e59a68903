"""How much Parley's own care costs in writing: ``python -m bench.index URL [--articles N] [--rounds N]``.

Batches of articles with claims are written once by Parley's store and once by a plain ``streaming_bulk`` into indices
of the same mapping, one after the other in turn, in the same run. ``python -m tools.elasticsearch start`` prints a URL.

Parley's time has everything: the look for former claims, the order claims before articles. Both refresh once at their
end. A first round does not count: the server compiles what it runs.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from statistics import median
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from bench.search import archive, article, beginning, claims_of
from parley.models import ArticleDocument, ClaimDocument
from parley.stores.elastic import ElasticStore
from parley.stores.elastic.connection import Connection, client

WARM_UP = 2_000  # articles

Batch = tuple[list[ArticleDocument], list[ClaimDocument]]


def main() -> None:
    """Print documents per second of both, their ratio, and the memory that a long run takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--batch", type=int, default=500, help="articles of one write")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    for way in (by_parley, by_itself):
        way(given.url, batches(WARM_UP, given.batch))
    ratios = []
    for number in range(given.rounds):
        both = dict.fromkeys((by_parley, by_itself), 0.0)
        for way in both if number % 2 else reversed(both):
            both[way] = way(given.url, batches(given.articles, given.batch))
        parley, plain = both.values()
        ratios.append(parley / plain)
        print(f"round {number + 1}: parley {parley:.0f} documents/s, plain {plain:.0f}, ratio {parley / plain:.2f}")
        print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB so far")
    print(f"ratio {median(ratios):.2f} (median of {len(ratios)})")


def batches(articles: int, size: int) -> Iterator[Batch]:
    chance, words = beginning()
    for start in range(0, articles, size):
        made = [article(n, words, chance) for n in range(start, min(start + size, articles))]
        yield made, [claim for each in made for claim in claims_of(each)]


def by_parley(url: str, work: Iterable[Batch]) -> float:
    """Documents per second."""
    with archive(url) as where, closing(ElasticStore.open(where)) as store:
        return timed(work, store.write, store.close)


def by_itself(url: str, work: Iterable[Batch]) -> float:
    """Documents per second of the plain way."""
    with archive(url) as where, client(where) as server:
        return timed(
            work,
            lambda articles, claims: plainly(server, where, articles, claims),
            lambda: server.indices.refresh(index=[where.articles, where.claims]),
        )


def timed(
    work: Iterable[Batch],
    write: Callable[[list[ArticleDocument], list[ClaimDocument]], None],
    finish: Callable[[], object],
) -> float:
    """Documents per second of writing all batches and finishing; making them does not count."""
    documents, seconds = 0, 0.0
    for articles, claims in work:
        documents += len(articles) + len(claims)
        began = time.perf_counter()
        write(articles, claims)
        seconds += time.perf_counter() - began
    began = time.perf_counter()
    finish()
    return documents / (seconds + time.perf_counter() - began)


def plainly(
    server: Elasticsearch, where: Connection, articles: list[ArticleDocument], claims: list[ClaimDocument]
) -> None:
    """As the client's documentation shows it."""

    def actions() -> Iterator[dict[str, Any]]:
        for index, documents in ((where.articles, articles), (where.claims, claims)):
            for document in documents:
                yield {"_index": index, "_id": document.id, "_source": document.model_dump(mode="json")}

    for _ in streaming_bulk(server, actions()):
        pass


if __name__ == "__main__":
    main()
