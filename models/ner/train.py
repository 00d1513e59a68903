"""Train the named-entity model and put it into the package: ``python -m models.ner.train ../shared``.

Half an hour on two cores. The same data, seed and machine give the same weights.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from models.ner import dataset
from models.ner.corpora import UNKNOWN, Document
from models.ner.export import export
from models.ner.network import PRETRAINED, Network
from parley.enrich.ner.encoding import Encoder
from parley.enrich.ner.tags import TAGS

SEED = 7
LONGEST = 160  # word pieces of one example; sentences of a document are joined up to a length drawn for each
PIECES = 4096  # of a batch, padding included
RATE, HEAD_RATE, WARM_UP, DECAY = 2e-4, 1e-3, 0.06, 0.01
IGNORED = -100


class Example(NamedTuple):
    """Word pieces with their shapes and, at the first piece of each word, the number of its tag."""

    ids: list[int]
    shapes: list[int]
    labels: list[int]


def main() -> None:
    """Read, train, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--epochs", type=float, default=1.6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--exact", type=Path, default=Path(".cache/ner.fp32.onnx"), help="for the unquantised graph")
    parser.add_argument("--examples", type=int, help="train on so many only, to see that everything works")
    args = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(args.threads)
    documents = dataset.training(args.shared, SEED)
    print(f"{sum(map(len, documents))} sentences, data {dataset.fingerprint(documents)}", flush=True)
    encoder = Encoder(PRETRAINED / "tokenizer.json")
    network = Network(len(TAGS))
    train(network, documents, encoder, args.epochs, args.examples)
    args.exact.parent.mkdir(parents=True, exist_ok=True)
    export(network, dataset.fingerprint(documents), args.exact)


def train(
    network: Network, documents: Sequence[Document], encoder: Encoder, epochs: float, most: int | None = None
) -> None:
    """Fit the network in place."""
    chance = random.Random(SEED)
    rounds = ceil(epochs)
    batches = [b for _ in range(rounds) for b in _batches(_examples(documents, encoder, chance)[:most], chance)]
    steps = int(len(batches) * epochs / rounds)
    head = [*network.tags.parameters(), *network.shapes.parameters()]
    body = [p for p in network.parameters() if all(p is not other for other in head)]
    optimiser = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), max(0.0, (steps - step) / (steps * (1 - WARM_UP))))
    )
    network.train()
    started, total = time.monotonic(), 0.0
    for step, batch in enumerate(batches[:steps], 1):
        ids, shapes, labels, mask = _tensors(batch, encoder)
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(ids, shapes, mask[:, None, None, :])
        loss = functional.cross_entropy(scores.float().flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        total += loss.item()
        if step % 50 == 0 or step == steps:
            print(f"step {step} of {steps}, loss {total / 50:.4f}, {time.monotonic() - started:.0f} s", flush=True)
            total = 0.0


def _examples(documents: Sequence[Document], encoder: Encoder, chance: random.Random) -> list[Example]:
    """Sentences that follow each other joined to examples of lengths from one sentence to ``LONGEST`` pieces."""
    found: list[Example] = []
    for document in documents:
        joined, room = Example([], [], []), 0
        for sentence in document:
            example = _example(sentence.words, sentence.tags, encoder)
            if joined.ids and len(joined.ids) + len(example.ids) > room:
                found.append(joined)
                joined = Example([], [], [])
            if not joined.ids:
                room = chance.randint(20, LONGEST - 2)
            joined = Example(*(mine + its for mine, its in zip(joined, example, strict=True)))
        if joined.ids:
            found.append(joined)
    return [Example(*(part[: LONGEST - 2] for part in example)) for example in found]


def _example(words: Sequence[str], tags: Sequence[str], encoder: Encoder) -> Example:
    text = " ".join(words)
    encoded = encoder(text)
    labels = [IGNORED] * len(encoded.ids)
    ends, at = [], 0
    for word in words:
        at += len(word) + 1
        ends.append(at)
    current = 0
    for head, (start, _) in zip(encoded.heads, encoded.spans, strict=True):
        while ends[current] <= start:
            current += 1
        tag = tags[current]
        inside = start > ends[current] - len(words[current]) - 1
        tag = f"I{tag[1:]}" if inside and tag[0] == "B" else tag
        labels[head] = IGNORED if tag == UNKNOWN else TAGS.index(tag)
    return Example(encoded.ids, encoded.shapes, labels)


def _batches(examples: list[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Examples of about the same length together, in random order."""
    ordered = sorted(examples, key=lambda example: len(example.ids) + chance.random() * 8)
    batches: list[list[Example]] = [[]]
    for example in ordered:
        if len(example.ids) * (len(batches[-1]) + 1) > PIECES:
            batches.append([])
        batches[-1].append(example)
    chance.shuffle(batches)
    yield from (batch for batch in batches if batch)


def _tensors(batch: list[Example], encoder: Encoder) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Word pieces between the special ones, shapes, labels, and where there is no padding."""
    length = max(len(example.ids) for example in batch) + 2
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    shapes, labels = torch.zeros_like(ids), torch.full_like(ids, IGNORED)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    for row, example in enumerate(batch):
        size = len(example.ids)
        ids[row, : size + 2] = torch.tensor([encoder.first, *example.ids, encoder.last])
        shapes[row, 1 : size + 1] = torch.tensor(example.shapes)
        labels[row, 1 : size + 1] = torch.tensor(example.labels)
        mask[row, : size + 2] = True
    return ids, shapes, labels, mask


if __name__ == "__main__":
    main()
