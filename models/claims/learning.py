"""How the claim network learns: batches, loss, optimizer, and the average of its weights."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.claims.data import Example, Label
from models.claims.network import ClaimNetwork, Judged
from parley.enrich.claims.neural.model import arrays
from parley.enrich.claims.neural.windows import batches

PIECES = 1024  # word pieces of a batch, padding included: some sixteen windows
MIXED = 1024  # examples out of which batches of like length are made
EVERY = 10  # steps between two that the average takes in


@dataclass(frozen=True)
class Course:
    """How long and how fast to learn."""

    epochs: float
    rate: float = 1.5e-4  # of the encoder
    heads: float = 1e-3  # of the rest
    frozen: int = 3  # lowest layers of the encoder that stay as they are
    positive: float = 1.5  # weight of a pair with a claim: there are forty without
    seed: int = 0


def collate(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The windows of examples as padded tensors."""
    made = arrays([example.window for example in examples], [example.types for example in examples])
    return tuple(torch.from_numpy(made[name]) for name in ("ids", "inside", "slots", "kinds"))  # type: ignore[return-value]  # four of them


def loss_of(judged: Judged, examples: Sequence[Example], kinds: Tensor, topics: int, positive: float) -> Tensor:
    """Whether pairs have a claim, and how the claims stand."""
    aim, weight = _wanted(judged.exists.shape, examples, kinds, topics, positive)
    logits = judged.exists.float()
    whole = functional.binary_cross_entropy_with_logits(logits, aim, weight, reduction="sum") / len(examples)
    claims = [(row, label) for row, example in enumerate(examples) for label in example.labels]
    if not claims:
        return whole
    whole = whole + 0.5 * _choice(logits, weight, claims)
    at = tuple(torch.tensor([(row, label.holder, label.target) for row, label in claims]).T)
    stances = torch.tensor([label.stance for _, label in claims])
    whole = whole + functional.cross_entropy(judged.stance[at].float(), stances)
    full = [number for number, (_, label) in enumerate(claims) if label.attribution >= 0]
    if not full:
        return whole
    at = tuple(axis[full] for axis in at)
    return whole + 0.3 * _details(judged, at, [claims[number] for number in full], topics)


def _wanted(
    shape: torch.Size, examples: Sequence[Example], kinds: Tensor, topics: int, positive: float
) -> tuple[Tensor, Tensor]:
    """For each pair whether it has a claim, and what it weighs: nothing where there is no such pair."""
    windows, slots, _ = shape
    there = kinds > 0
    targets = torch.cat([torch.ones(windows, topics + 1, dtype=torch.bool), there], dim=1)
    weight = (there.unsqueeze(2) & targets.unsqueeze(1)).float()
    itself = torch.arange(slots)
    weight[:, itself, topics + 1 + itself] = 0
    aim = torch.zeros(shape)
    for row, example in enumerate(examples):
        if not example.topical:
            weight[row, :, : topics + 1] = 0
        for label in example.labels:
            aim[row, label.holder, label.target] = 1
            weight[row, label.holder, label.target] = label.weight * positive
    return aim, weight


def _choice(logits: Tensor, weight: Tensor, claims: Sequence[tuple[int, Label]]) -> Tensor:
    """Which of its possible targets a holder has: neighbouring topics compete, as independent judgements would not."""
    chances = logits.masked_fill(weight == 0, -1e4).log_softmax(-1)
    return -torch.stack([chances[row, label.holder, label.target] for row, label in claims]).mean()


def _details(judged: Judged, at: tuple[Tensor, ...], claims: Sequence[tuple[int, Label]], topics: int) -> Tensor:
    """Attribution, negation, modality, counterpart, and the words of targets that are neither topic nor actor."""
    told = torch.tensor([label.attribution for _, label in claims])
    flags = torch.tensor([[float(label.negated), float(label.hypothetical)] for _, label in claims])
    nobody = judged.counterpart.shape[-1] - 1
    party = torch.tensor([label.counterpart if label.counterpart >= 0 else nobody for _, label in claims])
    whole = functional.cross_entropy(judged.attribution[at].float(), told)
    whole = whole + functional.binary_cross_entropy_with_logits(judged.flags[at].float(), flags)
    topical = at[2] < topics
    if topical.any():
        whole = whole + functional.cross_entropy(judged.counterpart[at][topical].float(), party[topical])
    worded = [judged.words[row, label.holder].float().log_softmax(-1)[list(label.words)].mean()
              for row, label in claims if label.words]  # fmt: skip
    return whole - torch.stack(worded).mean() if worded else whole


class Average:
    """The moving average of the weights: steadier than the last ones."""

    def __init__(self, network: nn.Module, keep: float = 0.975) -> None:
        self._keep = keep
        self.state = {name: value.detach().clone() for name, value in network.state_dict().items()}

    def add(self, network: nn.Module) -> None:
        """Take the present weights in."""
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[name].mul_(self._keep).add_(value.detach(), alpha=1 - self._keep)


def fit(network: ClaimNetwork, examples: Sequence[Example], topics: int, course: Course) -> None:
    """Train in place; ends with the average of the weights."""
    optimizer = _optimizer(network, course)
    plan = _plan(examples, course)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * len(plan)), (len(plan) - step) / (0.9 * len(plan)))
    )
    network.train()
    for layer in network.encoder.encoder.layer[: course.frozen]:
        layer.eval()
    average, began, total = Average(network), time.time(), 0.0
    for step, batch in enumerate(plan, 1):
        chosen = [examples[index] for index in batch]
        ids, inside, slots, kinds = collate(chosen)
        with torch.autocast("cpu", torch.bfloat16):
            judged = network(ids, inside, slots, kinds)
        loss = loss_of(judged, chosen, kinds, topics, course.positive)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % EVERY == 0:
            average.add(network)
        total += loss.item()
        if step % 50 == 0:
            print(f"step {step} of {len(plan)}: loss {total / 50:.3f}, {time.time() - began:.0f} s", flush=True)
            total = 0.0
    network.load_state_dict(average.state)


def _optimizer(network: ClaimNetwork, course: Course) -> torch.optim.Optimizer:
    for name, value in network.encoder.named_parameters():
        layer = int(name.split("layer.")[1].split(".")[0]) if "layer." in name else -1
        value.requires_grad = layer >= course.frozen
    own = {id(value) for value in network.encoder.parameters()}
    encoder = [value for value in network.encoder.parameters() if value.requires_grad]
    rest = [value for value in network.parameters() if id(value) not in own]
    groups = [{"params": encoder, "lr": course.rate}, {"params": rest, "lr": course.heads}]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def _plan(examples: Sequence[Example], course: Course) -> list[list[int]]:
    """The batches of all epochs."""
    chance = random.Random(course.seed)
    plan: list[list[int]] = []
    for epoch in range(math.ceil(course.epochs)):
        order = list(range(len(examples)))
        chance.shuffle(order)
        made = []
        for start in range(0, len(order), MIXED):
            block = order[start : start + MIXED]
            made += [[block[i] for i in batch] for batch in batches([examples[i].window for i in block], PIECES)]
        chance.shuffle(made)
        plan += made[: round(len(made) * min(1.0, course.epochs - epoch))]
    return plan
