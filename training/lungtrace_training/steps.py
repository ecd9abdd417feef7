"""`python -m lungtrace_training train`: step `pseudo` (pseudo-labelled slices, from scratch), then step `doctor`."""
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from .data.batches import Sampler, make_batch
from .data.cache import load
from .data.folds import split
from .losses import total_loss
from .nets.registry import NETWORKS, make_network
from .train import checkpoint, workers
from .train.fit import fit
from .train.judge import judge_doctor
from .train.recipe import PRESETS, fine_tuning

JUDGE_SIDE = 256


def add_arguments(parser):
    parser.add_argument("--network", choices=NETWORKS, default="infnet")
    parser.add_argument("--step", choices=("pseudo", "doctor"), default="pseudo")
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--folder", required=True, help="folder of this run; an interrupted run goes on there")
    parser.add_argument("--weights", nargs="+", help="run whose weights to start from (step doctor); of several, their mean")
    parser.add_argument("--minutes", type=float, help="time budget of this step; the cosine follows it")
    parser.add_argument("--batch", type=int, help="slices a step, of all workers together (default: the preset's)")
    parser.add_argument("--seed", type=int, default=1, help="runs that differ in it alone are worth averaging")
    parser.add_argument("--fold", type=int, choices=range(5), help="leave this fold out (default: train on all 50)")


def run(args):
    rows = load(args.cache)
    recipe = PRESETS[args.preset]
    recipe = fine_tuning(recipe, args.minutes or recipe.minutes / 3) if args.step == "doctor" else recipe
    recipe = replace(recipe, minutes=args.minutes or recipe.minutes, batch=args.batch or recipe.batch, seed=args.seed)
    train_step(rows, args.network, args.step, recipe, Path(args.folder), args.weights, args.fold)


def train_step(rows, network, step, recipe, folder, start=None, fold=None):
    """Trains one step; returns the averaged network."""
    doctor, held = split(rows, fold)
    others = np.flatnonzero(rows["kind"] != "doctor")
    chosen = others if step == "pseudo" else np.concatenate([others, doctor])
    sampler = Sampler(rows, chosen)
    torch.manual_seed(recipe.seed)
    model = make_network(network)
    if start:
        model.load_state_dict(checkpoint.mean_weights(start))

    def draw(size, rng, generator):
        picks = sampler.draw(workers.share(recipe.batch), recipe.shares, rng)
        return make_batch(rows, picks, size, generator, recipe.device)

    unseen = doctor if step == "pseudo" else held
    judge = judge_doctor(rows, unseen, JUDGE_SIDE) if len(unseen) else None
    return fit(model, supervised, draw, recipe, folder, judge)


def supervised(model, batch):
    """The paper's loss on the labels as they are."""
    return total_loss(model(batch.image), batch)
