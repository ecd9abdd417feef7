"""`python -m lungtrace_training export`: a trained run -> models/infnet.onnx and models/models.json.

Temperature and gate threshold, where not given, are chosen on training slices.
"""
from pathlib import Path

import numpy as np

from ..data.cache import load
from ..measure.calibrate import best_temperature, gate_threshold
from ..nets.registry import trained
from .graph import to_onnx
from .quantise import quantise
from .registry import write_record


def add_arguments(parser):
    parser.add_argument("--folder", nargs="+", required=True, help="run folder or checkpoint file; of several, the mean of their weights")
    parser.add_argument("--out", default="../models", help="folder of infnet.onnx and models.json")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--side", type=int, default=256, help="input height and width in pixels, a multiple of 32")
    parser.add_argument("--temperature", type=float, help="factor on the infection logits")
    parser.add_argument("--gate", type=float, help="a slice below this gate value has no infection")
    parser.add_argument("--cache", default="cache/slices.npz", help="training slices, to choose what is not given")
    parser.add_argument("--float32", action="store_true", help="keep float weights (for comparison)")


def run(args):
    model = trained("infnet", *args.folder)
    temperature, gate = settings(model, args)
    graph = to_onnx(model, args.side, temperature)
    graph = graph if args.float32 else quantise(graph)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    file = out / "infnet.onnx"
    file.write_bytes(graph.SerializeToString())
    names = " ".join(f"runs/{Path(folder).name}" for folder in args.folder)
    made = (
        f"python -m lungtrace_training export --folder {names} --side {args.side} "
        f"--temperature {temperature:g} --gate {gate:g}"
    )
    record = write_record(out / "models.json", file, args.version, args.side, temperature, gate, made)
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB, sha256 {record['sha256']}, temperature {temperature}, gate {gate}")


def settings(model, args):
    """(temperature, gate threshold): as given, else chosen on the training slices of the cache."""
    if args.temperature is not None and args.gate is not None:
        return args.temperature, args.gate
    rows = load(args.cache)
    doctor = np.flatnonzero(rows["kind"] == "doctor")
    slices = [(rows["image"][i], rows["mask"][i] > 127, rows["classes"][i]) for i in doctor]
    temperature = args.temperature if args.temperature is not None else best_temperature(model, slices, args.side)
    return temperature, args.gate if args.gate is not None else round(gate_threshold(model, rows, args.side), 3)
