"""One article through cleaning, dating and enrichment, with the reasons for what was made of it."""

from __future__ import annotations

from datetime import UTC, datetime

from parley import __version__
from parley.batch import enricher
from parley.clean import clean
from parley.dating import date
from parley.documents import article_document
from parley.enrich.claims.why import Account
from parley.errors import InputError
from parley.in_force import knowledge
from parley.models import ArticleDocument, CleanArticle, Rejected, Versions
from parley.settings import Settings
from parley.sources import read


class Explanation(Account):
    """The article as the archive would have it, and why it has these claims and no others."""

    article: ArticleDocument


def explain(article: CleanArticle, settings: Settings) -> Explanation:
    """What the present knowledge, rules and models make of an article. Raises ``ModelMissing``."""
    enrich, models = enricher(settings)
    enriched, account = enrich.explain(article)
    versions = Versions(pipeline=__version__, knowledge=knowledge(settings).version, models=models)
    document = article_document(
        enriched, run="explain", ingested_at=datetime.now(UTC), versions=versions, duplicate_of=None
    )
    return Explanation(article=document, **dict(account))


def first_article(path: str, settings: Settings) -> tuple[CleanArticle, bool]:
    """The first article of a file, or of standard input ("-"), cleaned and dated, and whether there are more. Raises
    ``InputError`` where there is none, or it is rejected."""
    items = read([path], limit_bytes=settings.max_item_bytes)
    raw = next(items, None)
    if raw is None:
        raise InputError(f"{path}: there is no article in it")
    if isinstance(raw, Rejected):
        raise _rejected(path, raw)
    article = clean(raw)
    if isinstance(article, Rejected):
        raise _rejected(path, article)
    published = date(article, raw, knowledge(settings))
    return article.model_copy(update={"published": published}), next(items, None) is not None


def _rejected(path: str, what: Rejected) -> InputError:
    return InputError(f"{path}: rejected at {what.stage}: {what.reason}: {what.detail}")
