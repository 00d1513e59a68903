"""Raw articles to clean ones: what goes, what stays, and that nothing is lost on the way."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.clean import clean
from parley.clean.repair import characters
from parley.models import CleanArticle, RawArticle, Rejected

BODY = [
    "The river council has turned down an offer of talks from the hill league, its speaker said on Tuesday.",
    "“We will not sit down with people who burn our boats,” Mara Venn told reporters in the river town of Osel.",
    "The hill league, led by Toren Hask, had asked for talks on grazing rights three days before.",
    "Both sides fought over the same valleys for eleven years, and an earlier truce held for one summer only.",
    "Hask has not answered yet.",
]
TITLE = "River Council Rejects Talks With Hill League"


def raw(content: str, kind: Literal["text", "html"] = "text", **declared: Any) -> RawArticle:
    fields = {"source": "s", "source_name": "S", "item": "i", "origin": "-", "content": content, "kind": kind}
    return RawArticle.model_validate(fields | declared)


def cleaned(content: str, kind: Literal["text", "html"] = "text", **declared: Any) -> CleanArticle:
    result = clean(raw(content, kind, **declared))
    assert isinstance(result, CleanArticle), result
    return result


def reasons(article: CleanArticle) -> dict[str, str]:
    return {removed.text: removed.reason for removed in article.removed}


@pytest.mark.parametrize("separator", ["\n", "\n\n"])
@pytest.mark.parametrize("titled", [True, False])
def test_plain_prose_passes_untouched(separator: str, titled: bool) -> None:
    article = cleaned(separator.join([TITLE, *BODY] if titled else BODY))
    assert article.title == (TITLE if titled else "")
    assert article.text == "\n\n".join(BODY)
    assert article.removed == ()


def test_one_paragraph_passes_untouched() -> None:
    article = cleaned(" ".join(BODY))
    assert (article.title, article.text) == ("", " ".join(BODY))


def test_section_lines_glued_credit_and_comment_notice_go() -> None:
    page = [
        "World News\nspecial report\n",
        "Breaking News",
        TITLE,
        *BODY[:3],
        "Speaker Mara Venn on the quayAFP",
        *BODY[3:],
    ]
    page.append("Let us know if you are having problems with the comments.")
    article = cleaned("\n\n".join(page))
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))
    found = reasons(article)
    assert found["Speaker Mara Venn on the quayAFP"] == "caption"
    assert found["Breaking News"] == "section"


def test_repeated_titles_go_and_the_first_stays() -> None:
    article = cleaned("\n\n".join([TITLE, f"  • {TITLE}", f"{TITLE} - Valley Times", *BODY]))
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))
    assert set(reasons(article).values()) == {"repeated-title"}


def test_other_headlines_and_stray_words_go_but_a_standfirst_stays() -> None:
    standfirst = "Eleven years of war, and nobody wants to be the first to stop!"
    page = [TITLE, standfirst, BODY[0], "Three Dead as Ferry Sinks Off Osel", *BODY[1:3], "Grazing", "Image", *BODY[3:]]
    article = cleaned("\n\n".join(page))
    assert article.text == "\n\n".join([standfirst, *BODY])
    assert reasons(article) == {
        "Three Dead as Ferry Sinks Off Osel": "related",
        "Grazing": "subhead",
        "Image": "caption",
    }


def test_a_headline_between_title_and_text_goes() -> None:
    article = cleaned("\n\n".join([TITLE, "Army chief in Osel asks 'weary' league to lay down arms", *BODY]))
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))


def test_byline_time_and_dateline_become_metadata() -> None:
    page = [
        "Home > World > Valleys",
        TITLE,
        "By Jane Roe and John Q. Doe, Associated Press",
        "Published 3:04 PM, 5 March 2012",
    ]
    article = cleaned(
        "\n".join([*page, f"OSEL, Rivermark (AP) — {BODY[0]}", *BODY[1:], "Follow us on Twitter", "(AP)"])
    )
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))
    assert article.authors == ("Jane Roe", "John Q. Doe")
    found = reasons(article)
    assert found["OSEL, Rivermark (AP) —"] == "dateline"
    assert found["Published 3:04 PM, 5 March 2012"] == "timestamp"


def test_a_lead_in_about_something_else_goes() -> None:
    lead = "Gilda Marsh of the Eastport Coal Board has vowed to appeal against a Bench ruling on the Norland mines."
    article = cleaned("\n\n".join([TITLE, lead, *BODY]))
    assert article.text == "\n\n".join(BODY)
    assert reasons(article) == {lead: "lead-in"}


def test_a_first_paragraph_about_the_story_stays() -> None:
    lead = "Mara Venn of the Osel River Council has vowed to keep the Hask family out of the Norland valleys."
    assert cleaned("\n\n".join([TITLE, lead, *BODY])).text.startswith(lead)


def test_a_quoted_post_after_a_colon_stays() -> None:
    post = "No talks with boat burners Not now Not ever"
    assert post in cleaned("\n\n".join([TITLE, *BODY, "In a post, Venn wrote:", post, *BODY[:2]])).text


def test_lines_broken_by_links_are_joined() -> None:
    article = cleaned(
        "\n".join(
            [
                TITLE,
                "The paper",
                "Valley Times",
                "reported on Monday that",
                "Toren Hask",
                ", who leads it, is ill.",
                *BODY,
            ]
        )
    )
    assert article.text.startswith("The paper Valley Times reported on Monday that Toren Hask, who leads it, is ill.")


def test_a_transcript_keeps_its_speakers() -> None:
    turns = [
        "VENN: We will not sit down with people who burn our boats at night.",
        "HASK: Those boats were ours, and you know it well.",
    ]
    assert cleaned("\n\n".join(turns)).text == "\n\n".join(turns)


def test_a_page_dump_is_cut_down_to_its_article() -> None:
    menu = [f"Section {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    teasers = [
        "Most Popular",
        *(f"Teaser {letter} About Something Else" for letter in "ABCDEFGHIJ"),
        "© 2012 Valley Times",
    ]
    article = cleaned("\n".join([f"{TITLE} - Valley Times", *menu, TITLE, *BODY, *teasers]))
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))


def test_html_gives_text_and_metadata() -> None:
    paragraphs = "".join(f"<p>{p}</p>" for p in BODY)
    html = f"""<html lang="en"><head><title>{TITLE} | Valley Times</title><meta name="author" content="Jane Roe">
    <meta property="og:site_name" content="Valley Times"><link rel="canonical" href="https://times.example.org/venn">
    </head><body><nav><a href="/">Home</a></nav><article><h1>{TITLE}</h1>{paragraphs}</article>
    <footer>All rights reserved</footer></body></html>"""
    article = cleaned(html, "html")
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))
    assert (article.authors, article.outlet, article.language) == (("Jane Roe",), "Valley Times", "en")
    assert article.url == "https://times.example.org/venn"


def test_what_the_source_declares_wins() -> None:
    declared: dict[str, Any] = {
        "title": TITLE,
        "authors": ("A. Writer",),
        "url": "https://x.example.org/1",
        "outlet": "X",
        "language": "fr",
    }
    article = cleaned("\n".join([TITLE, "By Jane Roe", *BODY]), **declared)
    assert article.text == "\n\n".join(BODY)
    assert {name: getattr(article, name) for name in declared} == declared


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        ("", "text", "empty"),
        (" \n\u200b\x00\t", "text", "empty"),
        ("Home\nSign in\nShare this article\nAdvertisement\n© 2012 Valley Times", "text", "no-text"),
        ("<html><body><script>1</script></body></html>", "html", "no-text"),
    ],
)
def test_nothing_to_keep_is_rejected_with_its_reason(content: str, kind: Literal["text", "html"], reason: str) -> None:
    result = clean(raw(content, kind))
    assert isinstance(result, Rejected)
    assert (result.stage, result.reason) == ("clean", reason)


HOSTILE: dict[str, tuple[str, Literal["text", "html"]]] = {
    "nested": ("<div>" * 100_000 + "text" + "</div>" * 100_000, "html"),
    "unclosed": ("<b>" * 100_000, "html"),
    "entities": ("&amp;" * 300_000, "html"),
    "nulls": ("<p>\0\0 A sentence of some words stands here.</p>" * 1_000, "html"),
    "brackets": ("<" * 500_000, "html"),
    "many spans": ("<span>word </span>" * 50_000, "html"),
    "one long line": ("word " * 1_000_000, "text"),
    "one long word": ("x" * 1_000_000, "text"),
    "full stops": (". " * 500_000, "text"),
    "capitals": ("A" * 200_000 + " - " + "B.C " * 100_000, "text"),
    "short lines": ("Ab cd\n" * 20_000, "text"),
    "lower-case lines": ("ab cd,\n" * 20_000, "text"),
    "brackets in text": ("(((((" * 100_000, "text"),
    "by": ("By " * 100_000 + "\n" + "Updated 3:04 pm, " * 20 + "x", "text"),
    "mojibake": ("Ã¢â‚¬â„¢ " * 50_000, "text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_ends_soon(name: str) -> None:
    content, kind = HOSTILE[name]
    start = time.perf_counter()
    clean(raw(content, kind))
    assert time.perf_counter() - start < 20  # a few seconds; the bound allows for a busy machine


PIECES = st.sampled_from(
    [
        *BODY,
        TITLE,
        "Home > World",
        "By Jane Roe",
        "Image",
        "exclusive",
        "Tags: a, b",
        "March 5, 2012",
        "Photo: Jane Roe",
        "OSEL (AP) — He left.",
        "Most Popular",
        "Envoy Leaves for Osel",
        "• item",
        "and so on",
        "Kabul",
        ", he said.",
        "(AFP)",
        "Comments (3)",
        "He said:",
        "VENN: No.",
        "©",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(st.one_of(PIECES, st.text(max_size=20)), st.sampled_from(["\n", "\n\n", " "])), max_size=30).map(
        lambda pairs: "".join(piece + separator for piece, separator in pairs)
    ),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_cleaned_or_rejected_and_nothing_is_lost(content: str) -> None:
    result = clean(raw(content))
    assert result == clean(raw(content))
    if isinstance(result, Rejected):
        return
    assert result.text == result.text.strip()
    assert "  " not in result.text
    assert all(result.text.split("\n\n"))
    kept = [result.title, result.text, *(removed.text for removed in result.removed)]
    assert letters("".join(kept)) == letters(characters(content))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_cleaning_a_clean_text_changes_nothing(content: str) -> None:
    first = clean(raw(content))
    if isinstance(first, CleanArticle):
        assert cleaned(first.text, title=first.title).text == first.text


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), TEXTS.map(lambda text: f"<html><body><p>{text}</p></body></html>")))
def test_any_page_is_cleaned_or_rejected(content: str) -> None:
    assert isinstance(clean(raw(content, "html")), CleanArticle | Rejected)


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalpha, text))


def test_a_lead_whose_words_come_again_is_no_foreign_caption() -> None:
    lead = (
        "Osel broke off its meetings with Quentaria about a pact on Friday in anger at the Marsh Front and its bureau."
    )
    rest = [
        "The flag over the gate had to go, said the mayor, who had seen it from the ferry in the morning.",
        "Nobody in Osel had been told of it, and the Front did not promise to take it down before the week was over.",
        "The harbour was quiet in the evening, and the guards sat on the steps of the house in their shirts.",
        "A bureau is not an embassy, a clerk said there; it is a room with a telephone and a kettle.",
    ]
    article = cleaned("\n\n".join(["One flag too many on the harbour house", lead, *rest]))
    assert article.text.startswith("Osel broke off")
