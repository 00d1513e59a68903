"""A web page to the text, the metadata and the dates that it declares."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import trafilatura
from bs4 import BeautifulSoup
from bs4.element import Tag

TAGS = 60_000  # a page with more is dumped, not extracted: trafilatura's time grows faster than the page
LAYOUT_TABLE = re.compile(r"^\|.{400}", re.MULTILINE)  # a row with more in it than any table of figures has
INVISIBLE = ("script", "style", "noscript", "template", "svg", "head")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what we report as Rejected


@dataclass(frozen=True)
class Page:
    """What a page says. ``extracted`` is False where the text is a mere dump of its lines."""

    text: str
    extracted: bool
    title: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    outlet: str | None = None
    language: str | None = None


def read(html: str, url: str | None = None) -> Page:
    """The article of a page; the lines of the page where no article can be told."""
    html = html.replace("\0", "")
    if html.count("<") > TAGS:
        return Page(dump(html), extracted=False)
    found = _extracted(html, url, tables=True)
    if found and LAYOUT_TABLE.search(found.text or ""):  # the page itself is a table, as pages once were
        found = _extracted(html, url, tables=False) or found
    if not found or not (found.text or "").strip():
        return Page(dump(html), extracted=False)
    return Page(
        text=found.text or "",
        extracted=True,
        title=found.title,
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        url=found.url,
        outlet=found.sitename,
        language=_language(html),
    )


def _extracted(html: str, url: str | None, tables: bool) -> trafilatura.settings.Document | None:
    found = trafilatura.bare_extraction(
        html, url=url, with_metadata=True, include_comments=False, include_tables=tables
    )
    return found if isinstance(found, trafilatura.settings.Document) else None


def dump(html: str) -> str:
    """The visible text of a page, a line for each piece of it."""
    soup = BeautifulSoup(html, "lxml")
    for tag in soup(INVISIBLE):
        tag.decompose()
    return soup.get_text("\n")


LANG = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-zA-Z]{2})\b", re.IGNORECASE)


def _language(html: str) -> str | None:
    match = LANG.search(html[:5000])
    return match.group(1).lower() if match else None


DATED_META = re.compile(r"publi|date|time|issued|created|modified|sailthru\.date|dc\.date", re.IGNORECASE)
DATED_KEYS = ("datePublished", "dateCreated", "uploadDate", "dateModified")
HEAD = 400_000  # characters of a page in which declared dates are looked for


def declared_dates(html: str) -> tuple[tuple[str, str], ...]:
    """The dates that a page declares, as ``(where, value)``: JSON-LD first, then meta tags, then time elements.

    ``where`` is like ``json-ld:datePublished``, ``meta:article:published_time`` or ``time``; values are as written.
    """
    if html.count("<") > TAGS:
        return ()
    soup = BeautifulSoup(html[:HEAD], "lxml")
    found = [*_json_ld(soup), *_meta(soup), *_time(soup)]
    return tuple(dict.fromkeys(found))


def _json_ld(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            waiting = [json.loads(script.get_text())]
        except (ValueError, RecursionError):
            continue
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                yield from ((f"json-ld:{key}", str(node[key])) for key in DATED_KEYS if node.get(key))
                waiting.extend(value for value in node.values() if isinstance(value, dict | list))


def _meta(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all("meta"):
        name = _attribute(tag, "property") or _attribute(tag, "name") or _attribute(tag, "itemprop")
        value = _attribute(tag, "content")
        if name and value and DATED_META.search(name) and any(map(str.isdigit, value)):
            yield f"meta:{name.lower()}", value


def _time(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all("time"):
        value = _attribute(tag, "datetime") or tag.get_text(" ", strip=True)
        if value:
            yield "time", value


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""
