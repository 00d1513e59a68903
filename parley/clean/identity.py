"""What makes two articles the same: the canonical URL, or the words."""

from __future__ import annotations

import hashlib

from courlan import clean_url

from parley.clean.shape import fold


def canonical_url(url: str) -> str | None:
    """``url`` in lower-case host, without fragment, tracking parameters and trailing slash; None where it is no URL."""
    try:
        cleaned = clean_url(url.strip().split("#", 1)[0])
    except ValueError:
        return None
    return cleaned.rstrip("/") if cleaned and "://" in cleaned else None


def article_id(url: str | None, title: str, text: str) -> str:
    """Hash of the canonical URL, or of the folded words of title and text where there is none."""
    canonical = canonical_url(url) if url else None
    return _hash(canonical or f"{fold(title)} {fold(text)}")


def content_hash(text: str) -> str:
    """Hash of the folded words of the text: equal for copies that differ in case, accents and punctuation only."""
    return _hash(fold(text))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
