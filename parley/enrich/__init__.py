"""What an article says: actors, places, topics and claims. Only this package imports spaCy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.language import Language

from parley.enrich import nlp
from parley.enrich.actors import Actors, Found
from parley.enrich.claims.joining import Seen, joined, kept
from parley.enrich.claims.neural.model import ClaimModel
from parley.enrich.claims.why import Account, account
from parley.enrich.pieces import Piece, paragraphs, sentence_cased
from parley.enrich.places import Places
from parley.enrich.topics import Topics
from parley.knowledge import Knowledge
from parley.models import CRASHED, Actor, CleanArticle, EnrichedArticle, Mention, Rejected

__all__ = ["Enricher", "nlp"]

LANGUAGE = "en"
There = tuple[Sequence[Piece], Mapping[str, Actor], Sequence[Mention], Knowledge]
TOGETHER = 60_000  # characters parsed in one go, rounded up to whole articles: more is no faster and takes more memory


class Enricher:
    """Reads actors, places, topics and claims out of articles."""

    def __init__(self, nlp: Language, knowledge: Knowledge) -> None:
        self._nlp, self._knowledge = nlp, knowledge
        self._places = Places(knowledge)
        self._actors = Actors(knowledge, self._places)
        self._topics = Topics(knowledge.topics.values())
        self._model = ClaimModel()

    @property
    def version(self) -> str:
        """The versions of all models, as documents record them."""
        return f"{nlp.version(self._nlp)}+{self._model.card.version}"

    def enrich(self, articles: Sequence[CleanArticle]) -> Iterator[EnrichedArticle | Rejected]:
        """Each article with what it says, in the same order; other languages than English pass as they are.

        An article that cannot be read becomes ``Rejected`` with reason ``crashed``; the others go on.
        """
        for batch in _batches(articles):
            with self._nlp.memory_zone():  # else spaCy keeps every new word for good
                pairs = zip(batch, self._parse(batch), strict=True)
                found = [self._one(article, pieces) for article, pieces in pairs]
            yield from found

    def explain(self, article: CleanArticle) -> tuple[EnrichedArticle, Account]:
        """An article as ``enrich`` reads it, and why it has these claims and no others."""
        with self._nlp.memory_zone():
            pieces = self._pieces([article])[0]
            if not pieces:
                return EnrichedArticle(article=article), Account(told=(), dropped=(), silent=())
            found, there, seen = self._seen(article, pieces)
            return self._enriched(article, pieces, found, seen), account(*there, seen)

    def _one(self, article: CleanArticle, pieces: list[Piece] | None) -> EnrichedArticle | Rejected:
        if article.language != LANGUAGE:
            return EnrichedArticle(article=article)
        try:
            return self._read(article, self._pieces([article])[0] if pieces is None else pieces)
        except Exception as error:  # whatever it is, the other articles of the batch go on
            return Rejected(
                source=article.source,
                item=article.item,
                origin=article.url or article.item,
                stage="enrich",
                reason=CRASHED,
                detail=f"{type(error).__name__}: {error}",
            )

    def _parse(self, batch: Sequence[CleanArticle]) -> Sequence[list[Piece] | None]:
        """The paragraphs of each article, parsed together; all None where that fails: each is tried alone then."""
        try:
            return self._pieces(batch)
        except Exception:  # spaCy names no errors of its own
            return [None] * len(batch)

    def _pieces(self, articles: Sequence[CleanArticle]) -> list[list[Piece]]:
        pieces: list[list[Piece]] = [[] for _ in articles]
        texts = (
            (paragraph.text, (found, paragraph))
            for article, found in zip(articles, pieces, strict=True)
            if article.language == LANGUAGE
            for paragraph in paragraphs(article)
        )
        for doc, (found, paragraph) in self._nlp.pipe(texts, as_tuples=True):
            found.append(Piece(paragraph.part, paragraph.offset, doc))
        return pieces

    def _read(self, article: CleanArticle, pieces: Sequence[Piece]) -> EnrichedArticle:
        found, _, seen = self._seen(article, pieces)
        return self._enriched(article, pieces, found, seen)

    def _seen(self, article: CleanArticle, pieces: Sequence[Piece]) -> tuple[Found, There, list[Seen]]:
        """The actors of an article, what its claims are looked for in, and all that is seen there."""
        found = self._actors.find(pieces, article.published)
        recased = [self._recased(piece, found.mentions) for piece in pieces]
        there = recased, {actor.id: actor for actor in found.actors}, found.mentions, self._knowledge
        return found, there, list(joined(self._model, *there))

    def _enriched(
        self, article: CleanArticle, pieces: Sequence[Piece], found: Found, seen: Sequence[Seen]
    ) -> EnrichedArticle:
        claims = kept(seen)
        return EnrichedArticle(
            article=article,
            actors=found.actors,
            mentions=found.mentions,
            unresolved=found.unresolved,
            places=self._places.find(found.passages),
            topics=self._topics.find(pieces, claims),
            claims=claims,
        )

    def _recased(self, piece: Piece, mentions: Sequence[Mention]) -> Piece:
        """A title parsed in the letters of a sentence; other pieces as they are."""
        if piece.part != "title":
            return piece
        text = sentence_cased(piece, mentions)
        return piece if text == piece.text else replace(piece, doc=self._nlp(text), original=piece.text)


def _batches(articles: Iterable[CleanArticle]) -> Iterator[list[CleanArticle]]:
    """Articles in runs of about ``TOGETHER`` characters."""
    batch: list[CleanArticle] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.title) + len(article.text)
        if size >= TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
