"""The claim model: an encoder over a window, and a judgement of each pair of holder and target in it.

Each pair looks for its evidence: a query made of holder and target attends over the word pieces, and what it finds is
judged with the two. Shapes: B windows, T word pieces, A slots, K targets (topics, OTHER, then the slots), D width.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

TYPES = 9  # kinds of actors
STANCES, ATTRIBUTIONS = 4, 3
WIDTH, HEADS = 192, 4


class Judged(NamedTuple):
    """Logits of each pair (B, A, K, ...), and where it looked."""

    exists: Tensor  # (B, A, K)
    stance: Tensor  # (B, A, K, 4)
    attribution: Tensor  # (B, A, K, 3)
    flags: Tensor  # (B, A, K, 2): negated, hypothetical
    counterpart: Tensor  # (B, A, K, A + 1): the last is "nobody"
    looked: Tensor  # (B, A, K, T): attention, the mean of the heads
    words: Tensor  # (B, A, T): which word pieces an OTHER target of a holder is made of


class ClaimNetwork(nn.Module):
    """``encoder`` is a BERT; ``topics`` are the vectors that topic queries start from (topics + 1, encoder's width)."""

    def __init__(self, encoder: nn.Module, topics: Tensor) -> None:
        super().__init__()
        size = topics.shape[1]
        self.encoder = encoder
        self.topics = nn.Parameter(topics.clone())
        self.kind = nn.Embedding(TYPES + 1, size)
        self.place = nn.Embedding(2, size)  # named in the sentence, or only before it
        self.holder, self.target, self.topic = nn.Linear(size, WIDTH), nn.Linear(size, WIDTH), nn.Linear(size, WIDTH)
        self.key, self.value = nn.Linear(size, WIDTH), nn.Linear(size, WIDTH)
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.whole = nn.Linear(size, WIDTH)
        self.asked, self.found, self.both = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(3))
        self.exists = nn.Linear(WIDTH, 1)
        self.stance, self.attribution = nn.Linear(WIDTH, STANCES), nn.Linear(WIDTH, ATTRIBUTIONS)
        self.flags = nn.Linear(WIDTH, 2)
        self.other, self.nobody = nn.Linear(WIDTH, WIDTH), nn.Parameter(torch.zeros(WIDTH))
        self.words = nn.Linear(WIDTH, WIDTH)
        self.drop = nn.Dropout(0.15)
        nn.init.constant_(self.exists.bias, -3.0)  # one pair in forty has a claim

    def forward(self, ids: Tensor, inside: Tensor, slots: Tensor, kinds: Tensor) -> Judged:
        """``ids``, ``inside`` and ``slots`` (B, T), -1 where no marker stands; ``kinds`` (B, A), 0 for no actor."""
        seen = ids != 0
        hidden = self.encoder(input_ids=ids, token_type_ids=inside, attention_mask=seen.long()).last_hidden_state
        hidden = self.drop(hidden)
        actors = self._actors(hidden, inside, slots, kinds)
        holder = self.holder(actors)  # (B, A, W)
        topics = self.topic(self.topics).unsqueeze(0).expand(ids.shape[0], -1, -1)
        targets = torch.cat([topics, self.target(actors)], dim=1)  # (B, K, W)
        query = holder.unsqueeze(2) + targets.unsqueeze(1)
        query = query + self.mixed(torch.tanh(query))
        evidence, looked = self._attend(query, hidden, seen)
        pair = self.asked(query) + self.found(evidence) + self.both(query * evidence)
        pair = self.drop(functional.gelu(pair + self.whole(hidden[:, 0])[:, None, None]))
        parties = torch.cat([self.target(actors), self.nobody.expand(ids.shape[0], 1, -1)], dim=1)
        other = pair[:, :, self.topics.shape[0] - 1]
        return Judged(
            self.exists(pair).squeeze(-1),
            self.stance(pair),
            self.attribution(pair),
            self.flags(pair),
            torch.einsum("bakw,bcw->bakc", self.other(pair), parties) / math.sqrt(WIDTH),
            looked,
            torch.einsum("baw,btw->bat", self.words(other), self.key(hidden)) / math.sqrt(WIDTH),
        )

    def _actors(self, hidden: Tensor, inside: Tensor, slots: Tensor, kinds: Tensor) -> Tensor:
        """Each actor: the mean of its markers, those of the sentence where it has some there."""
        number = torch.arange(kinds.shape[1], device=slots.device)
        marks = (slots.unsqueeze(1) == number[None, :, None]).float()  # (B, A, T)
        here = marks * inside.unsqueeze(1)
        has = (here.sum(-1, keepdim=True) > 0).float()
        marks = here + marks * (1 - has)
        mean = torch.bmm(marks, hidden) / marks.sum(-1, keepdim=True).clamp(min=1)
        return mean + self.kind(kinds) + self.place(has.squeeze(-1).long())

    def _attend(self, query: Tensor, hidden: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        b, a, k, w = query.shape
        t, part = hidden.shape[1], w // HEADS
        queries = query.reshape(b, a * k, HEADS, part).transpose(1, 2)
        keys = self.key(hidden).reshape(b, t, HEADS, part).transpose(1, 2)
        values = self.value(hidden).reshape(b, t, HEADS, part).transpose(1, 2)
        scores = queries @ keys.transpose(-1, -2) / math.sqrt(part)
        weights = scores.masked_fill(~seen[:, None, None], -1e4).softmax(-1)
        found = (weights @ values).transpose(1, 2).reshape(b, a, k, w)
        return found, weights.mean(1).reshape(b, a, k, t)
