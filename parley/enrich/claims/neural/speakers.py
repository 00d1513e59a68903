"""Whose words a quoted sentence has, where the sentence itself does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Span

from parley.enrich.claims.holders import subject
from parley.enrich.claims.lexicon import Lexicon
from parley.models import Mention

OPENING = '"\u201c\u00ab\u2018`'


def sayer(sent: Span, quoted: frozenset[int], inside: Mapping[int, Mention], words: Lexicon) -> str | None:
    """The actor who says something in ``sent`` outside of its quotation marks."""
    for token in sent:
        if token.i not in quoted and words.is_(token, "say"):
            who = subject(token)
            if who is not None and who.i in inside:
                return inside[who.i].actor
    return None


def speakers(texts: Sequence[str], within: Sequence[bool], own: Sequence[str | None]) -> list[str | None]:
    """For each sentence whose words it has: None unless it lies within quotation marks and names nobody itself.

    ``within`` says which sentences do, ``own`` whom each names. Who is named after the first sentence of a quotation
    ("... ." "...," she said) comes before who spoke last.
    """
    found: list[str | None] = []
    last: str | None = None
    for index, text in enumerate(texts):
        after = own[index + 1] if index + 1 < len(texts) and within[index + 1] else None
        opens = text.lstrip()[:1] in OPENING
        found.append(None if own[index] or not within[index] else (after or last) if opens else (last or after))
        last = own[index] or found[-1] or last
    return found
