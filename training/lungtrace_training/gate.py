"""`python -m lungtrace_training gate`: trains the slice gate of a finished network anew, on more slices without infection.

The gate reads the network and does not bend it, so every drawn slice is looked at once, in the project's own onnxruntime-node;
the gate then learns from what was seen.
"""
import copy
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .data.batches import Sampler, Slices
from .data.cache import load
from .data.folds import FOLDS
from .export.folding import fold_norms
from .export.graph import traced
from .export.runtime import run_onnx
from .measure.overlap import auc
from .nets.registry import trained
from .train import checkpoint
from .train.schedule import learning_rate

SHARES = {"doctor": 0.1, "pseudo": 0.45, "ct": 0.45}
AT_ONCE, BATCH = 200, 128
RATE, DECAY, EPOCHS = 2e-3, 0.05, 60


def add_arguments(parser):
    parser.add_argument("--weights", nargs="+", required=True, help="run of infnet whose gate is trained; of several, the mean of their weights")
    parser.add_argument("--folder", required=True, help="folder of the run that comes of it")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--side", type=int, default=224, help="input size that the network will be exported for")
    parser.add_argument("--passes", type=int, default=3000, help="slices to look at")
    parser.add_argument("--seed", type=int, default=1)


def run(args):
    rows, model = load(args.cache), trained("infnet", *args.weights)
    seen = look(model, rows, args)
    print(json.dumps({"slices": len(seen.gate), "infected": int(seen.gate.sum()), "heldOutAuc": held_out_auc(model.slice_gate, seen, args.seed)}))
    learn(model.slice_gate, seen, range(len(seen.gate)), args.seed)
    checkpoint.save(Path(args.folder) / "checkpoint.pt", {"average": {"model": model.state_dict()}})


@dataclass
class Seen:
    """What the gate is told of drawn slices: features [n,F], gate 0/1 [n], volume [n]."""

    features: torch.Tensor
    gate: torch.Tensor
    volume: np.ndarray


class Gathered(nn.Module):
    """Image [N,1,H,W] -> what the slice gate of `model` is told of it [N,F]."""

    def __init__(self, model):
        super().__init__()
        self.model = fold_norms(model)
        self.model.slice_gate.judged = lambda pooled: pooled

    def forward(self, image):
        return self.model(image)["gate"]


def look(model, rows, args):
    """Augmented slices of which it is known whether they are infected, seen by the network as it will be used."""
    rng, generator = np.random.default_rng(args.seed), torch.Generator().manual_seed(args.seed)
    slices, sampler = Slices(rows), Sampler(rows, np.flatnonzero(rows["gate"] >= 0))
    picks = sampler.draw(args.passes, SHARES, rng)
    features, gates = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gathered.onnx"
        file.write_bytes(traced(Gathered(model), torch.rand(2, 1, args.side, args.side), ["gate"]).SerializeToString())
        for start in range(0, len(picks), AT_ONCE):
            batch = slices.batch(picks[start : start + AT_ONCE], args.side, generator)
            features.append(run_onnx(file, batch.image.numpy())["gate"].reshape(len(batch.gate), -1))
            gates.append(batch.gate)
    return Seen(torch.from_numpy(np.concatenate(features)), torch.cat(gates), rows["volume"][picks])


def learn(gate, seen, chosen, seed):
    """Trains `gate` (in place) on the slices `chosen` of `seen`; returns it in eval mode."""
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
def judge(gate, features):
    """Logits [n] of a trained gate for features [n,F]."""
    return gate.judged(features).numpy()


def held_out_auc(gate, seen, seed):
    """Area under the ROC curve where every volume is judged by a gate that was not trained on it."""
    volumes = np.unique(seen.volume)
    fold = dict(zip(np.random.default_rng(seed).permutation(volumes), np.arange(len(volumes)) % FOLDS))
    of_slice = np.array([fold[volume] for volume in seen.volume])
    scores = np.zeros(len(of_slice))
    for k in range(FOLDS):
        held = np.flatnonzero(of_slice == k)
        if len(held):
            scores[held] = judge(learn(copy.deepcopy(gate), seen, np.flatnonzero(of_slice != k), seed), seen.features[held])
    return auc(scores, seen.gate.numpy() == 1)
