"""Bad input and bad disks, through the real command line: an error or a reason, the rest taken in, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parley.archive import writing
from tests.conftest import Ran

Parley = Callable[..., Ran]
GOOD = "The Taliban rejected peace talks with the Afghan government on Monday, a spokesman said.\n"


def reasons(parley: Parley) -> dict[str, str]:
    """Item -> reason, of everything that is in no article."""
    found = json.loads(parley("failures", "--json", "--examples", "100").stdout)
    return {shown.split(": ")[0].partition("/")[2]: row["reason"] for row in found for shown in row["examples"]}


def texts(parley: Parley) -> dict[str, str]:
    """Item -> text of every article in the archive."""
    lines = parley("export").stdout.splitlines()
    return {row["doc"]: row["text"] for row in map(json.loads, lines)}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    return folder


def test_every_bad_file_has_its_reason_and_the_good_ones_are_in(parley: Parley, inbox: Path) -> None:
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "blank.txt").write_text(" \n\t\n")
    (inbox / "long.txt").write_bytes(b"word " * 10_000_000)
    (inbox / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (inbox / "utf16.txt").write_text(GOOD.replace("Monday", "Tuesday"), encoding="utf-16")
    (inbox / "latin.txt").write_bytes(GOOD.replace("a spokesman", "José Núñez").encode("latin-1"))
    (inbox / "notes.xyz").write_text(GOOD)
    ran = parley("ingest", "inbox")
    assert ran.returncode == 0, ran.stderr
    assert reasons(parley) == {
        "empty.txt": "empty",
        "blank.txt": "empty",
        "long.txt": "too-large",
        "binary.txt": "binary",
        "notes.xyz": "unknown-format",
    }
    found = texts(parley)
    assert set(found) == {"good", "utf16", "latin"}
    assert "Tuesday" in found["utf16"]
    assert "José Núñez" in found["latin"]


def test_a_broken_line_and_a_long_one_cost_only_themselves(parley: Parley, inbox: Path) -> None:
    row = json.dumps({"id": "{}", "text": GOOD})
    lines = [
        row.replace("{}", "first"),
        '{"id": "broken", "text": "The Tal',
        '{"id": "long", "text": "' + "x" * 50_000_000,
    ]
    lines += [row.replace("{}", "last").replace("Monday", "Friday")]
    (inbox / "rows.jsonl").write_text("\n".join(lines))
    assert parley("ingest", "inbox/rows.jsonl").returncode == 0
    assert set(texts(parley)) == {"first", "last"}
    assert sorted(reasons(parley).values()) == ["broken-json", "too-large"]


def test_a_table_without_the_mapped_column_is_named_with_the_columns_it_has(parley: Parley, inbox: Path) -> None:
    (inbox / "rows.csv").write_text(f'headline,story\nTalks,"{GOOD.strip()}"\n')
    (inbox / "sources.yml").write_text("- name: wire\n  title: Wire\n  path: rows.csv\n  columns: {text: body}\n")
    assert parley("ingest", "inbox").returncode == 0
    shown = parley("failures").stdout
    assert reasons(parley)["rows.csv"] == "missing-column"
    assert all(word in shown for word in ("rows.csv", "body", "headline", "story"))
    assert set(texts(parley)) == {"good"}


def test_a_mended_file_is_taken_in_by_retry_and_by_ingest(parley: Parley, inbox: Path) -> None:
    (inbox / "a.txt").write_bytes(b"")
    (inbox / "b.txt").write_bytes(b"")
    parley("ingest", "inbox")
    (inbox / "a.txt").write_text(GOOD.replace("Monday", "Sunday"))
    assert "1 done" in " ".join(parley("retry").stdout.split())
    (inbox / "b.txt").write_text(GOOD.replace("Monday", "Friday"))
    parley("ingest", "inbox")
    assert set(texts(parley)) == {"good", "a", "b"}
    assert reasons(parley) == {}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ingest", "nowhere"), 1, ["nowhere"]),
        (("ingest", "inbox", "--archive", "inbox/good.txt"), 1, ["inbox/good.txt", "folder"]),
        (("search", "--archive", "nothing-here"), 1, ["nothing-here", "parley ingest"]),
        (("ingest",), 2, ["PATHS"]),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    parley: Parley, inbox: Path, arguments: tuple[str, ...], code: int, words: list[str]
) -> None:
    ran = parley(*arguments)
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert [word for word in words if word not in ran.stderr] == []


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A file system of its own, made with mount options."""
    places: list[Path] = []

    def mount(options: str) -> Path:
        place = tmp_path / f"disk{len(places)}"
        place.mkdir()
        ran = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False)
        if ran.returncode:
            pytest.skip("LOUD: a full and a read-only disk are not tested here: mounting a tmpfs needs root")
        places.append(place)
        return place

    yield mount
    for place in places:
        subprocess.run(["umount", "-l", place], check=True)


def test_a_read_only_folder_is_a_clear_error(parley: Parley, inbox: Path, mounted: Callable[[str], Path]) -> None:
    disk = mounted("size=1m,ro")
    ran = parley("ingest", "inbox", "--archive", str(disk / "archive"))
    assert ran.returncode == 1
    assert str(disk) in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_full_disk_stops_the_run_and_the_next_one_finishes_it(
    parley: Parley, inbox: Path, mounted: Callable[[str], Path]
) -> None:
    disk = mounted("size=3m")
    with (inbox / "many.jsonl").open("w") as lines:
        for n in range(1_000):
            lines.write(json.dumps({"id": f"n{n}", "text": f"Item {n}. {GOOD * 3}{os.urandom(500).hex()}"}) + "\n")
    archive = str(disk / "archive")
    ran = parley("ingest", "inbox", "--archive", archive, BATCH_SIZE="50")
    assert ran.returncode == 75, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "space" in ran.stderr or "full" in ran.stderr
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
    assert parley("ingest", "inbox", "--archive", archive).returncode == 0
    assert json.loads(parley("search", "--limit", "1", "--json", "--archive", archive).stdout)["total"] == 1_001


def test_a_second_writer_is_told_who_writes(parley: Parley, inbox: Path, tmp_path: Path) -> None:
    with writing(str(tmp_path / "archive")):
        ran = parley("ingest", "inbox")
    assert ran.returncode == 75
    assert str(os.getpid()) in ran.stderr


def test_standard_input_keeps_every_text_it_was_given(parley: Parley) -> None:
    assert parley("ingest", "-", stdin=GOOD).returncode == 0
    assert parley("ingest", "-", stdin=GOOD.replace("Monday", "Friday")).returncode == 0
    assert parley("ingest", "-", stdin=GOOD.encode("utf-16")).returncode == 0
    assert sorted("Friday" in text for text in texts(parley).values()) == [False, True]


def test_two_folders_of_one_name_do_not_overwrite_each_other(parley: Parley, tmp_path: Path) -> None:
    for place, day in (("one", "Monday"), ("two", "Friday")):
        (tmp_path / place / "news").mkdir(parents=True)
        (tmp_path / place / "news" / "a.txt").write_text(GOOD.replace("Monday", day))
    assert parley("ingest", "one/news").returncode == 0
    assert parley("ingest", "two/news").returncode == 0
    assert sorted("Friday" in text for text in texts(parley).values()) == [False, True]
    again = json.loads(parley("ingest", "one/news", "two/news", "--json").stdout)
    assert again["items"] == {"unchanged": 2}
