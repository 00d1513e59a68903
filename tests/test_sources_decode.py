"""Text comes back from bytes as it was written, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.models import RawArticle
from parley.sources import read
from parley.sources.decode import Decoded, Refused, decode

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
LATIN = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"], include_characters="\n\t"))


def decoded(data: bytes, **hints: str) -> Decoded:
    found = decode(data, **hints)
    assert isinstance(found, Decoded), found
    return found


def magic_free(text: str) -> bool:
    return not text.startswith(("%PDF-", "{\\rtf", "GIF8", "BZh91AY&SY", "\ufeff"))


@given(TEXT.filter(magic_free), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_unicode_text_comes_back(text: str, encoding: str) -> None:
    assert decoded(("x" + text).encode(encoding)).text == "x" + text


@given(LATIN.filter(magic_free))
def test_text_in_a_forced_encoding_comes_back(text: str) -> None:
    assert decoded(("x" + text).encode("latin-1"), forced="latin-1").text == "x" + text


@given(LATIN)
@example("\n")
def test_utf_16_without_mark_comes_back(text: str) -> None:
    data = f"Talks in Oslo: {text}".encode("utf-16-be")
    assert decoded(data).text == f"Talks in Oslo: {text}"


@given(st.binary())
def test_no_bytes_raise(data: bytes) -> None:
    found = decode(data)
    assert isinstance(found, Decoded) or found.reason in ("binary", "undecodable")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Die Kanzlerin begrüßte die Gespräche, die Rebellen lehnten sie „entschieden“ ab.", "cp1252"),
        ("Le président s’est dit prêt à négocier, à condition qu’on l’écoute enfin. L’été passe…", "cp1252"),
        ("Министр пригласил обе стороны на переговоры в Москву.", "cp1251"),
        ("Министр пригласил обе стороны на переговоры в Москву.", "koi8-r"),
        ("وزیر خارجه روز دوشنبه گفت که گفتگوها ادامه خواهد داشت.".replace("ی", "ي"), "cp1256"),
        ("外交部长说，谈判将于下周在北京举行。", "gb18030"),
    ],
)
def test_an_undeclared_encoding_is_guessed(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


def test_pasted_cp1252_in_utf8_is_read_as_such() -> None:
    data = "Gespräche über Bogotá, ".encode() + b"\x93so\x94"
    assert decoded(data) == Decoded(text="Gespräche über Bogotá, “so”", encoding="utf-8+cp1252")


def test_a_forced_encoding_that_does_not_fit_is_refused() -> None:
    found = decode("Bogotá".encode("cp1252"), forced="utf-8")
    assert isinstance(found, Refused)
    assert found.reason == "undecodable"
    assert "utf-8" in found.detail


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("cp1251", "cp1251"),
        ("iso-8859-1", "cp1252"),  # browsers read it so
        ("iso-8859-1", "utf-8"),  # the usual lie
        ("utf-8", "cp1252"),
        ("utf-16", "utf-8"),  # what says so in single bytes is wrong
        ("gb2312", "gb2312"),
        ("no-such-encoding", "utf-8"),
    ],
)
def test_a_page_is_read_by_its_declaration_unless_that_is_wrong(tmp_path: Path, declared: str, encoding: str) -> None:
    words = {"cp1251": "Переговоры", "gb2312": "谈判将于下周举行"}.get(encoding, "“Gespräche”")
    page = f'<html><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    path = tmp_path / "page.html"
    path.write_bytes(page.encode(encoding))
    (article,) = read([str(path)], limit_bytes=10_000)
    assert isinstance(article, RawArticle)
    assert words in article.content
