"""`python -m lungtrace_training gate`: retrains and calibrates the slice gate of a finished network.

The gate reads the network and sends no gradient back, so every drawn slice runs through the network once, in the
project's own onnxruntime-node, and the gate learns from the stored features. Its answers on held-out patients give the
scale and offset that turn its logits into probabilities (Platt 1999).
"""

import copy
import json
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data.batches import Sampler, Slices
from .data.cache import load
from .data.folds import FOLDS, folds_of, split
from .export.folding import fold_norms
from .export.graph import traced
from .export.runtime import run_onnx
from .hints import Floats, Picks, Rows
from .measure.overlap import auc
from .measure.reliability import Bin, expected_calibration_error, reliability
from .nets.heads import SliceGate
from .nets.infnet import InfNet
from .nets.registry import NETWORKS, trained
from .train import checkpoint
from .train.schedule import learning_rate

SHARES = {"doctor": 0.08, "expert": 0.27, "pseudo": 0.15, "ct": 0.22, "chest": 0.18, "slice": 0.10}
AT_ONCE, BATCH = 200, 128
RATE, DECAY, EPOCHS = 2e-3, 0.05, 60


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument(
        "--weights",
        nargs="+",
        required=True,
        help="run of infnet whose gate to train, or several for the mean of their weights",
    )
    parser.add_argument("--folder", required=True, help="folder of the resulting run")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--side", type=int, default=224, help="input size of the later export")
    parser.add_argument("--passes", type=int, default=4000, help="number of slices to run through the network")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--fold", type=int, choices=range(FOLDS), help="leave this fold out, as in the network's training"
    )


def run(args: Namespace) -> None:
    rows, model = load(args.cache), trained(args.network, *args.weights)
    seen = look(model, rows, args)
    logits, stretch, shift = held_out(model.slice_gate, seen, args.seed)
    learn(model.slice_gate, seen, range(len(seen.gate)), args.seed)
    with torch.no_grad():
        model.slice_gate.judge[-1].weight.mul_(stretch)
        model.slice_gate.judge[-1].bias.mul_(stretch).add_(shift)
    print(json.dumps(report(seen, logits, stretch, shift)))
    checkpoint.save(Path(args.folder) / "checkpoint.pt", {"average": {"model": model.state_dict()}})


@dataclass
class Seen:
    """What the gate gets of drawn slices: features [n,F], gate 0/1 [n], fold of the patient [n]."""

    features: torch.Tensor
    gate: torch.Tensor
    fold: np.ndarray


class Report(TypedDict):
    """Held-out result before and after calibration: counts, area under the ROC curve, calibration errors, reliability
    diagram.
    """

    slices: int
    infected: int
    heldOutAuc: float | None
    stretch: float
    shift: float
    errorBefore: float
    errorAfter: float
    reliability: list[Bin]


def report(seen: Seen, logits: Floats, stretch: float, shift: float) -> Report:
    """Returns the result of held_out() as numbers, with the reliability diagram after calibration."""
    truth = seen.gate.numpy() == 1
    raw, calibrated = (1 / (1 + np.exp(-z)) for z in (logits, stretch * logits + shift))
    return {
        "slices": len(truth),
        "infected": int(truth.sum()),
        "heldOutAuc": auc(logits, truth),
        "stretch": stretch,
        "shift": shift,
        "errorBefore": expected_calibration_error(raw, truth),
        "errorAfter": expected_calibration_error(calibrated, truth),
        "reliability": reliability(calibrated, truth),
    }


class Gathered(nn.Module):
    """Image [N,1,H,W] -> the features that the slice gate of `model` gets [N,F]."""

    def __init__(self, model: InfNet) -> None:
        super().__init__()
        self.model = fold_norms(model)
        self.model.slice_gate.judged = lambda pooled: pooled

    def forward(self, image: Tensor) -> Tensor:
        return self.model(image)["gate"]


def look(model: InfNet, rows: Rows, args: Namespace) -> Seen:
    """Runs augmented slices of known gate label through the network as it will be exported; returns the gate's
    features.
    """
    rng, generator = np.random.default_rng(args.seed), torch.Generator().manual_seed(args.seed)
    learnt, _ = split(rows, args.fold)
    slices, sampler = Slices(rows), Sampler(rows, learnt[rows["gate"][learnt] >= 0])
    picks = sampler.draw(args.passes, SHARES, rng)
    features, gates = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gathered.onnx"
        file.write_bytes(traced(Gathered(model), torch.rand(2, 1, args.side, args.side), ["gate"]).SerializeToString())
        for start in range(0, len(picks), AT_ONCE):
            batch = slices.batch(picks[start : start + AT_ONCE], args.side, generator)
            features.append(run_onnx(file, batch.image.numpy()).outputs["gate"].reshape(len(batch.gate), -1))
            gates.append(batch.gate)
    return Seen(torch.from_numpy(np.concatenate(features)), torch.cat(gates), folds_of(rows)[picks])


def learn(gate: SliceGate, seen: Seen, chosen: Sequence[int] | Picks, seed: int) -> SliceGate:
    """Trains `gate` in place on the slices `chosen` of `seen`; returns it in eval mode."""
    torch.manual_seed(seed)
    gate.train()
    optimizer = torch.optim.AdamW(gate.parameters(), lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(epoch / EPOCHS, RATE, 0.05)
        for places in torch.as_tensor(list(chosen))[torch.randperm(len(chosen))].split(BATCH):
            if len(places) > 1:  # batch norm needs two
                loss = F.binary_cross_entropy_with_logits(gate.judged(seen.features[places]), seen.gate[places])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    return gate.eval()


@torch.no_grad()
def judge(gate: SliceGate, features: Tensor) -> Floats:
    """Returns the logits [n] of a trained gate for features [n,F]."""
    return gate.judged(features).numpy()


def held_out(gate: SliceGate, seen: Seen, seed: int) -> tuple[Floats, float, float]:
    """Returns logits [n], each from a gate that did not train on that patient, and the `stretch` and `shift` that
    calibrate them.

    Platt scaling: the sigmoid of stretch * logit + shift has the least log loss.
    """
    logits = np.zeros(len(seen.fold), np.float32)
    for k in np.unique(seen.fold):
        held = np.flatnonzero(seen.fold == k)
        other = learn(copy.deepcopy(gate), seen, np.flatnonzero(seen.fold != k), seed)
        logits[held] = judge(other, seen.features[held])
    stretch, shift = torch.ones(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([stretch, shift], max_iter=100)
    z = torch.from_numpy(logits)

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = F.binary_cross_entropy_with_logits(stretch * z + shift, seen.gate)
        value.backward()
        return value

    optimizer.step(loss)
    return logits, float(stretch), float(shift)
