"""The shipped claim model: for each pair of a holder and a target in a window, whether there is a claim, and which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy
import onnxruntime
from numpy.typing import NDArray

from parley.enrich.claims.neural.windows import FOLDER, NO_SLOT, Window, batches
from parley.knowledge import rows
from parley.models import Attribution, Model, Stance

STANCES: tuple[Stance, ...] = ("support", "oppose", "conditional", "neutral")
ATTRIBUTIONS: tuple[Attribution, ...] = ("own", "quoted", "reported")
KINDS = ("person", "government", "country", "armed-group", "party", "intergovernmental", "media", "company",
         "other-organisation")  # fmt: skip
TOGETHER = 4096  # word pieces of one run, padding included
FLOOR = 0.05  # pairs below it are no proposals: one in forty of these is right
WORD = 0.5  # of the likeliest word piece of an "other" target: those belong to it as well

Numbers = NDArray[numpy.float32]


class Card(Model):
    """What the weights were trained for."""

    version: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A claim that the model sees in a window: slots of the holder and, unless ``topic``, of the target."""

    holder: int
    topic: str | None
    target: int | None
    probability: float
    stance: Stance
    sureness: float  # of the stance, given the claim
    attribution: Attribution
    negated: bool
    hypothetical: bool
    counterpart: int | None
    cue: int  # the word piece that it looked at most
    words: tuple[int, ...] = ()  # word pieces of a target that is neither topic nor actor


class ClaimModel:
    """Runs the network on one core or more; one for each process."""

    def __init__(self) -> None:
        self.card = card()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # spaCy wants the cores as well
        self._session = onnxruntime.InferenceSession(FOLDER / "model.onnx", options, providers=["CPUExecutionProvider"])

    def propose(self, windows: Sequence[Window], types: Sequence[Sequence[str]]) -> list[list[Proposal]]:
        """The proposals for each window; ``types`` are the kinds of its actors, by slot."""
        found: list[list[Proposal]] = [[] for _ in windows]
        for batch in batches(windows, TOGETHER):
            inputs = arrays([windows[i] for i in batch], [types[i] for i in batch])
            outputs = dict(zip(OUTPUTS, self._session.run(list(OUTPUTS), inputs), strict=True))
            for row, index in enumerate(batch):
                found[index] = list(self._read(windows[index], {name: array[row] for name, array in outputs.items()}))
        return found

    def _read(self, window: Window, out: Mapping[str, Numbers]) -> Iterator[Proposal]:
        topics, present = len(self.card.topics), len(window.actors)
        exists = out["exists"][:present, : topics + 1 + present]
        for holder, target in zip(*numpy.nonzero(exists >= FLOOR), strict=True):
            slot = int(target) - topics - 1
            if slot == holder:
                continue
            pair = (holder, target)
            stance = int(out["stance"][pair].argmax())
            party = int(out["counterpart"][pair])
            yield Proposal(
                holder=int(holder),
                topic=self.card.topics[target] if target < topics else None,
                target=slot if slot >= 0 else None,
                probability=float(exists[pair]),
                stance=STANCES[stance],
                sureness=float(out["stance"][pair][stance]),
                attribution=ATTRIBUTIONS[int(out["attribution"][pair])],
                negated=bool(out["flags"][pair][0] > 0.5),
                hypothetical=bool(out["flags"][pair][1] > 0.5),
                counterpart=party if party < present and party != holder else None,
                cue=int(out["looked"][pair]),
                words=_words(window, out["words"][holder]) if slot == -1 else (),
            )


OUTPUTS = ("exists", "stance", "attribution", "flags", "counterpart", "looked", "words")


@cache
def card() -> Card:
    """What ``model.yml`` says of the weights beside it."""
    return rows(FOLDER / "model.yml", Card)[0]


def arrays(windows: Sequence[Window], types: Sequence[Sequence[str]]) -> dict[str, NDArray[numpy.int64]]:
    """Windows as padded arrays: ``ids``, ``inside`` and ``slots`` (B, T), ``kinds`` (B, A)."""
    longest, most = max(len(w.ids) for w in windows), max(2, *(len(w.actors) for w in windows), 2)
    made = {name: numpy.zeros((len(windows), longest), dtype=numpy.int64) for name in ("ids", "inside", "slots")}
    made["kinds"] = numpy.zeros((len(windows), most), dtype=numpy.int64)
    made["slots"] += NO_SLOT
    for row, (window, kinds) in enumerate(zip(windows, types, strict=True)):
        length = len(window.ids)
        made["ids"][row, :length], made["inside"][row, :length] = window.ids, window.inside
        made["slots"][row, :length] = window.slots
        made["kinds"][row, : len(kinds)] = [KINDS.index(kind) + 1 for kind in kinds]
    return made


def _words(window: Window, scores: Numbers) -> tuple[int, ...]:
    inside = numpy.array([end > start for start, end in zip(window.starts, window.ends, strict=True)])
    weights = numpy.where(inside, scores[: len(inside)], -numpy.inf)
    return tuple(int(i) for i in numpy.nonzero(weights >= weights.max() + numpy.log(WORD))[0]) if inside.any() else ()
