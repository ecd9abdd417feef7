"""`python -m lungtrace_training blend`: the weighted mean of runs that started from the same weights.

Runs that start from the same weights and see other slices make other mistakes; the mean of their weights keeps what
they agree on (Izmailov et al., UAI 2018; Wortsman et al., CVPR 2022). The statistics of batch norm are not averaged but
measured again on training slices.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .data.batches import Sampler, Slices
from .data.cache import load
from .hints import Rows, Weights
from .nets.registry import NETWORKS, make_network
from .train import checkpoint
from .train.recipe import MIXED_SHARES

BATCHES, BATCH = 40, 8


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument(
        "--weights",
        nargs="+",
        required=True,
        help="runs (folder or checkpoint file) that started from the same weights",
    )
    parser.add_argument(
        "--shares", nargs="+", type=float, required=True, help="weight of each run; the weights sum to 1"
    )
    parser.add_argument("--folder", required=True, help="folder of the resulting run")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--seed", type=int, default=1)


def run(args: Namespace) -> None:
    if len(args.shares) != len(args.weights) or abs(sum(args.shares) - 1) > 1e-6:
        raise SystemExit("--shares needs one value for each of --weights, and a sum of 1")
    model = make_network(args.network)
    model.load_state_dict(blended([checkpoint.weights(path) for path in args.weights], args.shares))
    refer_norms(model, load(args.cache), args.side, args.seed)
    checkpoint.save(Path(args.folder) / "checkpoint.pt", {"average": {"model": model.state_dict()}})


def blended(states: Sequence[Weights], shares: Sequence[float]) -> Weights:
    """Returns the weighted mean of state dicts of one network; integers (batch norm's counters) are taken from the
    first.
    """
    return {
        name: sum(share * state[name] for share, state in zip(shares, states)) if value.is_floating_point() else value
        for name, value in states[0].items()
    }


@torch.no_grad()
def refer_norms(model: nn.Module, rows: Rows, side: int, seed: int) -> nn.Module:
    """Sets mean and variance of every batch norm of `model` to those of its input on augmented training slices. Returns
    `model` in eval mode.
    """
    for part in model.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.reset_running_stats()
            part.momentum = None  # cumulative mean over all batches
    slices, sampler = Slices(rows), Sampler(rows, np.arange(len(rows["kind"])))
    rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    model.train()
    for _ in range(BATCHES):
        model(slices.batch(sampler.draw(BATCH, MIXED_SHARES, rng), side, generator).image)
    return model.eval()
