"""From a row with named fields, of JSON lines or a table, to an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from parley.models import RawArticle, Rejected
from parley.sources.declared import Column
from parley.sources.decode import BROKEN, Refused
from parley.sources.lines import Line
from parley.sources.opened import Opened

USUAL: dict[Column, tuple[str, ...]] = {
    "id": ("id", "doc", "guid"),
    "text": ("text", "content", "body", "article", "paragraphs", "sentences"),
    "html": ("html",),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "outlet": ("outlet", "publisher", "site"),
    "authors": ("authors", "author", "byline"),
    "published": ("published", "date", "publish_date"),
    "language": ("language", "lang"),
}
COLUMNS: tuple[Column, ...] = get_args(Column)
SINGLE = tuple(column for column in COLUMNS if column != "authors")


class WrongType(Exception):
    """A field holds what cannot be a text."""


class Rows:
    """Makes the articles of one file's rows, and names them: two rows with the same id get two names."""

    def __init__(self, file: Opened, columns: list[str] | None = None) -> None:
        self._file = file
        self._columns = columns and _columns(file, columns)  # a table's are the same for all its rows
        self._taken: set[str] = set()

    def article(self, row: Mapping[str, object], line: Line) -> RawArticle | Rejected:
        """The article of a row that starts in ``line``."""
        item = f"{self._file.item}:{line.number}"
        names = self._columns or _columns(self._file, list(row))
        if not (names["text"] or names["html"]):
            return self._file.rejected(missing(self._file, list(row)), item)
        try:
            fields = {field: _first(row, names[field], strict=field in ("text", "html")) for field in SINGLE}
            authors = _authors(row, names["authors"])
        except WrongType as error:
            return self._file.rejected(Refused(reason="wrong-type", detail=str(error)), item)
        content = fields["text"] or fields["html"]
        if not content:
            detail = "the row has no text: fetch it again, or map another column in sources.yml"
            return self._file.rejected(Refused(reason="empty", detail=detail), item)
        source = self._file.source
        return RawArticle(
            source=source.name,
            source_name=source.title or source.name,
            item=self._name(fields["id"], item, line),
            origin=self._file.origin,
            content=content,
            kind="text" if fields["text"] else "html",
            encoding=line.encoding,
            title=fields["title"],
            url=fields["url"],
            outlet=fields["outlet"] or source.outlet,
            authors=authors,
            published=fields["published"],
            language=fields["language"] or source.language,
        )

    def _name(self, given: str | None, item: str, line: Line) -> str:
        name = given or item
        if name in self._taken:
            return f"{name}:{line.number}"
        self._taken.add(name)
        return name


def missing(file: Opened, there: list[str]) -> Refused:
    """The refusal of a table or row without any column that holds the article."""
    mapped = file.source.columns
    asked = [name for name in (mapped.text, mapped.html) if name] or [*USUAL["text"], *USUAL["html"]]
    detail = f"{file.item}: no column {' or '.join(asked)} among {', '.join(there)}: map `columns` in sources.yml"
    return Refused(reason="missing-column", detail=detail)


def has_article(file: Opened, columns: list[str]) -> bool:
    """Whether one of a table's columns holds the article."""
    names = _columns(file, columns)
    return bool(names["text"] or names["html"])


def _columns(file: Opened, there: list[str]) -> dict[Column, list[str]]:
    """For each field the columns that hold it: the mapped one as it is written, else the usual ones in any case.

    A mapped text column rules out the usual HTML columns, and the other way round."""
    mapped = file.source.columns
    folded = {name.strip().casefold(): name for name in there}
    names: dict[Column, list[str]] = {}
    for field in COLUMNS:
        asked = getattr(mapped, field)
        usual = () if field in ("text", "html") and (mapped.text or mapped.html) else USUAL[field]
        names[field] = [asked] if asked in there else [] if asked else [folded[n] for n in usual if n in folded]
    return names


def _first(row: Mapping[str, object], names: list[str], strict: bool) -> str | None:
    """The first of the columns that is not blank."""
    return next((text for name in names if (text := _text(row[name], name, strict)).strip()), None)


def _text(value: object, name: str, strict: bool) -> str:
    """A field as text. Texts are strings or lists of strings; other fields may be numbers, or objects with a name."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    if not strict and isinstance(value, dict):
        value = value.get("name")  # as publishers are in schema.org's NewsArticle
    if not strict and isinstance(value, int | float):
        value = str(value)
    if value is None or value == []:
        return ""
    if not isinstance(value, str):
        raise WrongType(f"{name} is {type(value).__name__}, no text: map another column in sources.yml")
    if BROKEN.search(value):
        raise WrongType(f"{name} has half a character (a lone surrogate): repair the row")
    return value


def _authors(row: Mapping[str, object], names: list[str]) -> tuple[str, ...]:
    value = next((row[name] for name in names if row[name]), None)
    parts = value if isinstance(value, list) else _text(value, "authors", strict=False).split(";")
    return tuple(name for part in parts if (name := _text(part, "authors", strict=False).strip()))
