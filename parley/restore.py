"""From a document of the archive back to the clean article that it was made from.

A document keeps all of it but how sure the language was, which nothing asks for after cleaning, and the raw item. Of
that, only dating wants something: what the source stated. It is in the evidence of the date, which is kept.
"""

from __future__ import annotations

from parley.dating import date
from parley.knowledge import Knowledge
from parley.models import ArticleDocument, CleanArticle, Published, RawArticle

STATED = ("metadata", "url")  # bases that no knowledge changes


def article(document: ArticleDocument) -> CleanArticle:
    """The clean article, with the date that it was given."""
    same = {name: getattr(document, name) for name in CleanArticle.model_fields if name in ArticleDocument.model_fields}
    published = Published(
        at=document.published_at,
        earliest=document.published_earliest,
        latest=document.published_latest,
        precision=document.published_precision,
        basis=document.published_basis,
        evidence=document.date_evidence,
    )
    return CleanArticle(published=published, language_confidence=1, **same)


def dated(article: CleanArticle, knowledge: Knowledge) -> CleanArticle:
    """The article with the date that ``knowledge`` gives it. A date that its source states stays; a heading's gives way
    only to what the text tells of, as ever."""
    published = article.published
    if published.basis in STATED:
        return article
    found = date(article, _stated(article), knowledge)
    if published.basis == "dateline" and found.basis != "inferred":
        return article
    return article.model_copy(update={"published": found})


def _stated(article: CleanArticle) -> RawArticle:
    """What the evidence of the date keeps of the raw item: its own date, and the lines of its header that have one."""
    said = {rule: [e.text for e in article.published.evidence if e.rule == rule] for rule in ("metadata", "dateline")}
    return RawArticle(
        source=article.source,
        source_name=article.source_name,
        item=article.item,
        origin="archive",
        content="\n".join(said["dateline"]),
        published=next(iter(said["metadata"]), None),
        url=article.url,
    )
