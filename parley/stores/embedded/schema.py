"""The two indices: their fields, and how a document becomes a row of them.

The document itself is kept as JSON in ``document``; every other field only serves to find, order and count it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

import tantivy

from parley.models import ArticleDocument, ClaimDocument
from parley.stores.base import ArticleFacet, ClaimFacet

FIRST_DAY, LAST_DAY = 0, 10_000_000  # ordinals that stand for open ends
NEVER = 10**18 - 1  # the instant of undated documents in sort keys; microseconds of real ones stay below


@dataclass(frozen=True)
class Kind:
    """What is indexed of one kind of document."""

    name: str  # of the subfolder
    texts: dict[str, float]  # the weight of each text field in the score
    facets: tuple[str, ...]
    keywords: tuple[str, ...]  # all fields of exact values; one document may have several values of each


ARTICLES = Kind(
    name="articles",
    texts={"title": 2.0, "text": 1.0},
    facets=get_args(ArticleFacet),
    keywords=("id", *get_args(ArticleFacet)),
)
CLAIMS = Kind(
    name="claims",
    texts={"sentence": 1.0},
    facets=get_args(ClaimFacet),
    keywords=("id", "article", *get_args(ClaimFacet)),
)


def schema(kind: Kind) -> tantivy.Schema:
    """The fields of an index."""
    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field("document", stored=True)
    for name in (*kind.keywords, "pairs", "candidate_pairs"):
        builder.add_text_field(name, stored=name == "id", tokenizer_name="raw", index_option="basic")
    for name in kind.texts:
        builder.add_text_field(name, tokenizer_name="stemmed", index_option="freq")
        builder.add_text_field(f"{name}_exact", tokenizer_name="exact", index_option="position")
    for name in ("earliest", "latest"):
        builder.add_integer_field(name, fast=True)
    for name in ("dated", "copy", "candidate"):
        builder.add_boolean_field(name, indexed=True)
    for name in ("newest", "oldest"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def row(kind: Kind, document: ArticleDocument | ClaimDocument) -> tantivy.Document:
    """A document as the index takes it."""
    made = tantivy.Document()
    made.add_bytes("document", document.model_dump_json().encode())
    for name in kind.keywords:
        for value in _values(getattr(document, name)):
            made.add_text(name, value)
    if isinstance(document, ArticleDocument):
        for name, keys in (("pairs", document.stance_keys), ("candidate_pairs", document.candidate_keys)):
            for pair in {pair for key in keys for pair in _pairs(key)}:
                made.add_text(name, pair)
    for name in kind.texts:
        made.add_text(name, getattr(document, name))
        made.add_text(f"{name}_exact", getattr(document, name))
    earliest, latest = _days(document)
    made.add_integer("earliest", earliest)
    made.add_integer("latest", latest)
    made.add_boolean("dated", document.published_at is not None)
    made.add_boolean("copy", document.duplicate_of is not None)
    made.add_boolean("candidate", isinstance(document, ClaimDocument) and document.candidate)
    made.add_text("newest", _sort_key(document, newest=True))
    made.add_text("oldest", _sort_key(document, newest=False))
    return made


def _values(value: str | tuple[str, ...] | None) -> set[str]:
    if value is None:
        return set()
    return {value} if isinstance(value, str) else set(value)


def _pairs(stance_key: str) -> Iterator[str]:
    """The key with its actor, stance or target left out in turn: a filter is then a look-up of exact terms, with
    nothing to escape, and costs the same for every actor."""
    actor, stance, target = stance_key.split("|", 2)
    for by in ("", actor):
        yield from (pair(by, stance, target), pair(by, stance, ""), pair(by, "", target))


def pair(actor: str, stance: str, target: str) -> str:
    """A term of ``pairs`` or ``candidate_pairs``; "" stands for any."""
    return f"{actor}|{stance}|{target}"


def _days(document: ArticleDocument | ClaimDocument) -> tuple[int, int]:
    """First and last day of publication; a known instant without an interval counts by its own day."""
    at = document.published_at
    known = at.date() if at else None
    earliest, latest = document.published_earliest or known, document.published_latest or known
    return (earliest.toordinal() if earliest else FIRST_DAY), (latest.toordinal() if latest else LAST_DAY)


def day(value: date) -> int:
    """A bound of a window, to be compared with ``earliest`` and ``latest``."""
    return value.toordinal()


def _sort_key(document: ArticleDocument | ClaimDocument, newest: bool) -> str:
    """Ascending order of these unique keys is the order of the documents: by instant, undated last, ties by id.

    Hexadecimal, since a key is written into a range query.
    """
    instant = NEVER
    if document.published_at:
        instant = NEVER - 1 - _microseconds(document.published_at) if newest else _microseconds(document.published_at)
    return f"{instant:018d}{document.id.encode().hex()}"


def _microseconds(at: datetime) -> int:
    """Since the first day of the year 1, UTC; a time without a zone is taken as UTC."""
    since = at.replace(tzinfo=None) - datetime.min - (at.utcoffset() or timedelta())
    return max(since // timedelta(microseconds=1), 0)
