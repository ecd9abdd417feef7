"""Writes tiny.onnx and tiny-lung.onnx: networks with the contract of the real one and predictable answers.

The contract is names, shapes and 8-bit weights. infection = sigmoid(20 (image - 0.5)), consolidation =
sigmoid(20 (image - 0.8)), gate = the largest infection of the image; tiny-lung.onnx also has lung = 1 - infection.
Run with the package onnx installed: python test/inference/network/tiny/make.py
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import ArrayLike
from onnx import GraphProto, TensorProto, helper, numpy_helper

SIZE, SLOPE = 32, 20.0


def tensor(name: str, value: ArrayLike, kind: type[np.generic] = np.float32) -> TensorProto:
    return numpy_helper.from_array(np.asarray(value, kind), name)


def graph(with_lung: bool) -> GraphProto:
    weights = [
        tensor("weight8", [[[[127]]]], np.int8),
        tensor("scale", SLOPE / 127),
        tensor("bias", [-SLOPE * 0.5]),
        tensor("gap", SLOPE * 0.3),
    ]
    nodes = [
        helper.make_node("Cast", ["weight8"], ["weight"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["weight", "scale"], ["kernel"]),
        helper.make_node("Conv", ["image", "kernel", "bias"], ["logit"]),
        helper.make_node("Sub", ["logit", "gap"], ["dense"]),
        helper.make_node("Sigmoid", ["logit"], ["infection"]),
        helper.make_node("Sigmoid", ["dense"], ["consolidation"]),
        helper.make_node("ReduceMax", ["infection"], ["gate"], axes=[1, 2, 3], keepdims=0),
    ]
    if with_lung:
        nodes += [helper.make_node("Neg", ["logit"], ["dark"]), helper.make_node("Sigmoid", ["dark"], ["lung"])]
    picture = ["N", 1, SIZE, SIZE]
    value = helper.make_tensor_value_info
    inputs = [value("image", TensorProto.FLOAT, picture)]
    outputs = [
        value(name, TensorProto.FLOAT, picture)
        for name in ("infection", "consolidation", *(["lung"] if with_lung else []))
    ]
    outputs.append(value("gate", TensorProto.FLOAT, ["N"]))
    return helper.make_graph(nodes, "tiny", inputs, outputs, weights)


for name, with_lung in {"tiny": False, "tiny-lung": True}.items():
    model = helper.make_model(graph(with_lung), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, Path(__file__).parent / f"{name}.onnx")
