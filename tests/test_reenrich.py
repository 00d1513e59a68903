"""A change of knowledge reaches what is stored, and only that: the archive ends as if it had been made with it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parley import restore
from parley.archive import Archive, writing
from parley.in_force import knowledge
from parley.knowledge import shipped
from parley.ledger import Ledger
from parley.pipeline import ingest
from parley.reenrich import documents, reenrich
from parley.search import all_claims
from parley.settings import Settings
from parley.stores.base import Query
from parley.traces import change, traces
from tests.conftest import HOUSE, Ran

Parley = Callable[..., Ran]
OF_A_RUN = {"run", "ingested_at", "versions"}
# of the samples: a person and a body that nobody knows, a wrong type, a name too many, one office's holders made one
OWN = """
- {actor: michael-makuei, name: Michael Makuei, type: person, short: [Makuei]}
- {alias: Democratic Centre, of: colombia}
- {correct: taliban, type: government}
- {split: Taleban, of: taliban}
- {merge: abdullah-abdullah, into: ashraf-ghani}
"""


def said(archive: Archive) -> tuple[dict[str, object], dict[str, object]]:
    """All articles and claims, without what tells one run from another."""
    articles = {d.id: d.model_dump(exclude=OF_A_RUN) for d in documents(archive.store, Query(sort="newest", limit=500))}
    return articles, {c.id: c.model_dump() for c in all_claims(archive.store, Query(candidates="include"))}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the samples, made with the shipped knowledge; tests copy it."""
    folder = tmp_path_factory.mktemp("made") / "archive"
    with writing(str(folder)) as archive:
        ingest(archive, [str(HOUSE / "seeds")], Settings())
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "archive")
    return tmp_path / "archive"


def settings(folder: Path, text: str) -> Settings:
    own = folder.parent / "own.yml"
    own.write_text(text)
    return Settings(archive=str(folder), overlay=str(own))


def test_the_archive_ends_as_if_it_had_been_made_with_the_new_knowledge(copy: Path, tmp_path: Path) -> None:
    now = settings(copy, OWN)
    with writing(str(tmp_path / "anew")) as archive:
        ingest(archive, [str(HOUSE / "seeds")], now)
        wanted = said(archive)
    with writing(str(copy)) as archive:
        before = said(archive)
        report = reenrich(archive, now)
        assert said(archive) == wanted
        assert before != wanted
        assert report.looked_at == len(wanted[0])
        assert 0 < report.changed <= report.touched < report.looked_at
        assert wanted[1].keys() != before[1].keys()  # claims that are no longer made are gone
        again = reenrich(archive, now)
        assert (again.touched, again.changed) == (0, 0)
        assert said(archive) == wanted


def test_taking_the_change_back_ends_where_it_began(copy: Path) -> None:
    with writing(str(copy)) as archive:
        before = said(archive)
        reenrich(archive, settings(copy, OWN))
        reenrich(archive, settings(copy, ""))
        assert said(archive) == before


def test_what_the_change_cannot_touch_is_left_as_it_is(copy: Path) -> None:
    with writing(str(copy)) as archive:
        runs = {d.id: d.run for d in documents(archive.store, Query(limit=500))}
        report = reenrich(archive, settings(copy, "- {alias: Makuei, of: hamid-karzai, short: true}\n"))
        after = {d.id: d for d in documents(archive.store, Query(limit=500))}
        touched = [id for id, document in after.items() if document.run != runs[id]]
        assert len(touched) == report.touched > 0
        assert touched == [
            id for id, document in after.items() if "Makuei" in document.text or "hamid-karzai" in document.actors
        ]


def test_without_its_record_everything_is_read_anew_and_comes_out_the_same(copy: Path) -> None:
    """What a document keeps is enough: dates, actors and claims of all samples come out of it as of the raw items."""
    (copy / "ledger.db").unlink()
    Ledger.open(copy / "ledger.db").close()
    with writing(str(copy)) as archive:
        before = said(archive)
        report = reenrich(archive, settings(copy, "- {actor: nobody-here, name: Xylander Quux, type: person}\n"))
        assert report.touched == report.looked_at == len(before[0])
        assert report.changed == 0
        assert said(archive) == before


def test_a_document_gives_its_article_back_with_its_date(made: Path) -> None:
    with writing(str(made)) as archive:
        found = list(documents(archive.store, Query(limit=500)))
    bases = {document.published_basis for document in found}
    assert {"metadata", "dateline", "inferred"} <= bases
    for document in found:
        article = restore.article(document)
        assert article.published.evidence == document.date_evidence
        assert restore.dated(article, shipped()) == article


def test_the_ledger_tells_of_the_run(copy: Path, parley: Parley) -> None:
    (copy.parent / "knowledge.yml").write_text(OWN)
    ran = parley("reenrich", "--json")
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    newest = json.loads(parley("runs", "--json").stdout)[0]
    assert newest["state"] == "done"
    counts = {"looked at": report["looked_at"], "touched": report["touched"], "changed": report["changed"]}
    assert newest["report"]["items"] == counts
    assert "0 read anew" in parley("reenrich").stdout


@pytest.mark.parametrize("part", [0.5, 0.75, 0.9])
def test_killed_in_the_middle_and_run_again_it_ends_the_same(copy: Path, tmp_path: Path, part: float) -> None:
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(copy, undisturbed)
    (tmp_path / "knowledge.yml").write_text(OWN)

    def start(archive: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "parley", "reenrich", "--archive", archive.name]
        environ = {"PARLEY_BATCH_SIZE": "1", "PYTHONPATH": str(HOUSE), "PATH": ""}
        return subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.DEVNULL)

    began = time.perf_counter()
    assert start(undisturbed).wait() == 0
    seconds = time.perf_counter() - began
    killed = start(copy)
    time.sleep(seconds * part)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert start(copy).wait() == 0
    with writing(str(undisturbed)) as one, writing(str(copy)) as other:
        assert said(one) == said(other)


def test_only_what_differs_is_a_change() -> None:
    now = traces(shipped())
    assert not change(now, now).forms
    assert change(None, now).everything
    other_language = shipped().model_copy(update={"language": "another"})
    assert change(traces(other_language), now).everything


def test_who_shares_a_surname_is_touched_by_where_the_other_belongs(tmp_path: Path) -> None:
    """Affiliations tell whom a shared surname means, so a change above changes the reading of those below."""
    (tmp_path / "own.yml").write_text("- {merge: afghan-government, into: taliban}\n")
    changed = change(traces(shipped()), traces(knowledge(Settings(overlay=str(tmp_path / "own.yml")))))
    assert ("stanekzai",) in changed.forms.get("stanekzai", ())
    assert "afghan-government" in changed.actors
