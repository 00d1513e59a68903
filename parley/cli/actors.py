"""``parley actors``: who is in the archive, who is known, and what a user knows better."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from typer.core import TyperGroup

from parley.archive import reading
from parley.cli import options
from parley.cli.output import console, notes, print_json, table
from parley.cli.search import NOTHING_FOUND
from parley.errors import KnowledgeError, QueryError, StoreError
from parley.in_force import knowledge, overlaid, text, with_text
from parley.overlay import Alias, Entry, Merge, Overlaid, Split, addition, new_actor, parse
from parley.search import actors as looking
from parley.search.names import known_actor
from parley.search.unresolved import LOCAL, unresolved
from parley.settings import Settings
from parley.spelling import Spellings
from parley.stores.base import Query

Actor = Annotated[str, typer.Argument(help="An id or a name.")]
Names = Annotated[list[str], typer.Argument(help="One name or more; quote a name of several words.")]
Examples = Annotated[list[str] | None, typer.Option("--example", help="A sentence that is tried with it at once.")]


class ListByDefault(TyperGroup):
    """``parley actors --limit 5`` is ``parley actors list --limit 5``."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # click's Context
        known = (*self.commands, "--help")
        return super().parse_args(ctx, args if args and args[0] in known else ["list", *args])


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(cls=ListByDefault, help="Who is in the archive, who is known, and what you know better.")
    group.command("list")(list_)
    group.command("show")(show)
    group.command("unresolved")(unresolved_)
    for command in (add, alias, merge, split, check):
        group.command()(command)
    app.add_typer(group, name="actors")


