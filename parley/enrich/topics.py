"""Topics of an article: what its claims are about, and what its words say often or first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from parley.enrich.pieces import Piece
from parley.knowledge import Topic
from parley.models import Claim

MOST = 5  # topics an article
OFTEN = 2  # cues in the text that make a topic
FIRST = 2  # weight of a cue in title or lead: one is enough
CLAIM = 2  # weight of a claim about the topic: one is enough


class Topics:
    """Finds the cues of topics as sequences of lemmas."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        cues = [(tuple(cue.lower().replace("-", " - ").split()), topic.id) for topic in topics for cue in topic.cues]
        self._cues: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)  # by first word, longest first
        for cue, topic in sorted(cues, key=lambda found: -len(found[0])):
            self._cues[cue[0]].append((cue, topic))

    def find(self, pieces: Sequence[Piece], claims: Iterable[Claim]) -> tuple[str, ...]:
        """Ids of at most ``MOST`` topics, the weightiest first, ties by id."""
        weights = Counter({topic: count * CLAIM for topic, count in _claimed(claims).items()})
        lead = next((piece for piece in pieces if piece.part == "text"), None)
        for piece in pieces:
            first = piece.part == "title" or piece is lead
            for topic in self._cued(piece.doc):
                weights[topic] += FIRST if first else 1
        found = [(-weight, topic) for topic, weight in weights.items() if weight >= OFTEN]
        return tuple(topic for _, topic in sorted(found)[:MOST])

    def _cued(self, doc: Doc) -> Iterator[str]:
        """The topics of all cues; a cue inside a longer one does not count."""
        words = [(token.lemma_.lower(), token.lower_) for token in doc]
        end = 0
        for index, (lemma, lower) in enumerate(words):
            if index >= end:
                for cue, topic in (*self._cues.get(lemma, ()), *(self._cues.get(lower, ()) if lower != lemma else ())):
                    stretch = words[index : index + len(cue)]
                    if len(stretch) == len(cue) and all(
                        word in forms for word, forms in zip(cue, stretch, strict=True)
                    ):
                        yield topic
                        end = index + len(cue)
                        break


def _claimed(claims: Iterable[Claim]) -> Counter[str]:
    return Counter(claim.target for claim in claims if claim.target_kind == "topic" and not claim.candidate)
