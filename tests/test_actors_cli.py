"""``parley actors``: what is known, what is not, and how a user adds to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

Parley = Callable[..., Ran]
NEWS = """Ahmad Shah Masood rejected peace talks with the Taliban on Monday, his office said.

The Harvest League welcomed the ceasefire. Sherdil Nurzaad, a farmer, said the League had promised wheat.
"""


@pytest.fixture
def own(parley: Parley, tmp_path: Path) -> Path:
    """The user's file beside an archive of one article."""
    (tmp_path / "news.txt").write_text(NEWS)
    assert parley("ingest", "news.txt").returncode == 0
    return tmp_path / "knowledge.yml"


def test_what_is_known_of_an_actor_is_shown_without_an_archive(parley: Parley) -> None:
    ran = parley("actors", "show", "Hamid Karzai", "--json")
    shown = json.loads(ran.stdout)
    assert shown["actor"]["id"] == "hamid-karzai"
    assert shown["archive"] is None
    assert shown["actor"]["names"][0]["name"] == "Hamid Karzai"
    assert all(row["source"].startswith("knowledge/actors/afghanistan.yml:") for row in shown["actor"]["names"])
    presidency = next(row for row in shown["actor"]["offices"] if row["office"] == "president")
    assert (presidency["since"], presidency["until"]) == ("2002-06-13", "2014-09-29")
    assert "no archive" in ran.stderr


def test_the_line_that_is_shown_is_the_entry_s(parley: Parley, house: Path) -> None:
    source = json.loads(parley("actors", "show", "taliban", "--json").stdout)["actor"]["source"]
    path, _, line = source.rpartition(":")
    assert (house / "parley" / path).read_text().splitlines()[int(line) - 1] == "- id: taliban"


def test_an_unknown_name_is_answered_with_those_that_are_near(parley: Parley) -> None:
    ran = parley("actors", "show", "Gulbadin Hikmatyaar")
    assert ran.returncode == 1
    assert "did you mean gulbuddin-hekmatyar" in ran.stderr


def test_add_alias_split_and_merge_end_in_the_file_and_show_says_where_from(parley: Parley, own: Path) -> None:
    own.write_text("# My notes: do not lose them.\n")
    added = parley("actors", "add", "harvest-league", "--name", "Harvest League", "--type", "party", "--short", "HL")
    assert added.returncode == 0, added.stderr
    assert "parley reenrich" in added.stderr
    assert parley("actors", "alias", "Harvest League", "League of the Harvest", "the Wheat Men").returncode == 0
    assert parley("actors", "split", "taliban", "Taliban regime", "--to", "harvest-league").returncode == 0
    assert parley("actors", "add", "wheat-front", "--name", "Wheat Front", "--type", "party").returncode == 0
    assert parley("actors", "merge", "wheat-front", "harvest-league").returncode == 0
    text = own.read_text()
    assert text.startswith("# My notes: do not lose them.\n")
    shown = json.loads(parley("actors", "show", "HL", "--json").stdout)["actor"]
    sources = {row["name"]: row["source"] for row in shown["names"]}
    assert set(sources) == {
        "Harvest League",
        "League of the Harvest",
        "the Wheat Men",
        "Taliban regime",
        "Wheat Front",
        "HL",
    }
    for name, first in (
        ("League of the Harvest", "- alias:"),
        ("Taliban regime", "- split:"),
        ("Wheat Front", "- merge:"),
    ):
        line = int(sources[name].removeprefix("knowledge.yml:"))
        assert text.splitlines()[line - 1].startswith(first)
    assert "5 changes in knowledge.yml" in " ".join(parley("doctor").stdout.split())


