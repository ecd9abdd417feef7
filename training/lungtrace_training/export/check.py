"""`python -m lungtrace_training check`: compares the exported files in onnxruntime-node with PyTorch.

Reports what 8-bit weights and 8-bit arithmetic cost in Dice and save in time.
"""

import json
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from ..data.resize import resize, resize_labels
from ..hints import Floats, Scores, Truth
from ..measure.slices import read_doctor, score
from ..measure.table import summary
from ..nets.registry import NETWORKS, trained
from ..predict import Answer
from .graph import OUTPUTS, Probabilities, to_onnx
from .runtime import run_onnx


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument("--folder", nargs="+", required=True, help="run that was exported, or several for their mean")
    parser.add_argument("--models", default="../models", help="folder of models.json")
    parser.add_argument("--hand", type=int, choices=(0, 1), default=0, help="as in the export")
    parser.add_argument("--data", required=True, help="COVID-SemiSeg root: its doctor-labelled slices are the input")
    parser.add_argument("--slices", type=int, default=50, help="number of slices")


def run(args: Namespace) -> None:
    record = json.loads((Path(args.models) / "models.json").read_text())["models"][0]
    side, temperature = record["inputSize"][0], record["temperature"]
    model = trained(args.network, *args.folder)
    slices = list(read_doctor(args.data).values())[: args.slices]
    images = np.stack([resize(grey, (side, side)) / 255 for grey, _, _ in slices])[:, None]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float32.onnx"
        plain.write_bytes(to_onnx(model, side, temperature, args.hand).SerializeToString())
        found = {"float32": run_onnx(plain, images)}
    found["8-bit weights"] = run_onnx(Path(args.models) / record["file"], images)
    found["8-bit arithmetic"] = run_onnx(Path(args.models) / record["cpu"]["file"], images)
    network = Probabilities(model, temperature, args.hand).eval()
    with torch.no_grad():
        torch_out = [network(torch.from_numpy(image[None])) for image in images]
    for index, name in enumerate(OUTPUTS):
        mine = np.concatenate([out[index].numpy() for out in torch_out])
        print(f"{name}: float32 ONNX - PyTorch at most {np.abs(found['float32'].outputs[name] - mine).max():.2e}")
    for name, answers in found.items():
        scores = summary(scored(answers.outputs, slices, side))
        numbers = ", ".join(
            f"{measure} {scores[measure]['mean']:.4f}" for measure in ("dice05", "ggo05", "consolidation05")
        )
        print(f"{name}: {numbers}, load {answers.load:.2f} s, {1000 * answers.seconds:.0f} ms per slice")


def scored(out: Mapping[str, Floats], slices: Sequence[Truth], side: int) -> dict[str, Scores]:
    """Outputs by name [n,1,side,side] and slices (grey, infected, classes) -> {number: scores} at the input size."""
    answers = (Answer(i[0], c[0], None, None) for i, c in zip(out["infection"], out["consolidation"]))
    truths = ((resize(t.astype(np.float32), (side, side)) >= 0.5, resize_labels(c, (side, side))) for _, t, c in slices)
    return {str(n): score(answer, *truth) for n, (answer, truth) in enumerate(zip(answers, truths))}
