"""`python -m lungtrace_training check`: does the ONNX file give in onnxruntime-node
what PyTorch gives, and what do 8-bit weights cost?"""
import json
import tempfile
from pathlib import Path

import numpy as np
import torch

from ..data.resize import resize
from ..measure.overlap import dice_at
from ..measure.slices import read_doctor
from ..nets.registry import trained
from .graph import OUTPUTS, Probabilities, to_onnx
from .runtime import run_onnx


def add_arguments(parser):
    parser.add_argument("--folder", nargs="+", required=True, help="run that was exported; of several, their mean")
    parser.add_argument("--models", default="../models", help="folder of models.json")
    parser.add_argument("--data", required=True, help="COVID-SemiSeg root: its doctor-labelled slices are the input")
    parser.add_argument("--slices", type=int, default=50, help="how many of them")


def run(args):
    record = json.loads((Path(args.models) / "models.json").read_text())["models"][0]
    side, temperature = record["inputSize"][0], record["temperature"]
    model = trained("infnet", *args.folder)
    slices = list(read_doctor(args.data).values())[: args.slices]
    images = np.stack([resize(grey, (side, side)) / 255 for grey, _, _ in slices])[:, None]
    truths = [resize(infected.astype(np.float32), (side, side)) >= 0.5 for _, infected, _ in slices]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float32.onnx"
        plain.write_bytes(to_onnx(model, side, temperature).SerializeToString())
        float32 = run_onnx(plain, images)
    shipped = run_onnx(Path(args.models) / record["file"], images)
    network = Probabilities(model, temperature).eval()
    with torch.no_grad():
        torch_out = [network(torch.from_numpy(image[None])) for image in images]
    for index, name in enumerate(OUTPUTS):
        mine = np.concatenate([out[index].numpy() for out in torch_out])
        print(f"{name}: float32 ONNX - PyTorch {np.abs(float32[name] - mine).max():.2e} at most, "
              f"8 bit - float32 {np.abs(shipped[name] - float32[name]).mean():.2e} on average")
    dice = [[dice_at(p[0], t) for p, t in zip(out["infection"], truths)] for out in (float32, shipped)]
    print(f"Dice at 0.5: float32 {np.mean(dice[0]):.4f}, as shipped {np.mean(dice[1]):.4f}")
    for name, out in (("float32", float32), ("as shipped", shipped)):
        print(f"{name}: load {out['load']:.2f} s, {1000 * out['seconds']:.0f} ms a slice")
