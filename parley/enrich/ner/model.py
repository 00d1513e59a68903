"""The shipped model: texts to names of persons, organisations and places, by characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from parley.enrich.ner.encoding import OTHER, Encoded, Encoder
from parley.enrich.ner.joining import joined
from parley.enrich.ner.tags import Found, names
from parley.models import Model

FOLDER = Path(__file__).parent
WINDOW, OVERLAP = 158, 48  # word pieces: what the model was trained on, and what two windows of a longer text share


class Card(Model):
    """What the weights are."""

    name: str
    version: str
    data: str  # hash of the training data


class NameModel:
    """Finds names. Each text is read by itself, so that what is found never depends on what is read beside it."""

    def __init__(self, weights: Path = FOLDER / "model.onnx") -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # texts are spread over threads, not matrices
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._encode = Encoder(FOLDER / "tokenizer.json")
        self.card = Card.model_validate_json((FOLDER / "model.json").read_text(encoding="utf-8"))

    def __call__(self, text: str) -> list[Found]:
        """The names of a text of any length, from left to right."""
        encoded = self._encode(text)
        if not encoded.ids:
            return []
        words = [text[start:end] for start, end in encoded.spans]
        found = joined(names(self._scores(encoded)[encoded.heads]), words)
        return [Found(encoded.spans[n.first][0], encoded.spans[n.last - 1][1], n.label) for n in found]

    def _scores(self, encoded: Encoded) -> NDArray[np.float32]:
        """Scores of each word piece; where windows overlap, of the one whose edge is further away."""
        parts = [self._window(encoded, first)[keep] for first, keep in windows(len(encoded.ids))]
        return np.concatenate(parts)

    def _window(self, encoded: Encoded, first: int) -> NDArray[np.float32]:
        ids = [self._encode.first, *encoded.ids[first : first + WINDOW], self._encode.last]
        shapes = [OTHER, *encoded.shapes[first : first + WINDOW], OTHER]
        (scores,) = self._session.run(None, {"ids": np.array([ids]), "shapes": np.array([shapes])})
        return np.asarray(scores[0, 1:-1], dtype=np.float32)


def windows(length: int) -> Iterator[tuple[int, slice]]:
    """First pieces of windows over ``length`` pieces, each with the part of it that counts; together all pieces."""
    first = start = 0
    while first + WINDOW < length:
        end = first + WINDOW - OVERLAP // 2
        yield first, slice(start - first, end - first)
        start = end
        first = min(end - OVERLAP // 2, length - WINDOW)
    yield first, slice(start - first, length - first)
