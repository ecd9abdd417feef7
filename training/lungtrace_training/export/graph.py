"""PyTorch -> ONNX: image in, probabilities out, dynamic batch."""
import io

import torch
from torch import nn

from .folding import fold_norms

OPSET = 17
OUTPUTS = ("infection", "consolidation", "gate")


class Probabilities(nn.Module):
    """image [N,1,H,W] 0..1 -> infection [N,1,H,W], consolidation given infection [N,1,H,W], gate [N], all 0..1."""

    def __init__(self, model, temperature):
        super().__init__()
        self.model, self.temperature = fold_norms(model), temperature

    def forward(self, image):
        out = self.model(image)
        infection = torch.sigmoid(out["infection"][0] * self.temperature)
        return infection, torch.sigmoid(out["finding"]), torch.sigmoid(out["gate"])


def to_onnx(model, side, temperature):
    """Network with heads -> ONNX model (protobuf) with float32 weights, input `side` x `side`."""
    import onnx

    network = Probabilities(model, temperature).eval()
    buffer = io.BytesIO()
    options = {"dynamo": False} if torch.__version__ >= "2.5" else {}
    names = ("image", *OUTPUTS)
    torch.onnx.export(
        network, torch.rand(2, 1, side, side), buffer, input_names=["image"], output_names=list(OUTPUTS),
        dynamic_axes={name: {0: "N"} for name in names}, opset_version=OPSET, **options,
    )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.producer_name, graph.doc_string = "lungtrace", ""
    return graph
