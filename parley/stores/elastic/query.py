"""From a ``Query`` to Elasticsearch's query language. What people typed is only ever a value to match, never parsed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, get_args

from parley.errors import QueryError
from parley.stores.base import ArticleFacet, ClaimFacet, Query, article_terms, claim_terms
from parley.stores.embedded.words import EXACT, PHRASE, POSSESSIVE, Wanted, wanted

Clause = dict[str, Any]  # a query of Elasticsearch's language, which is JSON


@dataclass(frozen=True)
class Kind:
    """What differs between searching articles and claims."""

    name: str
    texts: dict[str, float]  # the weight of each text field in the score
    facets: tuple[str, ...]


ARTICLES = Kind("articles", {"title": 2.0, "text": 1.0}, get_args(ArticleFacet))
CLAIMS = Kind("claims", {"sentence": 1.0}, get_args(ClaimFacet))

KEYS = {"exclude": ("stance_keys",), "include": ("stance_keys", "candidate_keys"), "only": ("candidate_keys",)}


def matching(kind: Kind, query: Query) -> tuple[Clause, Wanted]:
    """What all documents found match, and the words to highlight; only the text counts for the score.

    Raises ``QueryError``.
    """
    if query.since and query.until and query.since > query.until:
        raise QueryError(f"since {query.since} is after until {query.until}; exchange them")
    want = wanted(query.text)
    held = _held(query) if kind is ARTICLES else _candidates(query)
    filters = [*_window(query), *_copies(query), *_terms(kind, query), *held]
    return {"bool": {"must": list(_text(kind, query.text, want)), "filter": filters}}, want


def _text(kind: Kind, text: str, want: Wanted) -> Iterator[Clause]:
    """One clause for each word and phrase: it occurs in one of the text fields."""
    for word in dict.fromkeys(_words(text)):
        yield _somewhere([{"match": {f: {"query": word, "boost": boost}}} for f, boost in kind.texts.items()])
    for phrase in want.phrases:
        words = " ".join(phrase)
        yield _somewhere(
            [{"match_phrase": {f"{f}.exact": {"query": words, "boost": boost}}} for f, boost in kind.texts.items()]
        )


def _words(text: str) -> list[str]:
    """Outside of phrases; the server reduces them to their stems."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return EXACT.analyze(POSSESSIVE.sub(" ", PHRASE.sub(" ", text)))


def _somewhere(clauses: Sequence[Clause]) -> Clause:
    return {"bool": {"should": list(clauses)}}


def _window(query: Query) -> Iterator[Clause]:
    """The interval of publication touches the window: of a dated document it is one day."""
    if query.until:
        yield _bound("published_earliest", "lte", query.until)
    if query.since:
        yield _bound("published_latest", "gte", query.since)
    if query.undated == "exclude":
        yield {"exists": {"field": "published_at"}}
    elif query.undated == "only":
        yield _without("published_at")


def _bound(field: str, side: str, day: date) -> Clause:
    """``field`` is on that side of ``day``; where it is open, so is a known instant; where both are, all fits."""
    open_end = [_without(field), _somewhere([_without("published_at"), _range("published_at", side, day)])]
    return _somewhere([_range(field, side, day), {"bool": {"filter": open_end}}])


def _range(field: str, side: str, day: date) -> Clause:
    return {"range": {field: {side: f"{day.isoformat()}||/d"}}}  # of an instant its day counts


def _without(field: str) -> Clause:
    return {"bool": {"must_not": {"exists": {"field": field}}}}


def _copies(query: Query) -> Iterator[Clause]:
    if query.copies == "only":
        yield {"exists": {"field": "duplicate_of"}}
    elif query.copies == "exclude":
        yield _without("duplicate_of")


def _candidates(query: Query) -> Iterator[Clause]:
    """A claim that an older version wrote does not say: it is none."""
    candidate = {"term": {"candidate": True}}
    if query.candidates == "only":
        yield candidate
    elif query.candidates == "exclude":
        yield {"bool": {"must_not": candidate}}


def _held(query: Query) -> Iterator[Clause]:
    """Some claim of the article has the stance, the target, and the actor. ``*.pairs`` hold each key with parts of it
    left out."""
    if query.stances or query.targets:
        asked = product(query.actors or ("",), query.stances or ("",), query.targets or ("",))
        pairs = ["|".join(each) for each in asked]
        yield _somewhere([{"terms": {f"{keys}.pairs": pairs}} for keys in KEYS[query.candidates]])


def _terms(kind: Kind, query: Query) -> Iterator[Clause]:
    for field, values in (article_terms(query) if kind is ARTICLES else claim_terms(query)).items():
        if values:
            yield {"terms": {field: list(values)}}
