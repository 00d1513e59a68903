"""The command line over the archive of ``seeds/``: what scripts and people rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from parley import __version__
from tests.conftest import Ran

Parley = Callable[..., Ran]


@pytest.fixture
def search(parley: Parley, seeds_archive: Path) -> Callable[..., Ran]:
    """Run a command on the archive of ``seeds/``."""
    return lambda *arguments: parley(*arguments, ARCHIVE=str(seeds_archive))


def test_names_and_ids_mean_the_same_actor(search: Parley) -> None:
    found = [search("search", "--actor", name, "--json").stdout for name in ("taliban", "Taleban", "the Taliban")]
    assert json.loads(found[0])["total"] > 10
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("search", "xylophone"), 3, ["0 articles"]),
        (("search", "--actor", "Talibn"), 1, ["Talibn", "did you mean", "taliban"]),
        (("search", "--target", "peace-talk"), 1, ["peace-talk", "did you mean", "peace-talks"]),
        (("search", "--stance", "against"), 1, ["against", "support, oppose, conditional, neutral"]),
        (("search", "--undated", "maybe"), 1, ["--undated", "include, exclude, only"]),
        (("claims", "--candidates", "maybe"), 1, ["--candidates", "include, exclude, only"]),
        (("facets", "stance", "--copies", "maybe"), 1, ["--copies", "include, exclude, only"]),
        (("search", "--since", "yesterday"), 2, ["yesterday"]),
        (("search", "--cursor", "nonsense"), 1, ["cursor"]),
        (("facets", "colour"), 1, ["colour", "stance_keys", "attribution"]),
        (("show", "nothing"), 1, ["nothing"]),
        (("export", "--by", "word"), 1, ["word", "document", "claim"]),
        (("export", "--output", "no/such/folder/file"), 1, ["no/such/folder/file"]),
    ],
)
def test_exit_codes_and_words_for_what_cannot_be_found(
    search: Parley, arguments: tuple[str, ...], code: int, words: list[str]
) -> None:
    ran = search(*arguments)
    said = ran.stdout + ran.stderr
    assert ran.returncode == code, said
    assert "Traceback" not in said
    assert [word for word in words if word not in said] == []


def test_pages_join_without_gap_or_repeat(search: Parley) -> None:
    whole = json.loads(search("search", "--sort", "newest", "--limit", "100", "--json").stdout)
    wanted = [result["hit"]["article"]["id"] for result in whole["results"]]
    seen, cursor = [], None
    while True:
        page = json.loads(
            search(
                "search", "--sort", "newest", "--limit", "7", "--json", *(["--cursor", cursor] if cursor else [])
            ).stdout
        )
        seen += [result["hit"]["article"]["id"] for result in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == wanted
    assert len(set(seen)) == whole["total"] > 20


def test_undated_only_and_exclude_split_the_archive(search: Parley) -> None:
    totals = {
        mode: json.loads(search("search", "--undated", mode, "--json").stdout)["total"]
        for mode in ("include", "exclude", "only")
    }
    assert totals["exclude"] + totals["only"] == totals["include"]
    assert min(totals.values()) > 0


def test_candidates_come_when_asked_for_and_are_marked(search: Parley) -> None:
    found = {
        mode: json.loads(search("claims", "--candidates", mode, "--limit", "1000", "--json").stdout)
        for mode in ("include", "exclude", "only")
    }
    marks = {mode: {hit["claim"]["candidate"] for hit in page["hits"]} for mode, page in found.items()}
    assert marks == {"include": {True, False}, "exclude": {False}, "only": {True}}
    assert found["exclude"]["total"] + found["only"]["total"] == found["include"]["total"]
    assert json.loads(search("claims", "--limit", "1000", "--json").stdout) == found["exclude"]
    unsure = min((hit["claim"] for hit in found["only"]["hits"]), key=lambda claim: claim["confidence"])
    wanted = ("--actor", unsure["actor"], "--stance", unsure["stance"], "--target", unsure["target"])
    shown = search("search", *wanted, "--candidates", "only")
    assert f"? candidate, {unsure['confidence']:.2f}" in shown.stdout
    assert unsure["article"] in shown.stdout
    assert "? candidate" in search("show", unsure["article"], "--candidates", "include").stdout
    assert "? candidate" not in search("show", unsure["article"]).stdout


def test_everything_counts_only_what_is_sure_unless_asked(search: Parley) -> None:
    total = {
        mode: json.loads(search("claims", "--candidates", mode, "--json").stdout)["total"]
        for mode in ("exclude", "include")
    }
    for mode, count in total.items():
        facet = json.loads(search("facets", "attribution", "--candidates", mode, "--json").stdout)
        assert sum(row["count"] for row in facet) == count
        exported = search("export", "--by", "claim", "--candidates", mode).stdout.splitlines()
        assert len(exported) == count
        documents = map(json.loads, search("export", "--candidates", mode).stdout.splitlines())
        assert sum(len(document["claims"]) for document in documents) == count
    assert json.loads(search("facets", "attribution", "--json").stdout) == json.loads(
        search("facets", "attribution", "--candidates", "exclude", "--json").stdout
    )
    articles = list(map(json.loads, search("export").stdout.splitlines()))
    assert not any(claim["candidate"] for article in articles for claim in article["claims"])
    rows = json.loads(search("actors", "--limit", "1000", "--json").stdout)["actors"]
    assert sum(row["claims"] for row in rows) == total["exclude"]


def test_copies_can_be_left_out_of_what_is_counted(parley: Parley, tmp_path: Path) -> None:
    text = "The Taliban rejected peace talks with the Afghan government on Monday."
    rows = ({"url": f"https://example.org/{n}", "title": f"Headline {n}", "text": text} for n in (1, 2))
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    parley("ingest", "news.jsonl")
    totals = {
        (command, mode): json.loads(parley(command, "--copies", mode, "--json").stdout)["total"]
        for command in ("search", "claims")
        for mode in ("include", "exclude", "only")
    }
    assert set(totals.values()) == {1, 2}
    assert {key for key, total in totals.items() if total == 2} == {("search", "include"), ("claims", "include")}


def test_facets_count_what_search_finds(search: Parley) -> None:
    rows = json.loads(search("facets", "target", "--actor", "taliban", "--json").stdout)
    for row in rows[:3]:
        found = json.loads(search("claims", "--actor", "taliban", "--target", row["value"], "--json").stdout)
        assert found["total"] == row["count"]


def test_every_claim_s_evidence_is_in_its_article(search: Parley) -> None:
    page = json.loads(search("claims", "--limit", "1000", "--json").stdout)
    articles = {d["id"]: d for d in map(json.loads, search("export").stdout.splitlines())}
    assert page["total"] > 30
    for claim in (hit["claim"] for hit in page["hits"]):
        assert articles[claim["article"]][claim["part"]][claim["start"] : claim["end"]] == claim["sentence"]


def test_show_tells_what_was_taken_out_and_what_the_date_rests_on(search: Parley) -> None:
    page = json.loads(search("search", "--undated", "only", "--limit", "50", "--json").stdout)
    articles = [result["hit"]["article"] for result in page["results"]]
    article = next(a for a in articles if a["removed"] and a["published_earliest"])
    shown = search("show", article["id"]).stdout
    assert "taken out" in shown
    assert article["removed"][0]["reason"] in shown
    assert article["published_earliest"] in shown
    assert article["title"][:40] in shown


def test_actors_lists_articles_and_claims(search: Parley) -> None:
    rows = json.loads(search("actors", "--json", "--limit", "5").stdout)["actors"]
    assert rows[0]["articles"] >= rows[-1]["articles"] > 0
    assert any(row["claims"] > 0 for row in rows)


def test_doctor_and_config_and_version(search: Parley, parley: Parley) -> None:
    assert search("doctor").returncode == 0
    broken = parley("doctor", SPACY_MODEL="no_such_model")
    assert broken.returncode == 1
    assert "no_such_model" in broken.stdout
    shown = json.loads(parley("config", "--json", BATCH_SIZE="17").stdout)
    assert (shown["settings"]["batch_size"], shown["origins"]["batch_size"]) == (17, "PARLEY_BATCH_SIZE")
    assert __version__ in parley("--version").stdout


def test_control_characters_of_an_article_do_not_reach_the_terminal(parley: Parley, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text(
        "The Taliban rejected \x1b[31mpeace talks\x07 with Kabul on Monday, officials said.\n"
    )
    parley("ingest", "evil.txt")
    assert "\x1b" not in parley("search", "peace").stdout + parley("claims").stdout


def test_a_server_that_is_down_is_named_without_the_password_somebody_put_into_its_url(
    parley: Parley, tmp_path: Path
) -> None:
    down = parley("search", "peace", "--archive", "http://127.0.0.1:1")
    assert down.returncode == 75
    assert "http://127.0.0.1:1" in down.stderr
    refused = parley("search", "peace", "--archive", "http://elastic:geheim@127.0.0.1:1")
    assert refused.returncode == 1
    assert "PARLEY_ELASTICSEARCH_PASSWORD_FILE" in refused.stderr
    assert "geheim" not in refused.stderr + refused.stdout + " ".join(str(path) for path in tmp_path.rglob("*"))
