"""JSON lines and tables: what rows become, and what bad rows do to their neighbours: nothing."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.models import RawArticle, Rejected
from parley.sources import read

LIMIT = 2_000
LINE = st.one_of(
    st.text(alphabet='{}[]":,x \\é\x00\u2028', max_size=30),
    st.dictionaries(
        st.sampled_from(["text", "id", "title", "authors"]), st.one_of(st.text(), st.none(), st.integers())
    ).map(json.dumps),
    st.just('{"text": "' + "x" * LIMIT + '"}'),
    st.just('{"text": "half of \\ud83d"}'),
)


def results(path: Path, limit: int = LIMIT) -> list[RawArticle | Rejected]:
    return list(read([str(path)], limit_bytes=limit))


def told(path: Path) -> list[str]:
    """Items with their text, or with the reason why there is none."""
    return [f"{r.item} {r.reason if isinstance(r, Rejected) else r.content}" for r in results(path)]


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- JSON lines


def test_bad_lines_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    lines = (
        '{"text": "first"}',
        '{"text": "cut off',
        "",
        '["no", "object"]',
        '{"text": 7}',
        '{"text": {"nested": "x"}}',
        '{"text": " "}',
        '{"headline": "no text"}',
        '{"text": "' + "x" * LIMIT + '"}',
        "[" * 1_900,
        '{"text": "half \\ud83d"}',
        '{"text": "last"}',
    )
    assert told(put(tmp_path, "a.jsonl", "\n".join(lines))) == [
        "a.jsonl:1 first",
        "a.jsonl:2 broken-json",
        "a.jsonl:4 wrong-type",
        "a.jsonl:5 wrong-type",
        "a.jsonl:6 wrong-type",
        "a.jsonl:7 empty",
        "a.jsonl:8 missing-column",
        "a.jsonl:9 too-large",
        "a.jsonl:10 broken-json",
        "a.jsonl:11 wrong-type",
        "a.jsonl:12 last",
    ]


def test_a_broken_line_is_told_with_file_line_and_the_parsers_words(tmp_path: Path) -> None:
    (rejected,) = results(put(tmp_path, "a.jsonl", '{"text": "cut'))
    assert isinstance(rejected, Rejected)
    assert "a.jsonl, line 1: Unterminated string" in rejected.detail


def test_all_fields_of_a_row_are_kept(tmp_path: Path) -> None:
    row = {
        "guid": 17,
        "content": "Text.",
        "headline": "Title",
        "link": "https://example.org/1",
        "publisher": {"@type": "Organization", "name": "The Harbour Courier"},
        "author": [{"name": "A. Writer"}, "B. Writer"],
        "date": "2019-02-25",
        "lang": "en",
    }
    (article,) = results(put(tmp_path, "a.ndjson", json.dumps(row)))
    assert isinstance(article, RawArticle)
    assert article.model_dump(exclude={"source", "source_name", "origin", "kind", "encoding"}) == {
        "item": "17",
        "content": "Text.",
        "title": "Title",
        "url": "https://example.org/1",
        "outlet": "The Harbour Courier",
        "authors": ("A. Writer", "B. Writer"),
        "published": "2019-02-25",
        "language": "en",
    }


def test_two_rows_with_one_id_are_both_kept(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", '{"id": "x", "text": "1"}\n{"id": "x", "text": "2"}\n')
    assert told(path) == ["x 1", "x:2 2"]


def test_one_line_in_another_encoding_spoils_no_other(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", '{"text": "Bogotá"}\n'.encode() + '{"text": "Bogotá"}\n'.encode("cp1252"))
    found = [r for r in results(path) if isinstance(r, RawArticle)]
    assert [(r.content, r.encoding) for r in found] == [("Bogotá", "utf-8"), ("Bogotá", "cp1252")]


@settings(deadline=None, max_examples=60)
@given(lines=st.lists(LINE, max_size=12))
def test_every_line_that_is_not_blank_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    data = "\n".join(lines).encode()
    path = put(tmp_path_factory.mktemp("lines"), "a.jsonl", data)
    filled = sum(1 for line in lines if line.strip())
    found = results(path)
    if data[:2].count(0) or b"\0" in data:  # NULs may make it UTF-16 or binary, in which lines are other lines
        assert found
    else:
        assert len(found) == max(filled, 1)


# --- tables


def test_rows_with_quoted_line_breaks_commas_and_nuls_are_read(tmp_path: Path) -> None:
    table = 'id,text\r\n1,"One,\r\nand ""two"""\r\n\r\n2,' + "long " * 30 + "\x00\r\n"
    assert told(put(tmp_path, "a.csv", table)) == ['1 One,\r\nand "two"', "2 " + "long " * 30 + "\x00"]


