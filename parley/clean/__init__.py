"""From a raw article to a clean one: the page around it taken out, characters repaired, language and identity found."""

from __future__ import annotations

from parley.clean.html import Page, read
from parley.clean.identity import article_id, content_hash
from parley.clean.language import identify
from parley.clean.repair import characters
from parley.clean.text import Cleaned, clean_text
from parley.models import CleanArticle, RawArticle, Rejected

__all__ = ["clean"]


def clean(raw: RawArticle) -> CleanArticle | Rejected:
    """``raw`` as title and paragraphs with all that was taken out; what the source declares wins over what is inferred.

    Rejected as "empty" (nothing to see), "no-text" (nothing but page) or "unparsable" (the page breaks its parser).
    """
    if not characters(raw.content).strip():
        return _rejected(raw, "empty", "no visible character")
    page = Page(raw.content, extracted=False)
    if raw.kind == "html":
        try:
            page = read(raw.content, raw.url)
        # a parser of foreign pages may raise anything, and one bad page never stops a batch
        except Exception as error:
            return _rejected(raw, "unparsable", f"{type(error).__name__}: {error}"[:200])
    declared = _line(raw.title or page.title)
    cleaned = clean_text(page.text, declared, structured=page.extracted)
    if not cleaned.text:
        return _rejected(raw, "no-text", _residue(cleaned))
    return _article(raw, page, cleaned)


def _article(raw: RawArticle, page: Page, cleaned: Cleaned) -> CleanArticle:
    language, confidence = identify(cleaned.text)
    if raw.language:
        language, confidence = raw.language[:2].lower(), 1.0
    url = raw.url or page.url
    return CleanArticle(
        id=article_id(url, cleaned.title, cleaned.text),
        source=raw.source,
        source_name=raw.source_name,
        item=raw.item,
        title=cleaned.title,
        text=cleaned.text,
        language=language,
        language_confidence=confidence,
        url=url,
        outlet=raw.outlet or page.outlet,
        authors=raw.authors or page.authors or cleaned.authors,
        removed=cleaned.removed,
        content_hash=content_hash(cleaned.text),
    )


def _line(text: str | None) -> str | None:
    return " ".join(characters(text).split()) or None if text else None


def _residue(cleaned: Cleaned) -> str:
    reasons = sorted({removed.reason for removed in cleaned.removed})
    return f"nothing left but: {', '.join(reasons) or 'a title'}"


def _rejected(raw: RawArticle, reason: str, detail: str) -> Rejected:
    return Rejected(source=raw.source, item=raw.item, origin=raw.origin, stage="clean", reason=reason, detail=detail)