def test_nothing_is_written_that_would_be_wrong(parley: Parley, own: Path) -> None:
    own.write_text("# mine\n")
    for arguments, says in (
        (("alias", "taliban", "Hamid Karzai"), "a name of 'hamid-karzai' already"),
        (("add", "taliban", "--name", "T", "--type", "party"), "'taliban' already"),
        (("add", "x", "--name", "X", "--type", "militia"), "'militia' is none of"),
        (("add", "X y", "--name", "X", "--type", "party"), "small letters"),
        (("merge", "local:nobody", "taliban"), "no article names 'local:nobody'"),
        (("split", "taliban", "Taliban"), "what 'taliban' is called"),
        (("alias", "taliban", "Zealots", "--example", "Kabul rejected it."), "taliban is not found in"),
    ):
        ran = parley("actors", *arguments)
        assert ran.returncode == 1, arguments
        assert says in ran.stderr, ran.stderr
        assert "Traceback" not in ran.stderr
        assert own.read_text() == "# mine\n"


def test_a_mistake_in_the_file_stops_every_command_with_its_line(parley: Parley, own: Path) -> None:
    own.write_text("- alias: x\n\tof: taliban\n")
    for arguments in (("ingest", "news.txt"), ("search", "--actor", "taliban"), ("actors", "alias", "taliban", "y")):
        ran = parley(*arguments)
        assert ran.returncode == 1
        assert "knowledge.yml:2: a tab" in ran.stderr
    assert parley("doctor").returncode == 1


def test_examples_are_tried(parley: Parley, own: Path) -> None:
    good = "- alias: Wheat Men\n  of: taliban\n  examples: [The Wheat Men rejected the truce.]\n"
    own.write_text(good)
    assert parley("actors", "check").returncode == 0
    own.write_text(good.replace("[The Wheat Men", "[Pakistan"))
    ran = parley("actors", "check")
    assert ran.returncode == 1
    assert "knowledge.yml:1: taliban is not found in" in ran.stdout
    own.write_text("- {split: Taliban regime, of: taliban, examples: [The Taliban regime fell.]}\n")
    assert "taliban is still found in" in parley("actors", "check").stdout


def test_unresolved_names_come_with_a_sentence_and_who_may_be_meant(parley: Parley, own: Path) -> None:
    own.write_text("- {split: [Ahmad Shah Masood], of: ahmad-shah-massoud}\n")  # else that spelling is known
    shutil.rmtree(own.parent / "archive")
    parley("ingest", "news.txt")
    rows = {row["name"]: row for row in json.loads(parley("actors", "unresolved", "--json").stdout)}
    farmer = rows["Sherdil Nurzaad"]
    assert farmer["articles"] == 1
    assert farmer["example"] == "Sherdil Nurzaad, a farmer, said the League had promised wheat."
    assert farmer["suggestions"] == []
    if "Ahmad Shah Masood" in rows:  # the resolver itself may have seen through the spelling
        assert rows["Ahmad Shah Masood"]["suggestions"][0]["actor"] == "ahmad-shah-massoud"


def test_a_name_of_the_archive_becomes_somebody_s(parley: Parley, own: Path) -> None:
    (row,) = [r for r in json.loads(parley("actors", "unresolved", "--json").stdout) if r["name"] == "Sherdil Nurzaad"]
    assert parley("actors", "merge", row["actor"], "hamid-karzai").returncode == 0
    assert "alias: [Sherdil Nurzaad]" in own.read_text()
    assert parley("reenrich").returncode == 0
    again = json.loads(parley("actors", "unresolved", "--json").stdout or "[]")
    assert "Sherdil Nurzaad" not in [r["name"] for r in again]
    assert json.loads(parley("actors", "show", "hamid-karzai", "--json").stdout)["archive"]["articles"] == 1


def test_the_list_needs_no_word(parley: Parley, own: Path) -> None:
    plain = parley("actors", "--json").stdout
    assert plain == parley("actors", "list", "--json").stdout
    assert "taliban" in [row["actor"] for row in json.loads(plain)["actors"]]
    assert parley("actors", "xylophone").returncode == 3
