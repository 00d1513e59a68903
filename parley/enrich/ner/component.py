"""The model as a spaCy component: it gives documents their entities while spaCy parses the next ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from spacy.language import Language
from spacy.tokens import Doc, Span

from parley.enrich.ner.model import NameModel
from parley.enrich.ner.tags import Found

NAME = "parley_ner"
LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE"}  # as spaCy's own models call them
THREADS = 2  # the model computes outside of Python's lock
AHEAD = 256  # documents that may wait for their names


class NameFinder:
    """Sets the entities of documents."""

    def __init__(self, model: NameModel) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        return marked(doc, self.model(doc.text))

    def pipe(self, docs: Iterable[Doc], batch_size: int) -> Iterator[Doc]:
        """The documents in their order; names are looked for in threads while ``docs`` goes on."""
        waiting: deque[tuple[Doc, Future[list[Found]]]] = deque()
        with ThreadPoolExecutor(THREADS) as threads:
            for doc in docs:
                waiting.append((doc, threads.submit(self.model, doc.text)))
                if len(waiting) > AHEAD:
                    first, found = waiting.popleft()
                    yield marked(first, found.result())
            for first, found in waiting:
                yield marked(first, found.result())


@Language.factory(NAME, assigns=["doc.ents", "token.ent_iob", "token.ent_type"])
def make(nlp: Language, name: str) -> NameFinder:
    """The component, with the weights that come with Parley."""
    return NameFinder(NameModel())


def marked(doc: Doc, found: Iterable[Found]) -> Doc:
    """The document with these names as its entities; a token is of the name in which it starts."""
    starts = [token.idx for token in doc]
    spans = []
    for name in found:
        first, last = bisect_left(starts, name.first), bisect_left(starts, name.last)
        if first < last:
            spans.append(Span(doc, first, last, LABELS[name.label]))
    doc.set_ents(spans)
    return doc