def test_fields_may_be_wider_than_the_csv_modules_limit(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "text\n" + "x" * 200_000)
    (article,) = results(path, limit=1_000_000)
    assert isinstance(article, RawArticle)
    assert len(article.content) == 200_000


@pytest.mark.parametrize(("name", "mark"), [("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", "|"), ("a.csv", ",")])
def test_the_delimiter_is_found(tmp_path: Path, name: str, mark: str) -> None:
    assert told(put(tmp_path, name, f"ID{mark}Text\n7{mark}words\n")) == ["7 words"]


def test_ragged_rows_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    assert told(put(tmp_path, "a.csv", "id,text\n1,one\n2\n3,three,more\n4,four\n")) == [
        "1 one",
        "a.csv:3 ragged-row",
        "a.csv:4 ragged-row",
        "4 four",
    ]


def test_a_quote_that_is_never_closed_spoils_one_row(tmp_path: Path) -> None:
    table = 'id,text\n1,one\n2,"never closed\n3,three\n4,four\n'
    assert told(put(tmp_path, "a.csv", table)) == ["1 one", "a.csv:3 ragged-row", "3 three", "4 four"]


def test_stray_quotes_do_not_make_one_article_of_several(tmp_path: Path) -> None:
    table = 'id,text\n1,"stray\n2,two\n3,"stray\n4,four\n'
    assert told(put(tmp_path, "a.csv", table)) == ["a.csv:2 ragged-row", "2 two", "a.csv:4 ragged-row", "4 four"]


def test_a_row_over_the_limit_spoils_no_other(tmp_path: Path) -> None:
    table = "id,text\n1,one\n2," + "x" * LIMIT + "\n3,three\n"
    assert told(put(tmp_path, "a.csv", table)) == ["1 one", "a.csv:3 too-large", "3 three"]


def test_a_table_without_text_is_refused_once_with_the_columns_there_are(tmp_path: Path) -> None:
    (rejected,) = results(put(tmp_path, "a.csv", "key,words\n1,one\n2,two\n"))
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "missing-column"
    assert "a.csv: no column text" in rejected.detail
    assert "among key, words" in rejected.detail


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    assert told(put(tmp_path, "a.csv", "id,text\n")) == ["a.csv empty"]


@settings(deadline=None, max_examples=60)
@given(table=st.text(alphabet='ab,"\n\r é', max_size=60))
def test_no_table_raises_and_none_vanishes(tmp_path_factory: pytest.TempPathFactory, table: str) -> None:
    assert results(put(tmp_path_factory.mktemp("table"), "a.csv", "text,id\n" + table))


# --- memory


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_rows_are_streamed(tmp_path: Path, name: str) -> None:
    row = '{"text": "%s"}\n' if name == "a.jsonl" else "%s\n"
    with (tmp_path / name).open("w") as file:
        file.write("" if name == "a.jsonl" else "text\n")
        for _ in range(5_000):
            file.write(row % ("x" * 1_000))
        file.write(row % ("y" * 5_000_000))  # one line as long as all the others
    tracemalloc.start()
    count = sum(1 for _ in read([str(tmp_path / name)], limit_bytes=LIMIT))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5_001
    assert peak < 4_000_000  # bytes; the file has ten million
