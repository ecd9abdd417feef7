"""`python -m lungtrace_training export`: a trained run -> models/infnet.onnx, models/infnet.cpu.onnx and
models/models.json.

The first file computes in float (8-bit weights, any provider), the second in 8 bits (CPU). Temperature and gate
threshold are chosen on training slices unless given.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np
from torch import nn

from ..data.cache import load
from ..data.resize import resize
from ..hints import Floats, Rows
from ..measure.calibrate import best_temperature, gate_threshold
from ..nets.registry import NETWORKS, trained
from .arithmetic import to_8_bit
from .graph import to_onnx
from .quantise import quantise
from .registry import write_record

RANGE_SLICES = 160


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument(
        "--folder",
        nargs="+",
        required=True,
        help="run folder or checkpoint file, or several for the mean of their weights",
    )
    parser.add_argument("--out", default="../models", help="folder of infnet.onnx and models.json")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--side", type=int, default=224, help="input height and width in pixels, a multiple of 32")
    parser.add_argument(
        "--hand",
        type=int,
        choices=(0, 1),
        default=0,
        help="whose drawing to imitate: 0 the doctor of the 50 slices, 1 the experts of whole volumes",
    )
    parser.add_argument("--temperature", type=float, help="factor on the infection logits")
    parser.add_argument("--gate", type=float, help="a slice below this gate value has no infection")
    parser.add_argument(
        "--cache",
        default="cache/slices.npz",
        help="training slices, for the ranges of activations and for settings that are not given",
    )


def run(args: Namespace) -> None:
    rows, model = load(args.cache), trained(args.network, *args.folder)
    temperature, gate = settings(model, rows, args)
    graph = to_onnx(model, args.side, temperature, args.hand)
    small = to_8_bit(graph, range_slices(rows, args.side))
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    files = {"any": out / "infnet.onnx", "cpu": out / "infnet.cpu.onnx"}
    files["cpu"].write_bytes(small.SerializeToString())
    files["any"].write_bytes(quantise(graph).SerializeToString())
    names = " ".join(f"runs/{Path(folder).name}" for folder in args.folder)
    made = (
        f"python -m lungtrace_training export --network {args.network} --folder {names} --side {args.side} "
        f"--hand {args.hand} --temperature {temperature:g} --gate {gate:g}"
    )
    write_record(out / "models.json", files, args.version, args.side, temperature, gate, made)
    sizes = ", ".join(f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in files.values())
    print(f"{out}: {sizes}, temperature {temperature}, gate {gate}")


def range_slices(rows: Rows, side: int) -> Floats:
    """Returns slices of all kinds [n,1,side,side], 0..1, that set the ranges of the activations."""
    picks = np.random.default_rng(0).permutation(len(rows["image"]))[:RANGE_SLICES]
    return np.stack([resize(rows["image"][i], (side, side)) / 255 for i in picks])[:, None]


def settings(model: nn.Module, rows: Rows, args: Namespace) -> tuple[float, float]:
    """Returns (temperature, gate threshold): as given, else chosen on the training slices of the cache."""
    doctor = np.flatnonzero(rows["kind"] == "doctor")
    slices = [(rows["image"][i], rows["mask"][i] > 127, rows["classes"][i]) for i in doctor]
    temperature = args.temperature if args.temperature is not None else best_temperature(model, slices, args.side)
    return temperature, args.gate if args.gate is not None else round(gate_threshold(model, rows, args.side), 3)
