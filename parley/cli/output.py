"""How results look in a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from parley.models import ArticleDocument, Claim, Dated, Removed
from parley.stores.base import Highlight

console = Console(highlight=False, soft_wrap=False)
notes = Console(stderr=True, highlight=False)
STANCE_COLOURS = {"support": "green", "oppose": "red", "conditional": "yellow"}


def print_json(value: BaseModel | Sequence[BaseModel] | dict[str, object]) -> None:
    """One JSON value on standard output, indented; text stays readable."""
    if isinstance(value, BaseModel):
        print(value.model_dump_json(indent=2))
    elif isinstance(value, dict):
        print(json.dumps(value, indent=2, ensure_ascii=False, default=str))
    else:
        print(json.dumps([row.model_dump(mode="json") for row in value], indent=2, ensure_ascii=False))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A plain table; numbers to the right."""
    found = [[cell if isinstance(cell, Text) else Text(str(cell)) for cell in row] for row in rows]
    drawn = Table(box=None, header_style="bold", pad_edge=False)
    for position, name in enumerate(columns):
        numeric = bool(found) and all(row[position].plain.replace(".", "", 1).isdigit() for row in found)
        drawn.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in found:
        drawn.add_row(*row)
    console.print(drawn)


def when(document: Dated) -> str:
    """When a document was published, as far as that is known."""
    if document.published_at:
        return f"{document.published_at:%Y-%m-%d}"
    first, last = document.published_earliest, document.published_latest
    if first and last:
        return f"between {first} and {last}"
    if first or last:
        return f"{first} or later" if first else f"{last} or earlier"
    return "undated"


def print_dating(document: ArticleDocument) -> None:
    """When a document was published, and what that rests on."""
    if document.date_evidence:
        console.print(Text(f"\ndate: {when(document)} ({document.published_basis})", style="bold"))
        rows = [
            (e.rule, e.earliest or "", e.latest or "", "used" if e.used else "ignored", e.why, e.text)
            for e in document.date_evidence
        ]
        table(["rule", "earliest", "latest", "", "why", "evidence"], rows)


def print_removed(removed: Sequence[Removed]) -> None:
    """What cleaning took out, and why."""
    if removed:
        console.print(Text("\ntaken out", style="bold"))
        table(["reason", "text"], [(each.reason, each.text) for each in removed])


def marked(highlight: Highlight) -> Text:
    """A highlight with its matches in bold."""
    text = Text(highlight.text)
    for start, end in highlight.spans:
        text.stylize("bold", start, end)
    return text


def stance(claim: Claim) -> Text:
    """ "Taliban oppose peace talks (with Afghan government)"; of a candidate also its confidence."""
    colour = STANCE_COLOURS.get(claim.stance, "")
    words = Text(claim.actor_name, style="bold").append(" ").append(claim.stance, style=colour)
    words.append(f" {claim.target_name}")
    if claim.counterpart_name:
        words.append(f" (with {claim.counterpart_name})")
    if claim.candidate:
        words.append(f" ? candidate, {claim.confidence:.2f}", style="italic")
    return words
