"""Documents to put into a store: valid, small, and different only where a test says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from parley.models import ArticleDocument, ClaimDocument, Published, Versions


def on(year: int, month: int, day: int, hour: int = 12) -> Published:
    """Published at a known hour."""
    when = date(year, month, day)
    at = datetime(year, month, day, hour, tzinfo=UTC)
    return Published(at=at, earliest=when, latest=when, precision="instant", basis="metadata")


def between(earliest: date | None, latest: date | None) -> Published:
    """Undated, but for an interval."""
    return Published(earliest=earliest, latest=latest, precision="range", basis="inferred")


def article(id: str, published: Published | None = None, **fields: Any) -> ArticleDocument:
    """An article; undated unless told otherwise."""
    return ArticleDocument.model_validate(
        {
            "id": id,
            "source": "wire",
            "source_name": "The Wire",
            "item": f"{id}.txt",
            "url": None,
            "outlet": None,
            "authors": (),
            "title": f"Title {id}",
            "text": "Nothing of note.",
            "language": "en",
            "date_evidence": (),
            "actors": (),
            "actor_names": (),
            "actor_types": (),
            "mentions": (),
            "mentions_unresolved": (),
            "places": (),
            "locations": (),
            "topics": (),
            "stance_keys": (),
            "story": id,
            "duplicate_of": None,
            "removed": (),
            "ingested_at": datetime(2024, 1, 1, tzinfo=UTC),
            "run": "test",
            "versions": Versions(pipeline="1", knowledge="1", models="1"),
            "content_hash": f"hash of {id}",
        }
        | _dates(published or Published())
        | fields
    )


def claim(id: str, article: str, published: Published | None = None, **fields: Any) -> ClaimDocument:
    """A claim of an article: the Taliban oppose peace talks, unless told otherwise."""
    sentence = fields.get("sentence", "The group turned the offer down.")
    return ClaimDocument.model_validate(
        {
            "id": id,
            "article": article,
            "article_title": f"Title {article}",
            "story": article,
            "source": "wire",
            "outlet": None,
            "topics": (),
            "actor": "taliban",
            "actor_name": "Taliban",
            "actor_type": "armed-group",
            "stance": "oppose",
            "target": "peace-talks",
            "target_name": "peace talks",
            "target_kind": "topic",
            "sentence": sentence,
            "part": "text",
            "start": 0,
            "end": len(sentence),
            "cue": "turned down",
            "rule": "test",
            "attribution": "own",
            "confidence": 0.9,
        }
        | _dates(published or Published())
        | fields
    )


def _dates(published: Published) -> dict[str, Any]:
    known = published.earliest or published.latest
    return {
        "published_at": published.at,
        "published_range": {"gte": published.earliest, "lte": published.latest} if known else None,
        "published_earliest": published.earliest,
        "published_latest": published.latest,
        "published_precision": published.precision,
        "published_basis": published.basis,
    }
