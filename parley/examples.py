"""The examples of a user's own knowledge, tried with the real enrich stage."""

from __future__ import annotations

from parley.batch import enricher_of
from parley.knowledge import Knowledge
from parley.models import CleanArticle, EnrichedArticle, Model
from parley.overlay import Alias, Correction, Merge, NewActor, Overlaid, Placed, Split, examples


class Tried(Model):
    """A sentence, who should be found in it or not, and who was."""

    line: int
    example: str
    actor: str
    wanted: bool
    found: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return (self.actor in self.found) == self.wanted


def tried(overlaid: Overlaid, spacy_model: str, since: int = 0) -> tuple[Tried, ...]:
    """All examples from a line on. Raises ``ModelMissing``."""
    rows = [(p, text) for p in overlaid.entries if p.line >= since for text in examples(p.entry)]
    found = _actors([text for _, text in rows], overlaid.knowledge, spacy_model) if rows else []
    made = []
    for (placed, text), actors in zip(rows, found, strict=True):
        actor, wanted = _wanted(placed)
        made.append(Tried(line=placed.line, example=text, actor=overlaid.present(actor), wanted=wanted, found=actors))
    return tuple(made)


def _wanted(placed: Placed) -> tuple[str, bool]:
    """The actor that an entry is about, and whether its examples name it."""
    match placed.entry:
        case NewActor(id=actor) | Alias(of=actor) | Merge(into=actor) | Correction(correct=actor):
            return actor, True
        case Split(of=actor, to=other):
            return (other, True) if other else (actor, False)


def _actors(texts: list[str], knowledge: Knowledge, spacy_model: str) -> list[tuple[str, ...]]:
    """The ids of the actors of each text."""
    enrich, _ = enricher_of(spacy_model, knowledge)
    articles = [_article(number, text) for number, text in enumerate(texts)]
    found = enrich.enrich(articles)
    return [tuple(a.id for a in each.actors) if isinstance(each, EnrichedArticle) else () for each in found]


def _article(number: int, text: str) -> CleanArticle:
    return CleanArticle(
        id=str(number),
        source="examples",
        source_name="examples",
        item=str(number),
        title="",
        text=text,
        language="en",
        language_confidence=1,
        content_hash="",
    )