def list_(
    words: options.Text = None,
    topic: options.Topics = None,
    source: options.Sources = None,
    outlet: options.Outlets = None,
    limit: options.Limit = 20,
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """List who is in the archive: in how many articles, with how many claims."""
    settings = options.settings(archive)
    with reading(settings.archive) as opened:
        wanted = options.query(settings, opened.store, words, topics=topic, sources=source, outlets=outlet)
        counts = opened.store.article_facet(wanted, "actors", limit)
        holding = {row.value: row.count for row in opened.store.claim_facet(wanted, "actor", 10_000)}
    if as_json:
        rows = [{"actor": row.value, "articles": row.count, "claims": holding.get(row.value, 0)} for row in counts]
        print_json({"actors": rows})
    else:
        known = knowledge(settings).actors
        rows_shown = [
            (row.value, known[row.value].name if row.value in known else "", row.count, holding.get(row.value, 0))
            for row in counts
        ]
        table(["actor", "name", "articles", "claims"], rows_shown)
    if not counts:
        raise typer.Exit(NOTHING_FOUND)


def show(actor: Actor, archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Show what is known of an actor, where each name comes from, and how often it stands in the archive."""
    settings = options.settings(archive)
    found = overlaid(settings)
    known = looking.known(_known(actor, found), settings, found)
    counts = _counts(known.id, settings)
    if as_json:
        stands = counts.model_dump() if counts else None
        print_json({"actor": known.model_dump(mode="json"), "archive": stands})
        return
    console.print(Text(known.name, style="bold").append(f"  {known.id}, {known.type}", style="dim"))
    console.print(Text(_facts(known)))
    if counts:
        console.print(f"{counts.articles} articles, {counts.claims} claims of it, {counts.targeted} claims about it")
    table(["name", "kind", "from"], [(row.name, row.kind, row.source) for row in known.names])
    if known.offices:
        rows = [(tenure.office, tenure.of or "", tenure.since, tenure.until or "") for tenure in known.offices]
        table(["office", "of", "since", "until"], rows)


def _facts(known: looking.Known) -> str:
    belongs = f"belongs to {known.affiliation}; " if known.affiliation else ""
    lived = f"{known.since or '?'} to {known.until or 'now'}; " if known.since or known.until else ""
    return f"{belongs}{lived}from {known.source}"


def _counts(actor: str, settings: Settings) -> looking.Counts | None:
    """None where there is no archive yet: what is known can be looked at without one."""
    try:
        with reading(settings.archive) as opened:
            return looking.counts(actor, opened.store)
    except StoreError as error:
        notes.print(Text(str(error)))
        return None


def unresolved_(
    limit: options.Limit = 20, archive: options.ArchiveName = None, as_json: options.AsJson = False
) -> None:
    """List names that nobody answers to, by number of articles, with a sentence and who may be meant."""
    settings = options.settings(archive)
    with reading(settings.archive) as opened:
        found = unresolved(opened.store, knowledge(settings), limit)
    if as_json:
        print_json(found)
    else:
        for row in found:
            articles = "1 article" if row.articles == 1 else f"{row.articles} articles"
            console.print(Text(row.name, style="bold").append(f"  {row.actor}, {row.type}, {articles}", style="dim"))
            console.print(Text(f"    “{row.example}”", style="dim"))
            if row.suggestions:
                near = (f"{s.name} ({s.actor}, {s.likeness:.2f})" for s in row.suggestions)
                console.print(Text(f"    perhaps {', '.join(near)}"))
    if not found:
        raise typer.Exit(NOTHING_FOUND)


def add(
    id: Annotated[str, typer.Argument(help="Small letters, digits and hyphens: green-banner-front.")],
    name: Annotated[str, typer.Option(help="What it is called.")],
    type: Annotated[str, typer.Option(help="person, armed-group, party, government, other-organisation ...")],
    alias: Annotated[list[str] | None, typer.Option(help="Another full name or spelling.")] = None,
    short: Annotated[list[str] | None, typer.Option(help="A surname or acronym that others may share.")] = None,
    affiliation: Annotated[str | None, typer.Option(help="The id or name of the body that it belongs to.")] = None,
    example: Examples = None,
    archive: options.ArchiveName = None,
) -> None:
    """Add an actor to your own knowledge."""
    settings = options.settings(archive)
    belongs = _known(affiliation, overlaid(settings)) if affiliation else None
    names = {"name": name, "aliases": tuple(alias or ()), "short": tuple(short or ())}
    about = {"type": type, "affiliation": belongs, "examples": tuple(example or ())}
    _add(settings, new_actor({"actor": id, **names, **about}))


def alias(
    actor: Actor,
    names: Names,
    short: Annotated[bool, typer.Option("--short", help="Others may share it: a surname, an acronym.")] = False,
    example: Examples = None,
    archive: options.ArchiveName = None,
) -> None:
    """Give an actor more names."""
    settings = options.settings(archive)
    of = _known(actor, overlaid(settings))
    _add(settings, Alias(alias=tuple(names), of=of, short=short, examples=tuple(example or ())))


def merge(
    actor: Annotated[str, typer.Argument(help="The one that goes: an id or a name, or local:... of the archive.")],
    into: Actor,
    example: Examples = None,
    archive: options.ArchiveName = None,
) -> None:
    """Make two actors one: all that the first has goes to the second."""
    settings = options.settings(archive)
    found, sentences = overlaid(settings), tuple(example or ())
    kept = _known(into, found)
    if actor.startswith(LOCAL):
        _add(settings, Alias(alias=(_local_name(actor, settings),), of=kept, examples=sentences))
    else:
        _add(settings, Merge(merge=_known(actor, found), into=kept, examples=sentences))


def split(
    actor: Actor,
    names: Names,
    to: Annotated[str | None, typer.Option(help="Whose the names are; without it, nobody's.")] = None,
    example: Examples = None,
    archive: options.ArchiveName = None,
) -> None:
    """Take names away from an actor, and give them to another."""
    settings = options.settings(archive)
    found = overlaid(settings)
    other = _known(to, found) if to else None
    _add(settings, Split(split=tuple(names), of=_known(actor, found), to=other, examples=tuple(example or ())))


def check(archive: options.ArchiveName = None, as_json: options.AsJson = False) -> None:
    """Try the examples of your own knowledge: is each actor found where it should be?"""
    from parley.examples import tried  # it brings spaCy

    settings = options.settings(archive)
    found = tried(overlaid(settings), settings.spacy_model)
    wrong = [row for row in found if not row.ok]
    if as_json:
        print_json(found)
    else:
        for row in wrong:
            wanted = "is not found" if row.wanted else "is still found"
            who = ", ".join(row.found) or "nobody"
            console.print(Text(f"{settings.overlay}:{row.line}: {row.actor} {wanted} in “{row.example}”: {who}"))
        console.print(f"{len(found) - len(wrong)} of {len(found)} examples are right")
    if wrong:
        raise typer.Exit(1)


def _known(typed: str, found: Overlaid) -> str:
    """The id of an actor of the knowledge. Raises ``QueryError`` with those that are spelt alike."""
    actor = known_actor(typed, found.knowledge)
    if actor:
        return actor
    near = Spellings(found.knowledge.actors.values()).near(typed)[:3]
    meant = f"did you mean {' or '.join(row.actor for row in near)}?" if near else "add it: parley actors add"
    raise QueryError(f"the knowledge has no actor {typed!r}: {meant}")


def _local_name(actor: str, settings: Settings) -> str:
    """What the archive calls an actor that articles grew themselves."""
    with reading(settings.archive) as opened:
        for hit in opened.store.search(Query(actors=(actor,), limit=1)).hits:
            return hit.article.actor_names[hit.article.actors.index(actor)]
    raise QueryError(f"no article names {actor!r}; see: parley actors unresolved")


def _add(settings: Settings, entry: Entry) -> None:
    """Put an entry at the end of the user's file, once it is known to be right there."""
    path = Path(settings.overlay)
    before = text(path)
    parse(before, settings.overlay)  # what is wrong already is said as it is
    added = addition(before, entry)
    try:
        found = with_text(settings, before + added)
    except KnowledgeError as error:
        raise KnowledgeError(f"nothing is written, as it would be wrong: {error}") from error
    placed = found.entries[-1]
    _try(found, placed.line, settings)
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(added)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be written: {error.strerror}") from error
    notes.print(Text(f"written to {path}:{placed.line}; what is in the archive already: parley reenrich"))


def _try(found: Overlaid, line: int, settings: Settings) -> None:
    """Try the examples of an entry. Raises ``KnowledgeError``."""
    if not found.entries[-1].entry.examples:
        return
    from parley.examples import tried

    for row in tried(found, settings.spacy_model, line):
        if not row.ok:
            how = "not found" if row.wanted else "still found"
            raise KnowledgeError(f"nothing is written: {row.actor} is {how} in “{row.example}”")
