"""Sentences made from ``grammar.yml``, with their claims: what the model reads before real news."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from models.claims.data import ATTRIBUTIONS, STANCES, Example, Label
from parley.enrich.claims.neural.windows import Named, cut, window
from parley.knowledge import KnownActor, shipped

GRAMMAR = Path(__file__).parent / "grammar.yml"
ROLE = re.compile(r"\b([ABCPTU])\b")


def grammar(count: int, seed: int = 0) -> Iterator[Example]:
    """``count`` sentences; topics stand for the noun phrases that the file lists for them."""
    rules = yaml.safe_load(GRAMMAR.read_text(encoding="utf-8"))
    knowledge, chance = shipped(), random.Random(seed)
    topics = tuple(knowledge.topics)
    known = list(knowledge.actors.values())
    people = [actor for actor in known if actor.type == "person"]
    bodies = [actor for actor in known if actor.type != "person"]
    for _ in range(count):
        form, _, claims = chance.choice(rules["templates"]).partition(" > ")
        cast: dict[str, KnownActor] = {"P": chance.choice(people)}
        for role in "ABC":
            cast[role] = chance.choice(bodies if chance.random() < 0.6 else people)
        if len({actor.id for actor in cast.values()}) < len(cast):
            continue
        themes = dict(zip("TU", chance.sample(topics, 2), strict=True))
        text, named = _written(
            form, cast, {role: chance.choice(rules["phrases"][t]) for role, t in themes.items()}, chance
        )
        opener, closer = chance.choice(rules["openers"]), chance.choice(rules["closers"])
        if text[0] in '"“':
            opener = ""
        text = opener + text + closer
        text = text[0].upper() + text[1:]
        marks = [Named(start + len(opener), end + len(opener), cast[role].id) for role, start, end in named]
        made = window(cut([(text, marks)])[0], (), None, None)
        types = {actor.id: str(actor.type) for actor in cast.values()}
        labels = tuple(_label(claim, cast, themes, made.actors, topics) for claim in claims.split("; ") if claim)
        yield Example("grammar", made, tuple(types[actor] for actor in made.actors), labels)


def _written(
    form: str, cast: Mapping[str, KnownActor], phrases: Mapping[str, str], chance: random.Random
) -> tuple[str, list[tuple[str, int, int]]]:
    text, named, last = "", [], 0
    for match in ROLE.finditer(form):
        role = match.group(1)
        if (role == "A" and form[match.end() :].startswith(" bomb")) or form[match.end() :].startswith(" court"):
            continue  # the article
        text += form[last : match.start()]
        if role in phrases:
            text += phrases[role]
        else:
            actor = cast[role]
            name = chance.choice([actor.name, actor.name, *actor.short[:1], *actor.seats[:1], *actor.aliases[:2]])
            article = "the " if name.split()[-1] in THE else ""
            text += article
            named.append((role, len(text), len(text) + len(name)))
            text += name
        last = match.end()
    return text + form[last:], named


THE = frozenset(
    ("Taliban", "States", "Nations", "Union", "Ministry", "Party", "Front", "Army", "Court", "Kingdom", "House")
)


def _label(
    claim: str,
    cast: Mapping[str, KnownActor],
    themes: Mapping[str, str],
    actors: tuple[str, ...],
    topics: tuple[str, ...],
) -> Label:
    who, stance, target, party, told, *flags = claim.split()
    slot = {role: actors.index(actor.id) for role, actor in cast.items() if actor.id in actors}
    topic = themes.get(target, target)
    return Label(
        holder=slot[who],
        target=topics.index(topic) if topic in topics else len(topics) + 1 + slot[target],
        stance=STANCES.index(stance),
        attribution=ATTRIBUTIONS.index(told),
        counterpart=slot[party] if party != "-" else -1,
        negated="n" in "".join(flags),
        hypothetical="h" in "".join(flags),
        weight=1.0,
    )
