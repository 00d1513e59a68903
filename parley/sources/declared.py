"""``sources.yml``: which files belong to which source, and how they are read. Checked on load."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, Field, ValidationError

from parley.errors import InputError, SettingsError
from parley.models import Model

FILE_NAMES = ("sources.yml", "sources.yaml")
Format = Literal["text", "html", "jsonl", "csv"]
Column = Literal["id", "text", "html", "title", "url", "outlet", "authors", "published", "language"]


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise ValueError(f"{error}: give a name such as utf-8 or cp1252") from error
    return encoding


def _glob(pattern: str) -> str:
    if any("**" in part and part != "**" for part in re.split(r"[/\\]", pattern)):
        raise ValueError("** stands alone between slashes, as in reports/**/*.txt")
    return pattern


class Columns(Model):
    """The column (CSV) or key (JSONL) that holds each field; for those not named, the usual names are tried."""

    id: str | None = None
    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: str | None = None
    published: str | None = None
    language: str | None = None


class Source(Model):
    """Where articles come from: one entry of ``sources.yml``, or the folder itself for files that no entry claims."""

    name: str = Field(min_length=1)  # id: what the archive is filtered by
    title: str = ""  # for people
    path: Annotated[str, Field(min_length=1), AfterValidator(_glob)] = "**/*"  # glob below the folder of the file
    format: Format | None = None  # else by the suffix of each file
    outlet: str | None = None  # of articles that name none
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")  # ISO 639-1, of articles that name none
    encoding: Annotated[str, AfterValidator(_known)] | None = None  # forced, whatever the file says
    columns: Columns = Columns()
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)  # else by the header line


def sources(path: Path) -> tuple[Source, ...]:
    """The entries of a sources file. Raises ``InputError`` where it cannot be read, ``SettingsError`` that names the
    file, the line, the entry and the field where it is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}: cannot be read as a UTF-8 sources file: {error}") from error
    try:
        tree, rows = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(tree, yaml.SequenceNode):
        raise SettingsError(f"{path}: expected a list of sources (- name: ...), found {type(rows).__name__}")
    places = [f"{path}: line {node.start_mark.line + 1}: source {n}" for n, node in enumerate(tree.value, 1)]
    found = tuple(_source(place, row) for place, row in zip(places, rows, strict=True))
    for n, source in enumerate(found):
        if source.name in {other.name for other in found[:n]}:
            raise SettingsError(f"{places[n]}: name: {source.name!r} is taken by a source above; choose another")
    return found


def _source(place: str, row: object) -> Source:
    try:
        return Source.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        name = f" ({row['name']})" if isinstance(row, dict) and "name" in row else ""
        field = ".".join(map(str, first["loc"])) or "entry"
        raise SettingsError(f"{place}{name}: {field}: {first['msg']}") from error
