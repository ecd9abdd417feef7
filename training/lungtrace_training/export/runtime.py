"""Runs an ONNX file in the project's own onnxruntime-node, as the service does."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..hints import Floats, PathLike
from .graph import OUTPUTS

RUNNER = Path(__file__).resolve().parents[2] / "run-onnx.mjs"


class Answers(NamedTuple):
    """Outputs by name, seconds to load the file, median seconds per slice."""

    outputs: dict[str, Floats]
    load: float
    seconds: float


def run_onnx(path: PathLike, images: Floats) -> Answers:
    """Runs the file on images [n,1,side,side], one at a time on the CPU."""
    side = images.shape[-1]
    with tempfile.TemporaryDirectory() as folder:
        images.astype(np.float32).tofile(f"{folder}/images.f32")
        command = [_node(), str(RUNNER), str(Path(path).resolve()), f"{folder}/images.f32", str(side), folder]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        files = {name: Path(folder) / f"{name}.f32" for name in OUTPUTS}
        out = {name: np.fromfile(file, np.float32) for name, file in files.items() if file.exists()}
    shapes = {name: images.shape if values.size == images.size else (-1,) for name, values in out.items()}
    return Answers({name: values.reshape(shapes[name]) for name, values in out.items()}, **json.loads(said))


def _node() -> str:
    """Returns the project's own Node if it is set up (`npm ci`), else the one in PATH."""
    own = RUNNER.parents[1] / "node_modules/.bin/node"
    return str(own) if own.exists() else "node"
