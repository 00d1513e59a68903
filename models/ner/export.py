"""From trained weights to what the package ships: an ONNX graph with eight-bit weights, its tokenizer, its card."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from models.ner.network import PRETRAINED, Network
from parley.enrich.ner.model import FOLDER, Card

NAME, VERSION = "parley-ner", "1"


def export(network: Network, data: str, exact: Path, folder: Path = FOLDER) -> None:
    """Write the graph as it was trained to ``exact``, and into ``folder`` what ships."""
    network.eval()
    to_onnx(network, exact)
    quantize_dynamic(exact, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copyfile(PRETRAINED / "tokenizer.json", folder / "tokenizer.json")
    card = Card(name=NAME, version=VERSION, data=data)
    (folder / "model.json").write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")


def to_onnx(network: Network, path: Path) -> None:
    """A graph for one text at a time: without padding there is nothing to mask."""
    ids = torch.ones(1, 12, dtype=torch.long)
    length = {1: torch.export.Dim("pieces", min=2, max=512)}
    torch.onnx.export(
        network,
        (ids, torch.zeros_like(ids)),
        path,
        input_names=["ids", "shapes"],
        output_names=["scores"],
        dynamic_shapes={"ids": length, "shapes": length},
        external_data=False,
        dynamo=True,
    )
