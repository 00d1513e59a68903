"""The main job through the real command line: what somebody who runs it relies on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.kills import content
from tests.conftest import Ran

Parley = Callable[..., Ran]
TALKS = "The Taliban rejected peace talks with the Afghan government, spokesman Zabihullah Mujahid said on Monday.\n"
TRUCE = "President Ashraf Ghani welcomed the ceasefire and urged the Taliban to extend it, his office said on Friday.\n"


def total(parley: Parley, *filters: str) -> int:
    return int(json.loads(parley("search", "--json", *filters).stdout)["total"])


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "talks.txt").write_text(TALKS)
    (folder / "truce.txt").write_text(TRUCE)
    return folder


def test_who_took_which_stance_is_found_with_its_sentence(parley: Parley, inbox: Path) -> None:
    assert parley("ingest", "inbox").returncode == 0
    ran = parley("search", "--actor", "Taleban", "--stance", "oppose", "--target", "peace-talks", "--json")
    (result,) = json.loads(ran.stdout)["results"]
    (claim,) = result["claims"]
    article = result["hit"]["article"]
    assert claim["sentence"] == TALKS.strip()
    assert article["text"][claim["start"] : claim["end"]] == claim["sentence"]
    assert (claim["actor"], claim["counterpart"]) == ("taliban", "afghan-government")
    assert "taliban|oppose|peace-talks" in article["stance_keys"]
    assert article["published_at"] is None


def test_run_again_nothing_doubles_and_nothing_is_done_anew(parley: Parley, inbox: Path, tmp_path: Path) -> None:
    parley("ingest", "inbox")
    before = content(tmp_path / "archive")
    report = json.loads(parley("ingest", "inbox", "--json").stdout)
    assert report["items"] == {"unchanged": 2}
    assert "enrich" not in report["seconds"]
    parley("ingest", "inbox", "--again")
    assert content(tmp_path / "archive") == before


def test_an_edited_item_replaces_its_former_article(parley: Parley, inbox: Path) -> None:
    parley("ingest", "inbox")
    (inbox / "talks.txt").write_text(TALKS.replace("rejected", "welcomed"))
    report = json.loads(parley("ingest", "inbox", "--json").stdout)
    assert report["items"] == {"unchanged": 1, "done": 1}
    assert total(parley) == 2
    assert parley("claims", "--actor", "taliban", "--stance", "oppose", "--target", "peace-talks").returncode == 3
    assert parley("claims", "--actor", "taliban", "--stance", "support", "--target", "peace-talks").returncode == 0


def test_an_emptied_item_takes_its_article_with_it(parley: Parley, inbox: Path) -> None:
    parley("ingest", "inbox")
    (inbox / "talks.txt").write_text("")
    parley("ingest", "inbox")
    assert total(parley) == 1
    assert "empty" in parley("failures").stdout


def test_a_verbatim_copy_is_one_article_and_survives_its_twin(parley: Parley, inbox: Path) -> None:
    (inbox / "copy.txt").write_text(TALKS)
    report = json.loads(parley("ingest", "inbox", "--json").stdout)
    assert report["items"] == {"done": 2, "duplicate": 1}
    (inbox / "copy.txt").write_text(TALKS.replace("Monday", "Sunday"))
    parley("ingest", "inbox")
    assert total(parley) == 3


def test_copies_at_two_addresses_are_two_articles_of_one_story(parley: Parley, tmp_path: Path) -> None:
    rows = [{"id": n, "url": f"https://{n}.example/talks", "text": TALKS, "outlet": n} for n in ("first", "second")]
    (tmp_path / "wire.jsonl").write_text("\n".join(map(json.dumps, rows)))
    parley("ingest", "wire.jsonl")
    found = {
        row["outlet"]: row
        for row in (r["hit"]["article"] for r in json.loads(parley("search", "--json").stdout)["results"])
    }
    assert found["first"]["story"] == found["second"]["story"]
    assert (found["first"]["duplicate_of"], found["second"]["duplicate_of"]) == (None, found["first"]["id"])


def test_the_ledger_tells_of_each_run(parley: Parley, inbox: Path) -> None:
    (inbox / "empty.txt").write_text("")
    parley("ingest", "inbox")
    (run,) = json.loads(parley("runs", "--json").stdout)
    assert run["state"] == "done"
    assert run["report"]["items"] == {"done": 2, "rejected": 1}
    assert run["paths"] == [str(inbox)]


def test_another_language_is_kept_and_found_but_makes_no_claims(parley: Parley, inbox: Path) -> None:
    german = "Die Taliban lehnten am Montag Friedensgespräche mit der Regierung in Kabul ab, sagte ein Sprecher."
    (inbox / "german.txt").write_text(german)
    parley("ingest", "inbox")
    (result,) = json.loads(parley("search", "Friedensgespräche", "--json").stdout)["results"]
    article = result["hit"]["article"]
    assert (article["language"], article["text"], article["stance_keys"]) == ("de", german, [])


def test_export_gives_every_document_with_its_claims(parley: Parley, inbox: Path) -> None:
    parley("ingest", "inbox")
    documents = {row["doc"]: row for row in map(json.loads, parley("export", "--by", "document").stdout.splitlines())}
    assert set(documents) == {"talks", "truce"}
    talks = documents["talks"]
    assert talks["claims"][0]["sentence"] in talks["text"]
    actors = {actor["name"]: actor for actor in talks["actors"]}
    assert actors["Taliban"]["type"] == "armed-group"
    assert "Taliban" in actors["Taliban"]["surface"]
    assert {"gte", "lte"} == set(talks["published_range"] or {"gte": None, "lte": None})


def test_a_pipe_that_closes_early_gets_no_traceback(parley: Parley, inbox: Path, tmp_path: Path) -> None:
    parley("ingest", "inbox")
    command = f"{sys.executable} -m parley export | head -c 10"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert ran.stderr == b""


def test_claims_are_exported_as_a_table(parley: Parley, inbox: Path, tmp_path: Path) -> None:
    parley("ingest", "inbox")
    csv = parley("export", "--by", "claim", "--format", "csv", "--output", "claims.csv")
    assert csv.returncode == 0, csv.stderr
    header, *rows = (tmp_path / "claims.csv").read_text().splitlines()
    assert header.startswith("actor,actor_name,actor_type,stance,")
    assert len(rows) == len(parley("export", "--by", "claim").stdout.splitlines()) > 0
