"""Names in an archive that nobody in the knowledge answers to, the most frequent first, and who may be meant."""

from __future__ import annotations

import re
from itertools import islice

from parley.knowledge import Knowledge
from parley.models import ActorType, ArticleDocument, Mention, Model
from parley.spelling import Near, Spellings
from parley.stores.base import Query, Store

LOCAL = "local:"  # starts the ids that articles grew themselves
MAYBE = 0.75  # of 1: a suggestion is looked at by a person, so it may be less near than ``spelling.NEAR``
SUGGESTED = 3
MOST = 10_000  # actors that a store counts at once: the most frequent
SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s|\n")


class Suggestion(Model):
    """A known actor with a name that is spelt alike, and how alike: 0 to 1."""

    actor: str
    name: str
    likeness: float


class Unresolved(Model):
    """A name that nobody answers to, with a sentence in which it stands."""

    actor: str
    name: str
    type: ActorType
    articles: int
    article: str
    example: str
    suggestions: tuple[Suggestion, ...]


def unresolved(store: Store, knowledge: Knowledge, limit: int) -> tuple[Unresolved, ...]:
    """The names that stand in most articles."""
    counts = (row for row in store.article_facet(Query(), "actors", MOST) if row.value.startswith(LOCAL))
    spellings = {
        person: Spellings(a for a in knowledge.actors.values() if (a.type == "person") == person)
        for person in (True, False)
    }
    found = []
    for row in islice(counts, limit):
        hits = store.search(Query(actors=(row.value,), limit=1)).hits
        found += [_unresolved(hit.article, row.value, row.count, spellings) for hit in hits]
    return tuple(found)


def _unresolved(article: ArticleDocument, actor: str, articles: int, spellings: dict[bool, Spellings]) -> Unresolved:
    place = article.actors.index(actor)
    name, kind = article.actor_names[place], article.actor_types[place]
    mention = next(mention for mention in article.mentions if mention.actor == actor)
    return Unresolved(
        actor=actor,
        name=name,
        type=kind,
        articles=articles,
        article=article.id,
        example=sentence(article, mention),
        suggestions=tuple(map(_suggestion, spellings[kind == "person"].near(name, MAYBE)[:SUGGESTED])),
    )


def _suggestion(near: Near) -> Suggestion:
    return Suggestion(actor=near.actor, name=near.name, likeness=round(near.likeness, 2))


def sentence(article: ArticleDocument, mention: Mention) -> str:
    """The words around a mention up to the ends of sentences."""
    text = article.title if mention.part == "title" else article.text
    start = max((end.end() for end in SENTENCE_END.finditer(text, 0, mention.start)), default=0)
    end = SENTENCE_END.search(text, mention.end)
    return text[start : end.end() if end else len(text)].strip()
