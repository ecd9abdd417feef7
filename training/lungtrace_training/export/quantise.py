"""8-bit weights with one scale per output channel, stored as int8 -> Cast -> Mul; a runtime folds them at load."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..hints import Floats

if TYPE_CHECKING:
    from onnx import ModelProto

SMALLEST = 1024
CLIPS = (1.0, 0.97, 0.94, 0.9, 0.85, 0.8)


def quantise(graph: "ModelProto") -> "ModelProto":
    """Converts the weights of an ONNX model, in place, to int8: tensors of at least two axes and 1,024 values."""
    from onnx import TensorProto, helper, numpy_helper

    kept, extra = [], []
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim < 2 or values.size < SMALLEST:
            kept.append(tensor)
            continue
        small, scale = to_int8(values)
        kept.append(numpy_helper.from_array(small, tensor.name + ".int8"))
        kept.append(numpy_helper.from_array(scale, tensor.name + ".scale"))
        wide = tensor.name + ".wide"
        extra.append(helper.make_node("Cast", [tensor.name + ".int8"], [wide], to=TensorProto.FLOAT))
        extra.append(helper.make_node("Mul", [wide, tensor.name + ".scale"], [tensor.name]))
    nodes = extra + list(graph.graph.node)
    del graph.graph.initializer[:], graph.graph.node[:]
    graph.graph.initializer.extend(kept)
    graph.graph.node.extend(nodes)
    return graph


def to_int8(values: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Float weights [O,...] -> (int8 [O,...], float32 scale [O,1,...]), clipped for the least squared error per
    channel.
    """
    flat = values.reshape(len(values), -1)
    top = np.maximum(np.abs(flat).max(1), 1e-12)
    best_scale, best_error = np.zeros_like(top), np.full(len(top), np.inf)
    for clip in CLIPS:
        scale = (clip * top / 127).astype(np.float32)
        error = ((_round(flat, scale) * scale[:, None] - flat) ** 2).sum(1)
        better = error < best_error
        best_scale, best_error = np.where(better, scale, best_scale), np.minimum(error, best_error)
    small = _round(flat, best_scale).astype(np.int8).reshape(values.shape)
    return small, best_scale.astype(np.float32).reshape(-1, *[1] * (values.ndim - 1))


def _round(flat: Floats, scale: Floats) -> Floats:
    return np.clip(np.rint(flat / scale[:, None]), -127, 127)
