"""``parley search``, ``claims``, ``show`` and ``facets``: what the archive says."""

from __future__ import annotations

from typing import Annotated, get_args

import typer
from rich.text import Text

from parley import search as searching
from parley.archive import reading
from parley.cli import options
from parley.cli.output import console, marked, print_dating, print_json, print_removed, stance, table, when
from parley.errors import QueryError
from parley.models import ArticleDocument, ClaimDocument
from parley.stores.base import ArticleFacet, ClaimFacet, FacetCount

NOTHING_FOUND = 3


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (search, claims, show, facets):
        app.command()(command)


def search(
    text: options.Text = None,
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
    sort: options.Sort = "relevance",
    limit: options.Limit = 10,
    cursor: options.Cursor = None,
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """Find articles. With --actor, --stance or --target, each comes with the sentences that show it."""
    settings = options.settings(archive)
    with reading(settings.archive) as opened:
        wanted = options.query(
            settings,
            opened.store,
            *(text, actor, stance, target, topic, source, outlet, since, until, undated, sort, limit, cursor),
            candidates=candidates,
            copies=copies,
        )
        page = searching.search(opened.store, wanted)
    if as_json:
        print_json(page)
    else:
        _heading(page.total, "article", page.next)
        for result in page.results:
            _print_article(result)
    _found(page.total)


def claims(
    text: options.Text = None,
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
    sort: options.Sort = "relevance",
    limit: options.Limit = 10,
    cursor: options.Cursor = None,
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """Find claims: who takes which stance toward what, each with its sentence."""
    settings = options.settings(archive)
    with reading(settings.archive) as opened:
        wanted = options.query(
            settings,
            opened.store,
            *(text, actor, stance, target, topic, source, outlet, since, until, undated, sort, limit, cursor),
            candidates=candidates,
            copies=copies,
        )
        page = opened.store.claims(wanted)
    if as_json:
        print_json(page)
    else:
        _heading(page.total, "claim", page.next)
        for hit in page.hits:
            _print_claim(hit.claim)
            console.print(Text(f"    {hit.claim.article_title or hit.claim.article} · {when(hit.claim)}", style="dim"))
    _found(page.total)


def show(
    article: Annotated[str, typer.Argument(help="The id of an article, as search prints it.")],
    candidates: options.Candidates = "exclude",
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """Show one article: its text, actors, claims with evidence, its date and why, and what cleaning took out."""
    settings = options.settings(archive)
    with reading(settings.archive) as opened:
        document = opened.store.get(article)
        if document is None:
            raise QueryError(f"no article {article!r} in this archive; parley search prints ids")
        wanted = options.query(settings, opened.store, candidates=candidates)
        wanted = wanted.model_copy(update={"articles": (document.id,)})
        found = list(searching.all_claims(opened.store, wanted))
    found.sort(key=lambda claim: (claim.part == "text", claim.start))
    if as_json:
        print_json({"article": document.model_dump(mode="json"), "claims": [c.model_dump(mode="json") for c in found]})
    else:
        _print_whole(document, found)


def facets(
    field: Annotated[str, typer.Argument(help="What to count: actors, stance_keys, topics, outlet, actor, stance ...")],
    text: options.Text = None,
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
    limit: options.Limit = 20,
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """Count articles, or claims, by the values of a field, under the same filters as search."""
    settings = options.settings(archive)
    with reading(settings.archive) as opened:
        wanted = options.query(
            settings,
            opened.store,
            *(text, actor, stance, target, topic, source, outlet, since, until, undated),
            candidates=candidates,
            copies=copies,
        )
        counts: tuple[FacetCount, ...]
        if field in get_args(ArticleFacet):
            unit, counts = "articles", opened.store.article_facet(wanted, field, limit)  # type: ignore[arg-type]  # checked by get_args
        elif field in get_args(ClaimFacet):
            unit, counts = "claims", opened.store.claim_facet(wanted, field, limit)  # type: ignore[arg-type]  # checked by get_args
        else:
            raise QueryError(
                f"no facet {field!r}: of articles {', '.join(get_args(ArticleFacet))}; "
                f"of claims {', '.join(get_args(ClaimFacet))}"
            )
    if as_json:
        print_json(counts)
    else:
        table([field, unit], [(row.value, row.count) for row in counts])
    _found(len(counts))


def _found(total: int) -> None:
    if not total:
        raise typer.Exit(NOTHING_FOUND)


def _heading(total: int, unit: str, following: str | None) -> None:
    console.print(
        f"{total} {unit}{'' if total == 1 else 's'}" + (f"  (next page: --cursor {following})" if following else "")
    )


def _print_article(result: searching.Result) -> None:
    document = result.hit.article
    console.print()
    console.print(Text(document.title or document.text[:80], style="bold"))
    facts = (document.outlet or document.source_name, when(document), document.id)
    console.print(Text("  " + " · ".join(facts), style="dim"))
    for claim in result.claims:
        _print_claim(claim)
    if not result.claims:
        for highlight in result.hit.highlights:
            if highlight.field == "text":
                console.print(Text("  … ").append_text(marked(highlight)).append(" …"))


def _print_claim(claim: ClaimDocument) -> None:
    console.print(Text("  ").append_text(stance(claim)))
    told = f"  [{claim.attribution}{f', {claim.speaker_name}' if claim.speaker_name else ''}]"
    console.print(Text(f"    “{claim.sentence}”").append(told, style="dim"))


def _print_whole(document: ArticleDocument, found: list[ClaimDocument]) -> None:
    console.print(Text(document.title or "(no title)", style="bold"))
    facts = [document.outlet or document.source_name, *document.authors, when(document), document.language]
    console.print(Text(" · ".join(facts), style="dim"))
    console.print()
    console.print(Text(document.text))
    console.print()
    table(["actor", "name", "type"], zip(document.actors, document.actor_names, document.actor_types, strict=True))
    if found:
        console.print(Text("\nclaims", style="bold"))
        for claim in found:
            _print_claim(claim)
    print_dating(document)
    print_removed(document.removed)
