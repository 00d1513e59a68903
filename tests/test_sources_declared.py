"""``sources.yml``: what belongs to which source, and what a wrong entry is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.errors import InputError, SettingsError
from parley.models import RawArticle, Rejected
from parley.sources import read


def put(folder: Path, name: str, data: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data, encoding="utf-8")
    return path


def by_item(*paths: Path, declared: Path | None = None) -> dict[str, RawArticle | Rejected]:
    return {each.item: each for each in read([str(path) for path in paths], limit_bytes=5_000, declared=declared)}


def test_files_belong_to_the_first_source_that_claims_them(tmp_path: Path) -> None:
    put(
        tmp_path,
        "sources.yml",
        "- {name: wire, title: The Wire, path: wire/**/*.txt, outlet: Wire, language: de}\n"
        "- {name: all-wire, path: wire/**}\n",
    )
    for name in ("wire/a.txt", "wire/deep/b.txt", "wire/c.md", "other.txt"):
        put(tmp_path, name, "Text.")
    found = by_item(tmp_path)
    assert {item: each.source for item, each in found.items()} == {
        "wire/a.txt": "wire",
        "wire/deep/b.txt": "wire",
        "wire/c.md": "all-wire",
        "other.txt": tmp_path.name,
    }
    first = found["wire/a.txt"]
    assert isinstance(first, RawArticle)
    assert (first.source_name, first.outlet, first.language) == ("The Wire", "Wire", "de")


def test_a_single_file_has_the_source_it_has_in_its_folder(tmp_path: Path) -> None:
    put(tmp_path, "sources.yml", "[{name: notes, path: '*.note', format: text}]")
    path = put(tmp_path, "a.note", "Text.")
    assert by_item(path)["a.note"].source == by_item(tmp_path)["a.note"].source == "notes"


def test_another_sources_file_can_be_named(tmp_path: Path) -> None:
    path = put(tmp_path, "data/a.txt", "Text.")
    declared = put(tmp_path, "config/mine.yml", f"[{{name: mine, path: '{tmp_path}/data/*.txt'}}]")
    assert by_item(path.parent, declared=declared)["a.txt"].source == "mine"


def test_columns_are_mapped(tmp_path: Path) -> None:
    put(
        tmp_path,
        "sources.yml",
        "- name: lists\n  path: '*.jsonl'\n  columns: {text: sentences, id: key}\n"
        "- name: table\n  path: '*.csv'\n  delimiter: '~'\n  columns: {html: page, published: Day Printed}\n",
    )
    put(tmp_path, "a.jsonl", '{"key": "k1", "sentences": ["One.", "Two."], "text": "not this"}')
    put(tmp_path, "b.csv", "id~page~Day Printed\nr1~<p>Three.</p>~3 May\n")
    found = by_item(tmp_path)
    lists, table = found["k1"], found["r1"]
    assert isinstance(lists, RawArticle)
    assert lists.content == "One.\nTwo."
    assert isinstance(table, RawArticle)
    assert (table.content, table.kind, table.published) == ("<p>Three.</p>", "html", "3 May")


def test_a_mapped_column_that_is_missing_is_named(tmp_path: Path) -> None:
    put(tmp_path, "sources.yml", "[{name: table, path: '*.csv', columns: {text: Story}}]")
    put(tmp_path, "b.csv", "id,text\n1,one\n")
    rejected = by_item(tmp_path)["b.csv"]
    assert isinstance(rejected, Rejected)
    assert "no column Story among id, text" in rejected.detail


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- name: a\n  path: '*'\n- name: b\n  colour: red\n", r"line 3: source 2 \(b\): colour"),
        ("- path: '*'\n", r"line 1: source 1: name"),
        ("- {name: a}\n- {name: a}\n", r"line 2: source 2: name: 'a' is taken"),
        ("- {name: a, encoding: klingon}\n", r"source 1 \(a\): encoding: .*klingon"),
        ("- {name: a, format: pdf}\n", r"format: .*'text', 'html', 'jsonl' or 'csv'"),
        ("- {name: a, path: '**.txt'}\n", r"path: .*alone between slashes"),
        ("- {name: a, columns: {body: x}}\n", r"columns\.body"),
        ("- {name: a, delimiter: ', '}\n", r"delimiter"),
        ("- just words\n", r"line 1: source 1: entry"),
        ("name: a\n", r"expected a list of sources .* found dict"),
        ("", r"expected a list of sources .* found NoneType"),
        ("- {name: [\n", r"not valid YAML.*line 2"),
    ],
)
def test_a_wrong_file_is_told_with_line_entry_and_field(tmp_path: Path, text: str, told: str) -> None:
    path = put(tmp_path, "sources.yml", text)
    with pytest.raises(SettingsError, match=f"(?s){path}.*{told}"):
        read([str(tmp_path)], limit_bytes=5_000)


def test_a_sources_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_bytes(b"- {name: caf\xe9}")
    with pytest.raises(InputError, match=r"sources\.yml: cannot be read as a UTF-8 sources file"):
        read([str(tmp_path)], limit_bytes=5_000)
