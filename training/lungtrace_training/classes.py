"""`python -m lungtrace_training classes`: the two-step heads MC and FCN8s on the infection maps of a trained run."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .data.batches import Batch, Sampler, Slices
from .data.cache import load
from .data.folds import of_kind, split
from .hints import Rows
from .losses import class_loss
from .nets.classes import TwoStep
from .nets.registry import CLASS_NETWORKS, NETWORKS, make_network, trained
from .train import workers
from .train.fit import fit
from .train.recipe import PRESETS, Recipe

SHARES = {"doctor": {"doctor": 0.7, "pseudo": 0.3}, "alone": {"doctor": 1.0}}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=CLASS_NETWORKS, default="mc")
    parser.add_argument("--first", choices=NETWORKS, default="infnet", help="network that makes the infection map")
    parser.add_argument("--first-folder", required=True, help="run of that network")
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--folder", required=True, help="folder of this run; an interrupted run resumes there")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--fold", type=int, choices=range(5))


def run(args: Namespace) -> None:
    rows = load(args.cache)
    recipe = PRESETS[args.preset]
    recipe = replace(recipe, minutes=args.minutes or recipe.minutes)
    first = trained(args.first, args.first_folder)
    train_classes(rows, args.network, recipe, first, Path(args.folder), args.fold)


def train_classes(
    rows: Rows,
    network: str,
    recipe: Recipe,
    first: nn.Module,
    folder: Path,
    fold: int | None = None,
    step: str = "doctor",
) -> TwoStep:
    """Trains a second step on the infection maps of `first`, which stays frozen; returns both as one TwoStep.

    `step`: `doctor` (with pseudo-labelled slices mixed in) or `alone`.
    """
    recipe = replace(recipe, shares=SHARES[step])
    first = first.to(recipe.device).eval().requires_grad_(False)
    learnt, _ = split(rows, fold)
    sampler, slices = Sampler(rows, of_kind(rows, learnt, *recipe.shares)), Slices(rows, recipe.device)

    def draw(size: int, rng: np.random.Generator, generator: torch.Generator) -> Batch:
        return slices.batch(sampler.draw(workers.share(recipe.batch), recipe.shares, rng), size, generator)

    def objective(model: nn.Module, batch: Batch) -> Tensor:
        with torch.no_grad():
            infection = torch.sigmoid(first(batch.image)["infection"][0].float())
        return class_loss(model(batch.image, infection), batch)

    torch.manual_seed(recipe.seed)
    return TwoStep(first, fit(make_network(network), objective, draw, recipe, folder))
