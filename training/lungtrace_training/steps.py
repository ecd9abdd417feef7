"""`python -m lungtrace_training train`: step `pseudo` (pseudo-labelled slices, from scratch), then step `doctor`; or `doctor` at once.

Step `alone` is the paper's Inf-Net without pseudo labels: the doctor-labelled slices and nothing else, from scratch."""
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from .data.batches import Sampler, Slices
from .data.cache import load
from .data.folds import split
from .export.restore import restore
from .label import label
from .losses import total_loss
from .nets.registry import NETWORKS, make_network
from .train import checkpoint, workers
from .train.fit import fit
from .train.judge import judge_doctor
from .train.recipe import PRESETS, for_step

STEPS = ("pseudo", "doctor", "alone")
JUDGE_SIDE = 256
RESTORE_BATCHES = 24
OWN_SHARES = {"pseudo": 0.5, "ct": 1.0}  # of a network's own labels; CT slices have no others


def add_arguments(parser):
    parser.add_argument("--network", choices=NETWORKS, default="infnet")
    parser.add_argument("--step", choices=STEPS, default="pseudo")
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--folder", required=True, help="folder of this run; an interrupted run goes on there")
    parser.add_argument("--weights", nargs="+", help="run whose weights to start from; of several, their mean; or an exported .onnx file of infnet")
    parser.add_argument("--relabel", action="store_true", help="after 60 %% of the budget the network labels the pseudo-labelled slices itself")
    parser.add_argument("--minutes", type=float, help="time budget of this step; the cosine follows it")
    parser.add_argument("--batch", type=int, help="slices a step, of all workers together (default: the preset's)")
    parser.add_argument("--seed", type=int, default=1, help="runs that differ in it alone are worth averaging")
    parser.add_argument("--fold", type=int, choices=range(5), help="leave this fold out (default: train on all 50)")


def run(args):
    rows = load(args.cache)
    recipe = PRESETS[args.preset]
    minutes = args.minutes or (recipe.minutes / 3 if args.step == "doctor" else recipe.minutes)
    recipe = for_step(replace(recipe, minutes=minutes, batch=args.batch or recipe.batch, seed=args.seed), args.step, not args.weights)
    train_step(rows, args.network, args.step, recipe, Path(args.folder), args.weights, args.fold, args.relabel)


def train_step(rows, network, step, recipe, folder, start=None, fold=None, relabel=False):
    """Trains one step; returns the averaged network. With `relabel` its own labels, classes too, are
    mixed into the pseudo labels midway, and infected CT slices get some."""
    doctor, held = split(rows, fold)
    others = np.flatnonzero(rows["kind"] != "doctor")
    sampler = Sampler(rows, {"pseudo": others, "doctor": np.concatenate([others, doctor]), "alone": doctor}[step])
    torch.manual_seed(recipe.seed)
    model, slices = make_network(network), Slices(rows, recipe.device)

    def draw(size, rng, generator):
        return slices.batch(sampler.draw(workers.share(recipe.batch), recipe.shares, rng), size, generator)

    if start and str(start[0]).endswith(".onnx"):
        rng, generator = np.random.default_rng(recipe.seed), torch.Generator(recipe.device).manual_seed(recipe.seed)
        restore(model, start[0], [draw(recipe.sizes[-1][1], rng, generator).image.cpu() for _ in range(RESTORE_BATCHES)])
    elif start:
        model.load_state_dict(checkpoint.mean_weights(start))

    def label_others(average):
        for kind, share in OWN_SHARES.items():
            label(average, slices, np.flatnonzero((rows["kind"] == kind) & (rows["gate"] != 0)), share)

    unseen = doctor if step == "pseudo" else held
    judge = judge_doctor(rows, unseen, JUDGE_SIDE) if len(unseen) else None
    return fit(model, supervised, draw, recipe, folder, judge, label_others if relabel else None)


def supervised(model, batch):
    """The paper's loss on the labels as they are."""
    return total_loss(model(batch.image), batch)
