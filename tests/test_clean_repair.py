"""Characters and line breaks."""

from __future__ import annotations

import pytest

from parley.clean.repair import characters, lines

WRAPPED = """The envoy left the capital on Sunday after three days of meetings with
elders from four provinces, who asked him to carry a letter to the coun-
cil in the north before the first snow closes the mountain passes there.

He promised to return within a month and to bring the long-term plan
that the elders had asked for, with its two-year time table; the long-
term plan had been drafted in spring."""


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("donâ€™t", "don’t"),
        ("cafÃ©", "café"),
        ("cafe\u0301", "café"),
        ("peace\u00a0talks\u2009now", "peace talks now"),
        ("Tali\u00adban\u200b", "Taliban"),
        ("bell\x07 and null\x00", "bell and null"),
        ("Marks &amp; Spencer &#8217;", "Marks & Spencer ’"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("“curly” ‘quotes’ stay", "“curly” ‘quotes’ stay"),
        ("Ålesund, São Paulo, Kabul – كابل", "Ålesund, São Paulo, Kabul – كابل"),
    ],
)
def test_characters(broken: str, whole: str) -> None:
    assert characters(broken) == whole


def test_hard_wrapped_lines_become_paragraphs() -> None:
    first, second = (line.text for line in lines(WRAPPED))
    assert first.startswith("The envoy left the capital on Sunday after three days of meetings with elders")
    assert "to the council in the north" in first
    assert "the long-term plan had been drafted" in second


def test_sentences_on_lines_of_their_own_are_not_joined() -> None:
    text = (
        "The envoy left on Sunday morning for the second time.\nNobody knew why he had left so early in the day.\n" * 3
    )
    assert [line.text for line in lines(text)] == text.splitlines()
