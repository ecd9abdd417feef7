"""8-bit arithmetic for a CPU: static quantisation by onnxruntime.

QDQ format, a scale per output channel of the weights, unsigned 8-bit activations.
"""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..hints import Floats

if TYPE_CHECKING:
    from onnx import ModelProto

AT_ONCE = 8
# The gate and the probabilities.
IN_FLOAT = ("Gemm", "Sigmoid", "Softmax", "Log", "Exp", "ReduceMean", "ReduceMax", "ReduceSum", "ReduceLogSumExp")


def to_8_bit(graph: "ModelProto", images: Floats) -> "ModelProto":
    """Converts an ONNX model with float weights to one whose convolutions, sums and resizes run in 8 bits.

    `images` [n,1,side,side], float32 0..1: slices like those in use, which set the range of each activation (MinMax).
    Needs the `export` extra (onnxruntime).
    """
    import onnx
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        plain, ready, small = (Path(folder) / f"{name}.onnx" for name in ("plain", "ready", "small"))
        onnx.save(graph, plain)
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_static(
            ready,
            small,
            _Images(images),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_in_float(onnx.load(ready)),
        )
        result = onnx.load(small)
    result.producer_name, result.doc_string = "lungtrace", ""
    return result


def _in_float(model: "ModelProto") -> list[str]:
    """Names of the nodes that stay in float: those kinds, and every node after the first of them towards an output."""
    behind: set[str] = set()
    names = []
    for node in model.graph.node:
        if node.op_type in IN_FLOAT or behind.intersection(node.input):
            if node.op_type in ("Conv", "Resize"):  # after a probability map that feeds the network again
                continue
            behind.update(node.output)
            names.append(node.name)
    return names


class _Images:
    """The data reader of quantize_static: dicts of inputs, then None."""

    def __init__(self, images: Floats) -> None:
        self.batches = iter(np.array_split(images.astype(np.float32), max(1, len(images) // AT_ONCE)))

    def get_next(self) -> dict[str, Floats] | None:
        batch = next(self.batches, None)
        return None if batch is None else {"image": batch}
