"""`python -m lungtrace_training train`: one step of one network.

`mixed` is what is shipped: the doctor's and the experts' slices and lungs without infection together. The paper's steps
are `pseudo` (pseudo-labelled slices, from scratch), then `doctor` (its 50 slices mixed in), or only `doctor`; `alone`
is the paper's Inf-Net without pseudo labels: only the doctor-labelled slices, from scratch.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .data.batches import Batch, Sampler, Slices
from .data.cache import load
from .data.folds import of_kind, split
from .export.restore import restore
from .hints import PathLike, Rows
from .label import label
from .losses import total_loss
from .mine import false_areas, negatives, odds
from .nets.infnet import InfNet
from .nets.registry import NETWORKS, make_network
from .train import checkpoint, workers
from .train.fit import Draw, fit
from .train.judge import judge_doctor
from .train.recipe import PRESETS, Recipe, for_step

KINDS = {
    "mixed": ("doctor", "agreed", "expert", "pseudo", "ct", "chest", "slice"),
    "pseudo": ("pseudo", "ct"),
    "doctor": ("doctor", "pseudo", "ct"),
    "alone": ("doctor",),
}
JUDGE_SIDE, MINING_SIDE = 224, 160
RESTORE_BATCHES = 24
OWN_SHARES = {"pseudo": 0.5, "ct": 1.0}  # of a network's own labels; CT slices have no others


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument("--step", choices=KINDS, default="mixed")
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--folder", required=True, help="folder of this run; an interrupted run resumes there")
    parser.add_argument(
        "--weights",
        nargs="+",
        help="run to start from, several for their mean, or an exported .onnx file of infnet",
    )
    parser.add_argument(
        "--relabel", action="store_true", help="let the network label the pseudo-labelled slices itself midway"
    )
    parser.add_argument("--minutes", type=float, help="time budget of this step; the cosine follows it")
    parser.add_argument("--batch", type=int, help="slices per step, of all workers together (default: the preset's)")
    parser.add_argument(
        "--seed", type=int, default=1, help="random seed; runs that differ only in their seed can be averaged"
    )
    parser.add_argument("--fold", type=int, choices=range(5), help="leave this fold out (default: train on everything)")


def run(args: Namespace) -> None:
    rows = load(args.cache)
    recipe = PRESETS[args.preset]
    minutes = args.minutes or (recipe.minutes / 3 if args.step == "doctor" else recipe.minutes)
    recipe = replace(recipe, minutes=minutes, batch=args.batch or recipe.batch, seed=args.seed)
    recipe = for_step(recipe, args.step, not args.weights)
    train_step(rows, args.network, args.step, recipe, Path(args.folder), args.weights, args.fold, args.relabel)


def train_step(
    rows: Rows,
    network: str,
    step: str,
    recipe: Recipe,
    folder: Path,
    start: Sequence[PathLike] | None = None,
    fold: int | None = None,
    relabel: bool = False,
) -> nn.Module:
    """Trains one step; returns the averaged network.

    Step `mixed` looks midway for slices without infection where the network sees some, and draws them more often. With
    `relabel` the network's own labels, classes too, are mixed into the pseudo labels midway, and label infected CT
    slices.
    """
    learnt, held = split(rows, fold)
    chosen = of_kind(rows, learnt, *KINDS[step])
    torch.manual_seed(recipe.seed)
    model = make_network(network, imagenet=not start)
    slices, sampler = Slices(rows, recipe.device), Sampler(rows, chosen)

    def draw(size: int, rng: np.random.Generator, generator: torch.Generator) -> Batch:
        return slices.batch(sampler.draw(workers.share(recipe.batch), recipe.shares, rng), size, generator)

    if start:
        take_weights(model, start, recipe, draw)

    def midway(average: nn.Module) -> None:
        if relabel:
            for kind, share in OWN_SHARES.items():
                picks = of_kind(rows, chosen, kind)
                label(average, slices, picks[rows["gate"][picks] != 0], share)
        if step == "mixed":
            clean = negatives(rows, chosen)
            sampler.weigh(odds(len(rows["kind"]), clean, false_areas(average, slices, clean, MINING_SIDE)))

    judged = of_kind(rows, learnt if step == "pseudo" else held, "doctor")
    judge = judge_doctor(rows, judged, JUDGE_SIDE) if len(judged) else None
    return fit(model, supervised, draw, recipe, folder, judge, midway if relabel or step == "mixed" else None)


def take_weights(model: nn.Module, start: Sequence[PathLike], recipe: Recipe, draw: Draw) -> None:
    """Gives `model` the mean weights of the runs `start`, or those of the exported file that `start` names."""
    if not str(start[0]).endswith(".onnx"):
        model.load_state_dict(checkpoint.mean_weights(start))
        return
    rng, generator = np.random.default_rng(recipe.seed), torch.Generator(recipe.device).manual_seed(recipe.seed)
    restore(model, start[0], [draw(recipe.sizes[-1][1], rng, generator).image.cpu() for _ in range(RESTORE_BATCHES)])


def supervised(model: nn.Module, batch: Batch) -> Tensor:
    """Returns the paper's loss on the labels as they are."""
    out = model(batch.image, batch.hand) if isinstance(model, InfNet) else model(batch.image)
    return total_loss(out, batch)
