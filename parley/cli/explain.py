"""``parley explain``: what one article comes to, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from parley.archive import reading
from parley.cli import options
from parley.cli.output import (
    STANCE_COLOURS,
    console,
    notes,
    print_dating,
    print_json,
    print_removed,
    stance,
    table,
    when,
)
from parley.errors import InputError, QueryError
from parley.models import ArticleDocument, Claim, CleanArticle, Mention, Part
from parley.settings import Settings

if TYPE_CHECKING:  # they bring spaCy, which only the work needs
    from parley.enrich.claims.why import Silent, Told, Weight
    from parley.explain import Explanation

ID = re.compile(r"[0-9a-f]{32}")
STRONGEST = 3  # features shown for and against a claim
LEAST_EFFECT = 0.005
REASONS = (  # of the cues of a sentence, the one that tells most is shown
    *("other", "denied", "hypothetical", "question", "no-target", "no-holder", "not-asserted", "description"),
    "no-actor",
)


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(explain)


def explain(
    name: Annotated[str, typer.Argument(metavar="FILE", help="A file, - for standard input, or an article's id.")],
    archive: options.ArchiveName = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what one article comes to, and why: its actors, its claims, what speaks for and against each, and why other
    sentences with the words of a stance have none. Nothing is written."""
    from parley.explain import explain as explained

    settings = options.settings(archive)
    found = explained(_article(name, settings), settings)
    if as_json:
        print_json(found)
    else:
        _print(found)


def _article(name: str, settings: Settings) -> CleanArticle:
    """The first article of a file, or one of the archive. Raises ``InputError`` and ``QueryError``."""
    from parley import restore
    from parley.explain import first_article

    if name == "-" or Path(name).exists():
        article, more = first_article(name, settings)
        if more:
            notes.print(Text(f"{name} has more articles than one: this is the first"))
        return article
    if not ID.fullmatch(name):
        raise InputError(f"{name}: there is no such file; nor is this the id of an article, as search prints it")
    with reading(settings.archive) as opened:
        document = opened.store.get(name)
    if document is None:
        raise QueryError(f"no article {name!r} in this archive; parley search prints ids")
    return restore.article(document)


def _print(found: Explanation) -> None:
    from parley.enrich.claims.joining import FLOOR, LEAST

    article = found.article
    numbered = list(enumerate(sorted(found.told, key=lambda told: told.claim.candidate), 1))
    claims = [(number, told.claim) for number, told in numbered]
    console.print(_marked(article, "title", claims) if article.title else Text("(no title)"), style="bold")
    console.print(Text(" · ".join((article.outlet or article.source_name, when(article), article.language)), "dim"))
    console.print()
    console.print(_marked(article, "text", claims))
    _heading("actors", "who is found, and by which words")
    table(["actor", "type", "found as"], _actors(article))
    if article.language != "en":
        console.print(Text("only English is searched for actors and claims"))
    _heading("claims", f"below {LEAST} candidates; what each feature adds to the confidence (right/found in training)")
    if not numbered:
        console.print("none")
    for number, told in numbered:
        _print_told(f"{{{number}}} ", told)
    if found.dropped:
        _heading("not kept", f"below {FLOOR}: too unsure even for a candidate")
        for told in found.dropped:
            _print_told("", told)
    _print_silent(found.silent)
    print_dating(article)
    print_removed(article.removed)


def _heading(name: str, meaning: str) -> None:
    console.print(Text(f"\n{name}", "bold").append(f"  {meaning}", "not bold dim"))


def _marked(article: ArticleDocument, part: Part, claims: Sequence[tuple[int, Claim]]) -> Text:
    """Title or text with its actors marked, in brackets where there are no colours, and the numbers of claims after
    their sentences."""
    plain = not console.is_terminal or console.no_color
    text = Text(article.title if part == "title" else article.text)
    marks: list[tuple[int, int, str]] = []  # where, in which order, what
    for mention in (mention for mention in article.mentions if mention.part == part):
        text.stylize("bold cyan", mention.start, mention.end)
        marks += [(mention.start, 1, "["), (mention.end, 0, "]")] if plain else []
    for number, claim in ((number, claim) for number, claim in claims if claim.part == part):
        text.stylize(STANCE_COLOURS.get(claim.stance, ""), claim.start, claim.end)
        marks.append((claim.end, 0, f" {{{number}}}"))
    marks.sort(key=lambda mark: mark[:2])
    stretches = text.divide([where for where, _, _ in marks])
    inserted = (Text(mark) for _, _, mark in marks)
    return Text.assemble(*(each for pair in zip(stretches, inserted, strict=False) for each in pair), stretches[-1])


def _actors(article: ArticleDocument) -> Iterator[tuple[str, str, str]]:
    """Each actor with the words that mean it, by how they were resolved."""
    for actor, kind in zip(article.actors, article.actor_types, strict=True):
        own = sorted((m for m in article.mentions if m.actor == actor), key=lambda mention: mention.how)
        ways = (f"{how}: {_counted(mentions)}" for how, mentions in groupby(own, key=lambda mention: mention.how))
        yield actor, kind, " · ".join(ways)


def _counted(mentions: Iterable[Mention]) -> str:
    counts = Counter(mention.surface for mention in mentions)
    return ", ".join(surface if count == 1 else f"{surface} ×{count}" for surface, count in counts.items())


def _print_told(mark: str, told: Told) -> None:
    claim = told.claim
    console.print(Text(mark).append_text(stance(claim)))
    _indented(Text(f"“{claim.sentence}”", "dim"))
    voice = f"{claim.attribution}, {claim.speaker_name or claim.speaker}" if claim.speaker else claim.attribution
    negated = ("negated",) if claim.negated else ()
    facts = (f"cue “{claim.cue}”", f"rule {claim.rule}", *((claim.act,) if claim.act else ()), voice)
    sure = {"of rules": told.rule, "of model": told.model}
    parts = ", ".join(f"{value:.2f} {whose}" for whose, value in sure.items() if value is not None)
    _indented(Text(" · ".join((*facts, *negated, claim.modality, f"confidence {claim.confidence:.2f} ({parts})"))))
    strongest = [weight for weight in told.weights if abs(weight.effect) >= LEAST_EFFECT]
    _print_weights("for", [weight for weight in strongest if weight.effect > 0][:STRONGEST])
    _print_weights("against", [weight for weight in reversed(strongest) if weight.effect < 0][:STRONGEST])


def _print_weights(side: str, weights: Sequence[Weight]) -> None:
    if weights:
        words = ", ".join(f"{w.effect:+.2f} {w.feature} ({w.hits}/{w.said})" for w in weights)
        _indented(Text(f"{side} {words}", "dim"))


def _print_silent(silent: Sequence[Silent]) -> None:
    """For each sentence without a claim the cue that tells most."""
    sentences = [list(cues) for _, cues in groupby(silent, key=lambda cue: (cue.part, cue.start))]
    telling = [min(cues, key=lambda cue: REASONS.index(cue.reason)) for cues in sentences]
    shown = [cue for cue in telling if cue.reason != "no-actor"]
    if telling:
        more = f"; {len(telling) - len(shown)} more name no actor" if len(telling) > len(shown) else ""
        _heading("no claim", f"sentences with a cue{more}")
    for cue in shown:
        console.print(Text(f"“{cue.sentence}”", "dim"))
        _indented(Text(f"{cue.cue}: {cue.reason}: {cue.detail}"))


def _indented(text: Text, by: int = 4) -> None:
    for line in text.wrap(console, max(console.width - by, 20)):
        line.rstrip()
        console.print(Text(" " * by).append_text(line))
