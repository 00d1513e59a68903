"""The index stage: from an enriched article to the documents of the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from parley.models import (
    ArticleDocument,
    Claim,
    ClaimDocument,
    DateRange,
    EnrichedArticle,
    Versions,
)


def article_document(
    enriched: EnrichedArticle, *, run: str, ingested_at: datetime, versions: Versions, duplicate_of: str | None
) -> ArticleDocument:
    """The articles index's document. ``story`` is the group of verbatim copies: equal text, whatever the headline."""
    article = enriched.article
    return ArticleDocument(
        id=article.id,
        source_name=article.source_name,
        item=article.item,
        url=article.url,
        authors=article.authors,
        title=article.title,
        text=article.text,
        language=article.language,
        date_evidence=article.published.evidence,
        actors=tuple(actor.id for actor in enriched.actors),
        actor_names=tuple(actor.name for actor in enriched.actors),
        actor_types=tuple(actor.type for actor in enriched.actors),
        mentions=enriched.mentions,
        mentions_unresolved=enriched.unresolved,
        places=tuple(place.name for place in enriched.places),
        locations=tuple(dict.fromkeys(place.location for place in enriched.places if place.location)),
        stance_keys=_stance_keys(claim for claim in enriched.claims if not claim.candidate),
        candidate_keys=_stance_keys(claim for claim in enriched.claims if claim.candidate),
        duplicate_of=duplicate_of,
        removed=article.removed,
        ingested_at=ingested_at,
        run=run,
        versions=versions,
        content_hash=article.content_hash,
        **_shared(enriched),
    )


def claim_documents(enriched: EnrichedArticle, duplicate_of: str | None = None) -> tuple[ClaimDocument, ...]:
    """The claims index's documents, one a claim; the id is stable for the same article, place and content."""
    title = enriched.article.title
    return tuple(
        ClaimDocument(
            id=_claim_id(enriched.article.id, claim),
            article=enriched.article.id,
            article_title=title,
            duplicate_of=duplicate_of,
            **dict(claim),
            **_shared(enriched),
        )
        for claim in enriched.claims
    )


def stance_key(claim: Claim | ClaimDocument) -> str:
    """Actor, stance and target as one facet value: ``taliban|oppose|peace-talks``."""
    return f"{claim.actor}|{claim.stance}|{claim.target}"


def _stance_keys(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(sorted({stance_key(claim) for claim in claims}))


def _shared(enriched: EnrichedArticle) -> dict[str, object]:
    """What article and claims have in common."""
    article, published = enriched.article, enriched.article.published
    known = published.earliest or published.latest
    return {
        "published_at": published.at,
        "published_range": DateRange(gte=published.earliest, lte=published.latest) if known else None,
        "published_earliest": published.earliest,
        "published_latest": published.latest,
        "published_precision": published.precision,
        "published_basis": published.basis,
        "outlet": article.outlet,
        "source": article.source,
        "topics": enriched.topics,
        "story": article.content_hash,
    }


def _claim_id(article: str, claim: Claim) -> str:
    parts = (article, claim.part, str(claim.start), stance_key(claim), claim.counterpart or "")
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
