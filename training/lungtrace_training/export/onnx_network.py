"""An exported file as a network of this package, to compare it with runs."""

from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from ..hints import Floats, Outputs, PathLike
from .graph import OUTPUTS

SMALL = 1e-6


class OnnxNetwork(nn.Module):
    """ONNX file -> dict of logits (onnxruntime for Python, the `export` extra, on the CPU)."""

    def __init__(self, path: PathLike, threads: int = 1) -> None:
        super().__init__()
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.names = [output.name for output in self.session.get_outputs()]
        self.device_of = nn.Parameter(torch.zeros(1), requires_grad=False)

    def forward(self, image: Tensor) -> Outputs:
        answers = self.session.run(None, {"image": image.numpy()})
        logits = {OUTPUTS[name]: torch.from_numpy(_logit(values)) for name, values in zip(self.names, answers)}
        return cast(Outputs, logits | {"infection": [logits["infection"]]})


def _logit(probability: Floats) -> Floats:
    p = np.clip(probability, SMALL, 1 - SMALL)
    return np.log(p / (1 - p))
