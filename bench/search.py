"""How fast the stores write and answer: ``python -m bench.search [--articles N] [--queries N] [--elasticsearch URL]``.

Without a URL only the embedded store is measured; ``python -m tools.elasticsearch start`` prints one.

A query has two words, three filters, four facets and highlights, as a page of results needs them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from parley.models import ArticleDocument, ClaimDocument, Versions
from parley.stores.base import ArticleFacet, Query, Store
from parley.stores.elastic import ElasticStore, upkeep
from parley.stores.elastic.connection import Connection, client, from_environment
from parley.stores.embedded import EmbeddedStore

BATCH = 500  # articles of one write
LENGTH = 430  # words of an article: about 2.6 kB
FACETS: tuple[ArticleFacet, ...] = ("actors", "topics", "outlet", "stance_keys")
STANCES = ("support", "oppose", "conditional", "neutral")
TOPICS = [f"topic-{n}" for n in range(20)]
ACTORS = [f"actor-{n}" for n in range(300)]
FIRST = datetime(2001, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print documents per second of writing, and milliseconds of a query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--elasticsearch", metavar="URL")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, closing(EmbeddedStore.open(Path(folder))) as store:
        print("embedded")
        measure(store, given.articles, given.queries)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(f"{size / 1e6:.0f} MB on disk")
    if given.elasticsearch:
        print("elasticsearch")
        with archive(given.elasticsearch) as connection, closing(ElasticStore.open(connection)) as server:
            measure(server, given.articles, given.queries)
            print(f"{sum(index.bytes for index in upkeep.status(connection)) / 1e6:.0f} MB on disk")


@contextmanager
def archive(url: str) -> Iterator[Connection]:
    """A new archive on a server, gone at the end."""
    made = from_environment(url).model_copy(update={"prefix": f"bench-{uuid.uuid4().hex[:8]}"})
    upkeep.init(made)
    try:
        yield made
    finally:
        with client(made) as server:
            for name in server.indices.get(index=f"{made.prefix}-*", features=["aliases"]):
                server.indices.delete(index=name)
            server.indices.delete_index_template(name=f"{made.prefix}-*")
            server.cluster.delete_component_template(name=f"{made.prefix}-*")


def measure(store: Store, articles: int, queries: int) -> None:
    """Write and ask the same, whichever the store."""
    chance, words = beginning()
    documents, seconds = written(store, articles, words, chance)
    print(f"wrote {documents} documents in {seconds:.1f} s: {documents / seconds:.0f} documents/s")
    times = sorted(asked(store, words, chance) for _ in range(queries))
    median, worst = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"{len(times)} queries with {len(FACETS)} facets: p50 {median * 1e3:.1f} ms, p99 {worst * 1e3:.1f} ms")


def beginning() -> tuple[random.Random, list[str]]:
    """The same chance and the same words for each store."""
    chance = random.Random(7)
    letters = "abcdefghiklmnoprstuvwy"
    return chance, ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(20_000)]


def written(store: Store, articles: int, words: list[str], chance: random.Random) -> tuple[int, float]:
    """Write that many articles with their claims; how many documents that were, and seconds in the store alone."""
    documents, seconds = 0, 0.0
    for start in range(0, articles, BATCH):
        batch = [article(n, words, chance) for n in range(start, min(start + BATCH, articles))]
        claims = [claim for each in batch for claim in claims_of(each)]
        began = time.perf_counter()
        store.write(batch, claims)
        seconds += time.perf_counter() - began
        documents += len(batch) + len(claims)
    return documents, seconds


def asked(store: Store, words: list[str], chance: random.Random) -> float:
    """Seconds that one random query takes with its facets."""
    year = chance.randrange(2001, 2020)
    query = Query(
        text=f"{word(words, chance)} {word(words, chance)}",
        topics=tuple(chance.sample(TOPICS, 5)),
        outlets=tuple(f"Outlet {n}" for n in range(10)),
        since=date(year, 1, 1),
    )
    began = time.perf_counter()
    store.search(query)
    for facet in FACETS:
        store.article_facet(query, facet)
    return time.perf_counter() - began


def word(words: list[str], chance: random.Random) -> str:
    """Few words are frequent, most are rare."""
    return words[int(len(words) * chance.random() ** 4)]


def article(number: int, words: list[str], chance: random.Random) -> ArticleDocument:
    """A synthetic article with the fields that searches touch; one in five is undated."""
    at = None if number % 5 == 0 else FIRST + timedelta(minutes=chance.randrange(20 * 365 * 24 * 60))
    day = at.date() if at else None
    actors = chance.sample(ACTORS, 4)
    return ArticleDocument(
        id=f"{number:016x}",
        source="bench",
        source_name="Bench",
        item=str(number),
        outlet=f"Outlet {chance.randrange(30)}",
        title=" ".join(word(words, chance) for _ in range(8)),
        text=" ".join(word(words, chance) for _ in range(LENGTH)),
        published_at=at,
        published_range=None,
        published_earliest=day,
        published_latest=day,
        published_precision="instant" if at else "unknown",
        published_basis="metadata" if at else "none",
        topics=tuple(chance.sample(TOPICS, 3)),
        actors=tuple(actors),
        actor_names=tuple(actors),
        actor_types=("person",),
        stance_keys=tuple(f"{actor}|{chance.choice(STANCES)}|{chance.choice(TOPICS)}" for actor in actors[:2]),
        story=f"story-{number}",
        url=None,
        authors=(),
        language="en",
        date_evidence=(),
        mentions=(),
        mentions_unresolved=(),
        places=(),
        locations=(),
        duplicate_of=None,
        removed=(),
        ingested_at=FIRST,
        run="bench",
        versions=Versions(pipeline="1", knowledge="1", models="1"),
        content_hash=str(number),
    )


def claims_of(article: ArticleDocument) -> list[ClaimDocument]:
    """One claim for each stance key."""
    sentence = article.text[:150]
    return [
        ClaimDocument.model_validate(
            article.model_dump(include=set(ClaimDocument.model_fields) - {"id"})
            | {
                "id": f"{article.id}-{number}",
                "article": article.id,
                "article_title": article.title,
                "actor": actor,
                "actor_name": actor,
                "actor_type": "person",
                "stance": stance,
                "target": target,
                "target_name": target,
                "target_kind": "topic",
                "sentence": sentence,
                "part": "text",
                "start": 0,
                "end": len(sentence),
                "cue": sentence[:5],
                "rule": "bench",
                "attribution": "own",
                "confidence": 0.9,
            }
        )
        for number, (actor, stance, target) in enumerate(key.split("|") for key in article.stance_keys)
    ]


if __name__ == "__main__":
    main()
