"""Whether both stores answer the same over a real archive: ``python -m bench.agreement ARCHIVE URL [--queries N]``.

``ARCHIVE`` is a folder that ``parley ingest`` wrote. Its documents are copied into Elasticsearch, and random searches
with words, phrases, filters and windows of the archive itself are put to both.
"""

from __future__ import annotations

import argparse
import random
import re
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from bench.search import archive
from parley.models import ArticleDocument
from parley.search import everything
from parley.stores.base import ArticleFacet, ClaimFacet, Query, Store
from parley.stores.elastic import ElasticStore
from parley.stores.embedded import EmbeddedStore

BATCH = 500


def main() -> None:
    """Print each search that they answer differently, and how many there were."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("url")
    parser.add_argument("--queries", type=int, default=1_000)
    given = parser.parse_args()
    with (
        closing(EmbeddedStore.open(given.archive / "store", readonly=True)) as embedded,
        archive(given.url) as connection,
        closing(ElasticStore.open(connection)) as elastic,
    ):
        articles = copied(embedded, elastic)
        chance = random.Random(11)
        asked = [query(articles, chance) for _ in range(given.queries)]
        different = [each for each in asked if answers(embedded, each) != answers(elastic, each)]
        found = sum(embedded.search(each).total > 0 for each in asked)
        for each in different:
            print(each.model_dump_json(exclude_defaults=True))
        print(f"{len(articles)} articles, {len(asked)} searches ({found} find some): {len(different)} differ")
        raise SystemExit(bool(different))


def copied(source: Store, target: Store) -> list[ArticleDocument]:
    """Write everything of one store into another."""
    stream, articles = everything(source, Query(candidates="include")), []
    while some := list(islice(stream, BATCH)):
        target.write([article for article, _ in some], [claim for _, claims in some for claim in claims])
        articles += [article for article, _ in some]
    return articles


def query(articles: list[ArticleDocument], chance: random.Random) -> Query:
    """A search for some of what one article has."""
    article = chance.choice(articles)
    words = re.findall(r"\S+", article.text.replace('"', " "))
    start = chance.randrange(max(1, len(words) - 3))
    keys = [key.split("|", 2) for key in article.stance_keys]
    actor, stance, target = chance.choice(keys) if keys and chance.random() < 0.5 else ("", "", "")
    text = (
        "",
        chance.choice(words),
        f"{chance.choice(words)} {chance.choice(words)}",
        f'"{" ".join(words[start : start + 3])}"',
        f'{chance.choice(words)} "{" ".join(words[start : start + 2])}"',
    )
    fields: dict[str, Any] = {
        "text": chance.choice(text),
        "actors": (actor,) if actor else article.actors[:1] if chance.random() < 0.3 else (),
        "stances": (stance,) if stance and chance.random() < 0.7 else (),
        "targets": (target,) if target and chance.random() < 0.5 else (),
        "topics": article.topics[:2] if chance.random() < 0.3 else (),
        "since": date(chance.randrange(1999, 2020), chance.randrange(1, 13), 1) if chance.random() < 0.3 else None,
        "undated": chance.choice(["include", "include", "exclude", "only"]),
        "candidates": chance.choice(["include", "exclude", "only"]),
        "copies": chance.choice(["include", "include", "exclude", "only"]),
        "sort": chance.choice(["relevance", "newest", "oldest"]),
        "limit": 10_000,  # all that is found: of more, each store would give those that it scores best
    }
    return Query.model_validate(fields)


def answers(store: Store, asked: Query) -> list[Any]:
    """All that is found with its highlights, ordered as promised, and two facets."""
    page, held = store.search(asked), store.claims(asked)
    free = asked.sort == "relevance"  # scores of words are each store's own
    hits = [(hit.article, hit.highlights) for hit in page.hits]
    claims = [(hit.claim, hit.highlights) for hit in held.hits]
    facet = get_args(ArticleFacet)[len(asked.text) % len(get_args(ArticleFacet))]
    claim_facet = get_args(ClaimFacet)[len(asked.text) % len(get_args(ClaimFacet))]
    return [
        page.total,
        held.total,
        sorted(hits, key=lambda hit: hit[0].id) if free else hits,
        sorted(claims, key=lambda hit: hit[0].id) if free else claims,
        store.article_facet(asked, facet),
        store.claim_facet(asked, claim_facet),
    ]


if __name__ == "__main__":
    main()
