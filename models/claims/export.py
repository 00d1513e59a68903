"""Write a trained claim network as int8 ONNX, the form that ships."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from models.claims.network import ClaimNetwork
from parley.enrich.claims.neural.model import OUTPUTS


class Answering(nn.Module):
    """The network with probabilities and choices in place of logits: less to carry out of the session."""

    def __init__(self, network: ClaimNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, inside: Tensor, slots: Tensor, kinds: Tensor) -> tuple[Tensor, ...]:
        """The outputs that ``OUTPUTS`` names, in that order."""
        judged = self.network(ids, inside, slots, kinds)
        readable = ((inside == 1) & (slots < 0) & (ids != 102))[:, None, None]
        there = torch.cat([kinds > 0, torch.ones_like(kinds[:, :1], dtype=torch.bool)], dim=1)[:, None, None]
        return (
            judged.exists.sigmoid(),
            judged.stance.softmax(-1),
            judged.attribution.argmax(-1),
            judged.flags.sigmoid(),
            judged.counterpart.masked_fill(~there, -1e4).argmax(-1),
            judged.looked.masked_fill(~readable, -1.0).argmax(-1),
            judged.words,
        )


def export(network: ClaimNetwork, path: Path) -> None:
    """Write ``path``; matrix products and embeddings in 8 bits, the rest as it was."""
    model = Answering(network.eval())
    ids = torch.randint(200, 20_000, (2, 24))
    ids[1, 16:] = 0  # an example without padding would be traced into a graph that heeds none
    inside = torch.ones_like(ids)
    slots = torch.full_like(ids, -1)
    slots[:, 3], slots[:, 7] = 0, 1
    kinds = torch.ones(2, 3, dtype=torch.long)
    with TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            model,
            (ids, inside, slots, kinds),
            exact,
            input_names=["ids", "inside", "slots", "kinds"],
            output_names=list(OUTPUTS),
            dynamic_axes={**{key: {0: "B", 1: "T"} for key in ("ids", "inside", "slots")}, "kinds": {0: "B", 1: "A"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(exact, path, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather", "Gemm"])
