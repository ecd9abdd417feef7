"""`python -m lungtrace_training cost`: milliseconds per slice of every network in onnxruntime-node on this CPU.

Weights do not matter, so fresh ones are exported. The networks alternate, so that a drift of the machine's speed
favours none.
"""

import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np
from torch import nn

from ..nets.classes import TwoStep
from ..nets.infnet import InfNet
from ..nets.registry import CLASS_NETWORKS, NETWORKS, make_network
from .graph import to_onnx
from .runtime import run_onnx


def add_arguments(parser: ArgumentParser) -> None:
    known = [*NETWORKS, *CLASS_NETWORKS]
    parser.add_argument("--networks", nargs="+", choices=known, default=["infnet", "unet", "unetpp", "mc", "fcn8s"])
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--slices", type=int, default=10, help="slices per round")
    parser.add_argument("--rounds", type=int, default=3)


def run(args: Namespace) -> None:
    images = np.random.default_rng(0).random((args.slices, 1, args.side, args.side), np.float32)
    seconds: dict[str, list[float]] = {name: [] for name in args.networks}
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.onnx" for name in args.networks}
        for name, file in files.items():
            file.write_bytes(to_onnx(with_first_step(name), args.side, 1.0).SerializeToString())
        for _ in range(args.rounds):
            for name, file in files.items():
                seconds[name].append(run_onnx(file, images).seconds)
    first = np.median(seconds[args.networks[0]])
    print(f"| network ({args.side} pixels) | ms per slice | times {args.networks[0]} |\n|---|---|---|")
    for name, values in seconds.items():
        print(f"| {name} | {1000 * np.median(values):.0f} | {np.median(values) / first:.2f} |")


def with_first_step(name: str) -> nn.Module:
    """Returns a fresh network; a second step comes with the Inf-Net (without heads) that feeds it."""
    return TwoStep(InfNet(heads=False), make_network(name)) if name in CLASS_NETWORKS else make_network(name)
