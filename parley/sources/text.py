"""Plain text and Markdown: a file is an article."""

from __future__ import annotations

from collections.abc import Iterator

from parley.models import RawArticle, Rejected
from parley.sources.decode import Refused
from parley.sources.opened import Opened, whole


def articles(file: Opened) -> Iterator[RawArticle | Rejected]:
    """The one article of a text file."""
    found = whole(file)
    yield file.rejected(found) if isinstance(found, Refused) else file.article(found)
