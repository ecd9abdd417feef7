"""PyTorch -> ONNX: image in, probabilities out, dynamic batch."""

import io
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from .folding import fold_norms

if TYPE_CHECKING:
    from onnx import ModelProto

OPSET = 17
# Output of the graph -> output of the network.
OUTPUTS = {"infection": "infection", "consolidation": "finding", "lung": "lung", "gate": "gate"}


class Probabilities(nn.Module):
    """Image [N,1,H,W] 0..1 -> infection [N,1,H,W]; with heads also consolidation given infection, lung and gate [N].

    All are 0..1. `hand`: whose drawing to imitate (nets.heads.ClassHead), fixed in the graph; None for a network
    without that input.
    """

    def __init__(self, model: nn.Module, temperature: float, hand: int | None = None) -> None:
        super().__init__()
        self.model, self.temperature = fold_norms(model), temperature
        self.register_buffer("hand", None if not hand else torch.full((1,), float(hand)), persistent=False)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        out = self.model(image) if self.hand is None else self.model(image, self.hand)
        infection = torch.sigmoid(out["infection"][0] * self.temperature)
        return infection, *(torch.sigmoid(out[name]) for name in ("finding", "lung", "gate") if name in out)


def to_onnx(model: nn.Module, side: int, temperature: float, hand: int | None = None) -> "ModelProto":
    """Network -> ONNX model (protobuf) with float32 weights, input `side` x `side`, and its outputs of OUTPUTS."""
    network, example = Probabilities(model, temperature, hand).eval(), torch.rand(2, 1, side, side)
    with torch.no_grad():
        answer = model.eval()(example)
    outputs = [name for name, own in OUTPUTS.items() if own in answer]
    return traced(network, example, outputs)


def traced(network: nn.Module, example: Tensor, outputs: list[str]) -> "ModelProto":
    """Module with one image input [N,1,H,W] -> ONNX model (protobuf), dynamic in N; `outputs` names what it returns."""
    import onnx

    buffer = io.BytesIO()
    options = {"dynamo": False} if torch.__version__ >= "2.5" else {}
    torch.onnx.export(
        network,
        example,
        buffer,
        input_names=["image"],
        output_names=outputs,
        dynamic_axes={name: {0: "N"} for name in ("image", *outputs)},
        opset_version=OPSET,
        **options,
    )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.producer_name, graph.doc_string = "lungtrace", ""
    return graph
