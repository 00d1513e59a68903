"""Identity, language and what a page declares."""

from __future__ import annotations

import pytest

from parley.clean.html import declared_dates
from parley.clean.identity import article_id, canonical_url, content_hash
from parley.clean.language import identify

URL = "https://news.example.org/asia/envoy-leaves"


@pytest.mark.parametrize(
    "variant",
    [
        f"{URL}/",
        f"{URL}#comments",
        f"{URL}?utm_source=feed&utm_medium=rss",
        f"{URL}?fbclid=abc",
        URL.replace("news.ex", "News.Ex"),
    ],
)
def test_one_page_has_one_id_however_it_is_linked(variant: str) -> None:
    assert article_id(variant, "a", "b") == article_id(URL, "c", "d")


def test_another_page_has_another_id() -> None:
    assert article_id(f"{URL}?id=2", "", "") != article_id(URL, "", "")


@pytest.mark.parametrize("url", ["", "not a url", "http://[broken", "\x00"])
def test_what_is_no_url_gives_no_canonical_url(url: str) -> None:
    assert canonical_url(url) is None


def test_without_url_the_words_decide() -> None:
    assert article_id(None, "Envoy leaves", "He  left, “early”.") == article_id(None, "ENVOY LEAVES", 'He left "early"')
    assert article_id(None, "Envoy leaves", "He left.") != article_id(None, "Envoy stays", "He left.")


def test_content_hash_folds_case_accents_and_punctuation() -> None:
    assert content_hash("Café, at NOON!") == content_hash("cafe at noon")
    assert content_hash("at noon") != content_hash("at one")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The envoy left the capital on Sunday after three days of meetings.", "en"),
        ("Der Gesandte verließ die Hauptstadt am Sonntag nach drei Tagen voller Gespräche.", "de"),
        ("Посланник покинул столицу в воскресенье после трёх дней переговоров.", "ru"),
    ],
)
def test_language(text: str, language: str) -> None:
    found, confidence = identify(text)
    assert found == language
    assert 0.9 < confidence <= 1


def test_a_short_text_has_no_language() -> None:
    assert identify("Kabul, 2012") == ("und", 0.0)


def test_declared_dates_say_where_they_stand() -> None:
    html = """<html><head><meta property="article:published_time" content="2012-03-05T10:00:00Z">
    <meta name="description" content="2 envoys"><script type="application/ld+json">
    {"@graph": [{"@type": "NewsArticle", "datePublished": "2012-03-05"}]}</script>
    <script type="application/ld+json">{broken</script></head>
    <body><time datetime="2012-03-06">Tuesday</time></body></html>"""
    assert declared_dates(html) == (
        ("json-ld:datePublished", "2012-03-05"),
        ("meta:article:published_time", "2012-03-05T10:00:00Z"),
        ("time", "2012-03-06"),
    )


@pytest.mark.parametrize("html", ["", "<time>", "<" * 100_000, "<meta name='date'>"])
def test_declared_dates_of_broken_pages_are_none(html: str) -> None:
    assert declared_dates(html) == ()
