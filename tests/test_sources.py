"""What every adapter does with good and bad files, found as users give them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from parley.errors import InputError
from parley.models import RawArticle, Rejected
from parley.sources import read
from parley.sources.formats import ADAPTERS

LIMIT = 2_000
BODY = "Envoys of both sides met in Doha – and left without a word."
SAMPLES: dict[str, Callable[[str], str]] = {  # a file of each format with one article
    "text": str,
    "html": lambda body: f"<!doctype html><html><body><p>{body}</p></body></html>",
    "jsonl": lambda body: f'{{"text": "{body}"}}\n',
    "csv": lambda body: f'text,title\n"{body}",Talks\n',
}
SUFFIX = {known: "." + {"text": "txt"}.get(known, known) for known in ADAPTERS}


def results(
    *paths: Path | str, limit: int = LIMIT, declared: Path | None = None, stdin: io.BytesIO | None = None
) -> list[RawArticle | Rejected]:
    return list(read([str(path) for path in paths], limit_bytes=limit, declared=declared, stdin=stdin))


def articles(*paths: Path | str, declared: Path | None = None, stdin: io.BytesIO | None = None) -> list[RawArticle]:
    found = results(*paths, declared=declared, stdin=stdin)
    assert not [each for each in found if isinstance(each, Rejected)]
    return [each for each in found if isinstance(each, RawArticle)]


def reasons(*paths: Path | str, stdin: io.BytesIO | None = None) -> list[str]:
    return [each.reason for each in results(*paths, stdin=stdin) if isinstance(each, Rejected)]


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- the contract of all adapters


@pytest.fixture(params=sorted(ADAPTERS))
def file(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    return request.param, tmp_path / f"item{SUFFIX[request.param]}"


def test_a_good_file_gives_its_text_name_and_origin(file: tuple[str, Path]) -> None:
    known, path = file
    path.write_text(SAMPLES[known](BODY), encoding="utf-8")
    (article,) = articles(path)
    assert BODY in article.content
    assert article.item.startswith(path.name)
    assert article.origin == str(path.resolve())
    assert article.source == path.parent.name
    assert article.encoding == "utf-8"
    assert article.kind == ("html" if known == "html" else "text")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_every_format_is_read_in_every_unicode_encoding(file: tuple[str, Path], encoding: str) -> None:
    known, path = file
    path.write_bytes(SAMPLES[known](BODY).encode(encoding))
    assert BODY in articles(path)[0].content


@pytest.mark.parametrize("encoding", ["cp1252", "cp1256"])
def test_a_forced_encoding_is_used(file: tuple[str, Path], encoding: str) -> None:
    known, path = file
    path.write_bytes(SAMPLES[known](BODY).encode(encoding))
    declared = put(path.parent, "sources.yml", f"[{{name: n, path: '*', encoding: {encoding}}}]")
    assert BODY in articles(path, declared=declared)[0].content


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "binary"),
        (bytes(range(32)) * 20, "binary"),
    ],
)
def test_no_format_takes_what_is_no_text(file: tuple[str, Path], data: bytes, reason: str) -> None:
    _, path = file
    path.write_bytes(data)
    (rejected,) = results(path)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason


def test_undecodable_bytes_are_refused_rather_than_replaced(file: tuple[str, Path]) -> None:
    known, path = file
    path.write_bytes(SAMPLES[known]("word " * 100 + "@@").encode().replace(b"@@", b"\x81\x8d"))  # not even cp1252
    assert reasons(path) == ["undecodable"]


def test_what_is_too_large_is_refused_and_says_how_large(file: tuple[str, Path]) -> None:
    known, path = file
    path.write_text(SAMPLES[known]("long " * LIMIT), encoding="utf-8")
    (rejected,) = results(path)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "too-large"
    assert str(LIMIT) in rejected.detail
    assert str(5 * LIMIT)[:2] in rejected.detail


def test_every_refusal_says_where_and_what_to_do(file: tuple[str, Path]) -> None:
    _, path = file
    path.write_bytes(b"\x00\x01" * 9)
    for rejected in results(path):
        assert isinstance(rejected, Rejected)
        assert rejected.stage == "read"
        assert rejected.item.startswith(path.name)
        assert ":" in rejected.detail


# --- finding files


def test_a_folder_is_read_with_what_lies_below_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/y.MD", ".hidden.txt", ".git/x.txt", "README.md", "a/readme.txt"):
        put(tmp_path, name, BODY)
    assert [each.item for each in articles(tmp_path)] == ["a/b/y.MD", "a/z.txt", "b.txt"]


def test_a_suffix_that_nobody_reads_is_told(tmp_path: Path) -> None:
    put(tmp_path, "photo.xyz", BODY)
    assert reasons(tmp_path) == ["unknown-format"]


def test_missing_paths_raise_before_anything_is_read(tmp_path: Path) -> None:
    good = put(tmp_path, "a.txt", BODY)
    with pytest.raises(InputError, match=r"nowhere\.txt.*file, a folder or -"):
        read([str(good), "nowhere.txt"], limit_bytes=LIMIT)
    with pytest.raises(InputError, match=r"none\.yml"):
        read([str(good)], limit_bytes=LIMIT, declared=tmp_path / "none.yml")


def test_what_cannot_be_opened_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "z.txt", BODY)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    os.mkfifo(tmp_path / "pipe.txt")  # would block for ever if it were opened
    found = results(tmp_path)
    assert [each.reason if isinstance(each, Rejected) else each.item for each in found] == [
        *("unreadable", "unreadable", "unreadable"),
        "z.txt",
    ]


def test_a_name_that_is_no_utf8_can_still_be_stored(tmp_path: Path) -> None:
    put(tmp_path, os.fsdecode(b"caf\xe9.txt"), BODY)
    (article,) = articles(tmp_path)
    assert article.item == r"caf\xe9.txt"
    article.model_dump_json()


@pytest.mark.parametrize(
    ("known", "kind", "suffix"), [("text", "text", ""), ("html", "html", ""), ("jsonl", "text", ":1")]
)
def test_a_named_file_without_a_telling_suffix_is_sniffed(tmp_path: Path, known: str, kind: str, suffix: str) -> None:
    (article,) = articles(put(tmp_path, "download", SAMPLES[known](BODY)))
    assert (article.kind, article.item) == (kind, f"download{suffix}")
    assert BODY in article.content


# --- standard input


@pytest.mark.parametrize(("known", "item"), [("text", "stdin:"), ("html", "stdin:"), ("jsonl", "stdin:1:")])
def test_standard_input_is_read_by_its_looks(known: str, item: str) -> None:
    (article,) = articles("-", stdin=io.BytesIO(SAMPLES[known](BODY).encode()))
    assert (article.source, article.origin) == ("stdin", "-")
    assert article.item.startswith(item)
    assert BODY in article.content


def test_two_texts_on_standard_input_have_two_names_and_the_same_text_has_one() -> None:
    first, second, again = (articles("-", stdin=io.BytesIO(text))[0].item for text in (b"one", b"two", b"one"))
    assert first == again != second


def test_a_row_on_standard_input_keeps_its_id() -> None:
    assert articles("-", stdin=io.BytesIO(b'{"id": "x1", "text": "one"}'))[0].item == "x1"


def test_standard_input_is_limited() -> None:
    assert reasons("-", stdin=io.BytesIO(b"word " * LIMIT)) == ["too-large"]


def test_standard_input_is_left_open() -> None:
    stream = io.BytesIO(b'{"text": "one"}\n')
    results("-", stdin=stream)
    assert not stream.closed


def test_empty_standard_input_is_told() -> None:
    assert reasons("-", stdin=io.BytesIO(b"")) == ["empty"]
