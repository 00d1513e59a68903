"""HTML pages: a file is an article, still with the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parley.models import RawArticle, Rejected
from parley.sources.decode import Refused
from parley.sources.opened import Opened, whole

CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
LATIN_1 = re.compile(r"(iso-?8859-1|latin-?1|(us-)?ascii)", re.IGNORECASE)  # browsers read these as cp1252


def articles(file: Opened) -> Iterator[RawArticle | Rejected]:
    """The one article of a page."""
    found = whole(file, charset)
    yield file.rejected(found) if isinstance(found, Refused) else file.article(found, kind="html")


def charset(head: bytes) -> str | None:
    """The encoding that a page declares of itself."""
    match = CHARSET.search(head)
    name = match.group(1).decode("ascii", "ignore") if match else ""
    if not name or name.lower().startswith(("utf-16", "utf-32")):  # what was found byte by byte is neither
        return None
    return "cp1252" if LATIN_1.fullmatch(name) else name
