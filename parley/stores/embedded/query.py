"""From a ``Query`` to the index's own query objects. What people typed never reaches the index's query parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import tantivy
from tantivy import FieldType, Occur

from parley.errors import QueryError
from parley.stores.base import Query, article_terms, claim_terms
from parley.stores.embedded.schema import ARTICLES, Kind, day, pair
from parley.stores.embedded.words import Wanted

PAIRS = {"exclude": ("pairs",), "include": ("pairs", "candidate_pairs"), "only": ("candidate_pairs",)}


def matching(kind: Kind, schema: tantivy.Schema, query: Query, want: Wanted) -> tantivy.Query:
    """What all the documents found match; only the text counts for the score. Raises ``QueryError``."""
    if query.since and query.until and query.since > query.until:
        raise QueryError(f"since {query.since} is after until {query.until}; exchange them")
    held = _held(schema, query) if kind is ARTICLES else _candidates(schema, query)
    filters = [*_window(schema, query), *_copies(schema, query), *_terms(kind, schema, query), *held]
    text = list(_text(kind, schema, want)) or [tantivy.Query.all_query()]
    unscored = [tantivy.Query.const_score_query(each, 0.0) for each in filters]
    return tantivy.Query.boolean_query([(Occur.Must, each) for each in (*text, *unscored)])


def _text(kind: Kind, schema: tantivy.Schema, want: Wanted) -> Iterator[tantivy.Query]:
    """One query for each word and phrase: it occurs in one of the text fields."""
    for stem in want.stems:
        yield _somewhere(kind, [tantivy.Query.term_query(schema, field, stem, "freq") for field in kind.texts])
    for phrase in want.phrases:
        yield _somewhere(kind, [_phrase(schema, f"{field}_exact", phrase) for field in kind.texts])


def _somewhere(kind: Kind, queries: Sequence[tantivy.Query]) -> tantivy.Query:
    weighted = zip(queries, kind.texts.values(), strict=True)
    return tantivy.Query.boolean_query(
        [(Occur.Should, tantivy.Query.boost_query(each, weight)) for each, weight in weighted]
    )


def _phrase(schema: tantivy.Schema, field: str, words: tuple[str, ...]) -> tantivy.Query:
    if len(words) == 1:
        return tantivy.Query.term_query(schema, field, words[0])
    return tantivy.Query.phrase_query(schema, field, list(words))


def _window(schema: tantivy.Schema, query: Query) -> Iterator[tantivy.Query]:
    """The interval of publication touches the window: of a dated document it is one day."""
    if query.until:
        yield tantivy.Query.range_query(schema, "earliest", FieldType.Integer, upper_bound=day(query.until))
    if query.since:
        yield tantivy.Query.range_query(schema, "latest", FieldType.Integer, lower_bound=day(query.since))
    if query.undated != "include":
        yield tantivy.Query.term_query(schema, "dated", query.undated == "exclude")


def _copies(schema: tantivy.Schema, query: Query) -> Iterator[tantivy.Query]:
    if query.copies != "include":
        yield tantivy.Query.term_query(schema, "copy", query.copies == "only")


def _candidates(schema: tantivy.Schema, query: Query) -> Iterator[tantivy.Query]:
    if query.candidates != "include":
        yield tantivy.Query.term_query(schema, "candidate", query.candidates == "only")


def _held(schema: tantivy.Schema, query: Query) -> Iterator[tantivy.Query]:
    """Some claim of the article has the stance, the target, and the actor."""
    if query.stances or query.targets:
        asked = product(query.actors or ("",), query.stances or ("",), query.targets or ("",))
        pairs = [pair(*each) for each in asked]
        fields = [tantivy.Query.term_set_query(schema, field, pairs) for field in PAIRS[query.candidates]]
        yield tantivy.Query.boolean_query([(Occur.Should, each) for each in fields])


def _terms(kind: Kind, schema: tantivy.Schema, query: Query) -> Iterator[tantivy.Query]:
    for field, values in (article_terms(query) if kind is ARTICLES else claim_terms(query)).items():
        if values:
            yield tantivy.Query.term_set_query(schema, field, list(values))
