"""The formats that can be read: their suffixes, their adapters, and how to tell one from its first bytes."""

from __future__ import annotations

import re

from parley.sources import delimited, html, jsonl, text
from parley.sources.declared import Format
from parley.sources.decode import wide
from parley.sources.opened import Adapter

ADAPTERS: dict[Format, Adapter] = {
    "text": text.articles,
    "html": html.articles,
    "jsonl": jsonl.articles,
    "csv": delimited.articles,
}
SUFFIXES: dict[str, Format] = {
    **dict.fromkeys((".txt", ".text", ".md"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
}
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)


def sniffed(head: bytes) -> Format:
    """The format that something without a telling name begins like."""
    start = head.decode(wide(head) or "utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return "jsonl"
    return "html" if PAGE.match(start) else "text"
