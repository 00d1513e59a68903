"""``parley export``: the archive as data for other programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated

import typer
from pydantic import Field

from parley.archive import reading
from parley.cli import options
from parley.errors import InputError, QueryError
from parley.models import ActorType, ArticleDocument, ClaimDocument, DateRange, Model, Removed
from parley.search import all_claims, everything
from parley.stores.base import Query, Store

SUFFIXES = (".txt", ".text", ".md", ".html", ".htm", ".xhtml")


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(export)


class ExportedActor(Model):
    """An actor of a document with the names that the text calls it."""

    name: str
    type: ActorType
    surface: tuple[str, ...]


class ExportedClaim(Model):
    """A claim by names: a target is a topic id, an actor's name, or ``other:`` and words."""

    actor: str
    stance: str
    target: str
    counterpart: str | None
    attribution: str
    speaker: str | None
    negated: bool
    modality: str
    act: str | None
    confidence: float
    candidate: bool
    sentence: str


class ExportedDocument(Model):
    """A document a line: what annotated corpora of claims hold too, so that it can be scored against them."""

    doc: str
    id: str
    source: str
    title: str
    text: str
    language: str
    outlet: str | None
    url: str | None
    published_range: DateRange | None
    published_basis: str
    removed: tuple[Removed, ...] = Field(description="what cleaning took out, and why")
    actors: tuple[ExportedActor, ...]
    claims: tuple[ExportedClaim, ...]


def export(
    form: Annotated[str, typer.Option("--format", help="jsonl; claims also as csv.")] = "jsonl",
    by: Annotated[str, typer.Option(help="document (with its claims) or claim.")] = "document",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of standard output.")] = None,
    actor: options.Actors = None,
    stance: options.Stances = None,
    target: options.Targets = None,
    topic: options.Topics = None,
    source: options.Sources = None,
    outlet: options.Outlets = None,
    since: options.Day = None,
    until: options.Day = None,
    undated: options.Undated = "include",
    candidates: options.Candidates = "exclude",
    copies: options.Copies = "include",
    archive: options.ArchiveName = None,
) -> None:
    """Write everything that matches, one document or claim a line."""
    if (by, form) not in (("document", "jsonl"), ("claim", "jsonl"), ("claim", "csv")):
        raise QueryError(f"--by {by} --format {form}: there is document as jsonl, and claim as jsonl or csv")
    settings = options.settings(archive)
    with reading(settings.archive) as opened, opened.store.snapshot() as store:
        wanted = options.query(
            settings,
            store,
            *(None, actor, stance, target, topic, source, outlet, since, until, undated),
            candidates=candidates,
            copies=copies,
        )
        if output is None:
            _write(store, wanted, by, form, sys.stdout)
            return
        try:
            with output.open("w", encoding="utf-8", newline="") as stream:
                _write(store, wanted, by, form, stream)
        except OSError as error:
            raise InputError(f"{output}: cannot be written: {error.strerror}") from error


def _write(store: Store, wanted: Query, by: str, form: str, stream: IO[str]) -> None:
    if by == "document":
        for article, claims in everything(store, wanted):
            stream.write(exported(article, claims).model_dump_json() + "\n")
    elif form == "jsonl":
        for claim in all_claims(store, wanted):
            stream.write(claim.model_dump_json() + "\n")
    else:
        _write_csv(all_claims(store, wanted), stream)


def _write_csv(claims: Iterator[ClaimDocument], stream: IO[str]) -> None:
    columns = [name for name in ClaimDocument.model_fields if name != "published_range"]
    writer = csv.writer(stream)
    writer.writerow(columns)
    for claim in claims:
        row = claim.model_dump(mode="json")
        writer.writerow(" ".join(row[name]) if isinstance(row[name], list) else row[name] for name in columns)


def exported(article: ArticleDocument, claims: list[ClaimDocument]) -> ExportedDocument:
    """A document with its claims, under the name that its item has in its source, without the file's suffix."""
    surfaces: dict[str, dict[str, None]] = {}
    for mention in article.mentions:
        surfaces.setdefault(mention.actor, {})[mention.surface] = None
    actors = zip(article.actors, article.actor_names, article.actor_types, strict=True)
    return ExportedDocument(
        doc=_without_suffix(article.item),
        id=article.id,
        source=article.source,
        title=article.title,
        text=article.text,
        language=article.language,
        outlet=article.outlet,
        url=article.url,
        published_range=article.published_range,
        published_basis=article.published_basis,
        removed=article.removed,
        actors=tuple(
            ExportedActor(name=name, type=kind, surface=tuple(surfaces.get(a, ()))) for a, name, kind in actors
        ),
        claims=tuple(_exported_claim(claim) for claim in claims),
    )


def _exported_claim(claim: ClaimDocument) -> ExportedClaim:
    same = {name: getattr(claim, name) for name in ExportedClaim.model_fields if name not in _NAMED}
    return ExportedClaim(
        actor=claim.actor_name,
        target=claim.target_name if claim.target_kind == "actor" else claim.target,
        counterpart=claim.counterpart_name,
        speaker=claim.speaker_name,
        **same,
    )


_NAMED = ("actor", "target", "counterpart", "speaker")


def _without_suffix(item: str) -> str:
    return next((item.removesuffix(suffix) for suffix in SUFFIXES if item.endswith(suffix)), item)
