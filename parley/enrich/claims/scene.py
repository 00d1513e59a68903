"""One sentence with all that the rules ask about it: mentions, topics, what lies in quotation marks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from parley.enrich.claims.lexicon import Lexicon
from parley.enrich.pieces import Piece
from parley.models import Mention


@dataclass(frozen=True)
class Offer:
    """What was offered in the text before, for "refused the invitation"."""

    topic: str
    actors: tuple[str, ...]  # those who were named beside it
    fresh: bool = True  # in this sentence or the one before


@dataclass
class Scene:
    """A sentence of a piece. Tokens are named by their index in the piece's doc."""

    piece: Piece
    sent: Span
    lexicon: Lexicon
    mentions: Mapping[int, Mention]  # by the head token of the longest mention there
    inside: Mapping[int, Mention]  # by every token of a mention
    quoted: frozenset[int]  # tokens within quotation marks
    speakers: tuple[str, ...] = ()  # actors whose quotation this is, where the sentence does not say
    theme: str | None = None  # the topic that the text before is about most
    offer: Offer | None = None  # the last one, at latest of this sentence
    topics: dict[int, str] = field(init=False)  # by the head token of a topic phrase
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.sent.text
        self.topics = topic_heads(self.sent, self.lexicon)


def topic_heads(sent: Span, lexicon: Lexicon) -> dict[int, str]:
    """The topic phrases of a sentence by the index of their head token; the longest wins, hyphens are nothing."""
    tokens = [token for token in sent if token.lower_ not in ("-", "\u2010", "\u2011")]
    words = [_word(token) for token in tokens]
    found: dict[int, str] = {}
    at = 0
    while at < len(words):
        step = 1
        for phrase, topic in lexicon.phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                step = len(phrase)
                found[sent.doc[tokens[at].i : tokens[at + step - 1].i + 1].root.i] = topic
                break
        at += step
    return found


def _word(token: Token) -> str:
    lemma = token.lemma_.lower()
    if token.pos_ == "PROPN" and len(lemma) > 4 and lemma.endswith("s") and not lemma.endswith(("ss", "us", "is")):
        return lemma[:-1]  # the lemmatizer leaves the plurals of headlines alone
    return lemma


def shared_out(pieces: Sequence[Piece], mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions of each piece, in the order of the pieces."""
    starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        starts[piece.part].append((piece.offset, index))
    found: list[list[Mention]] = [[] for _ in pieces]
    for mention in mentions:
        at = bisect_right(starts[mention.part], (mention.start, len(pieces))) - 1
        if at >= 0:
            found[starts[mention.part][at][1]].append(mention)
    return found


def placed(piece: Piece, mentions: Sequence[Mention]) -> tuple[dict[int, Mention], dict[int, Mention]]:
    """Mentions of a piece by head token and by every token; where two overlap the longer one wins."""
    heads: dict[int, Mention] = {}
    inside: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        span = piece.span(mention)
        if span is None or not span or any(token.i in inside for token in span):
            continue
        heads[span.root.i] = mention
        inside.update((token.i, mention) for token in span)
    return heads, inside
