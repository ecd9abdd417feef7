"""`python -m lungtrace_training semi`: Algorithm 1 of the paper.

Train on the doctor-labelled slices D; then, until the unlabelled set U (the pool, whoever labelled it) is empty: take K
random slices of U, label them with the network, move them to D, fine-tune on D. Labels are the mean over the eight
orientations.
"""

import copy
import json
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .data.batches import Batch, Sampler, Slices
from .data.cache import load
from .data.folds import of_kind, split
from .hints import Picks, Rows
from .label import label
from .nets.registry import NETWORKS, make_network
from .steps import supervised
from .train import checkpoint, workers
from .train.fit import fit
from .train.recipe import PRESETS, Recipe

SHARES = {"doctor": 0.6, "pseudo": 0.4}
PICK = 5  # K of the paper


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet")
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--folder", required=True, help="folder of this run; an interrupted run resumes there")
    parser.add_argument("--fold", type=int, choices=range(5), help="leave this fold out of D and U")
    parser.add_argument("--minutes", type=float, default=30.0, help="budget of the first training on D")
    parser.add_argument("--round-minutes", type=float, default=0.2, help="budget of each fine-tuning")
    parser.add_argument("--pick", type=int, default=PICK, help="K: slices labelled in a round")
    parser.add_argument("--limit", type=int, help="stop after so many unlabelled slices")


def run(args: Namespace) -> None:
    recipe = replace(PRESETS[args.preset], minutes=args.minutes)
    schedule = Schedule(args.round_minutes, args.pick, args.limit)
    train_semi(load(args.cache), args.network, recipe, schedule, Path(args.folder), args.fold)


@dataclass(frozen=True)
class Schedule:
    """Rounds: minutes of each fine-tuning, slices labelled in each (K), slices in all (None: the whole pool)."""

    minutes: float
    pick: int = PICK
    limit: int | None = None


def train_semi(
    rows: Rows, network: str, recipe: Recipe, schedule: Schedule, folder: Path, fold: int | None = None
) -> nn.Module:
    """Runs Algorithm 1 under `folder`, and resumes an interrupted run; returns the averaged network.

    `recipe.minutes` is the budget of the first training on D. Held-out slices of the pool (data.folds) are in no fold's
    U.
    """
    rows, recipe = without_labels(rows), replace(recipe, shares=SHARES)
    short = replace(recipe, minutes=schedule.minutes, rate=recipe.rate * 0.2, judge_every_s=float("inf"))
    learnt, _ = split(rows, fold)
    start, unlabelled = of_kind(rows, learnt, "doctor"), of_kind(rows, learnt, "pseudo")
    order = np.random.default_rng(recipe.seed).permutation(unlabelled)[: schedule.limit]
    slices = Slices(rows, recipe.device)
    torch.manual_seed(recipe.seed)
    model = make_network(network).to(recipe.device)
    minutes = (recipe.minutes, schedule.minutes)
    done = restore(folder, slices, order, model, minutes)
    if done == 0:
        model = train_on(rows, slices, start, model, recipe, folder / "first")
    while done < len(order):
        picks = order[done : done + schedule.pick]
        label(model, slices, picks)
        done += len(picks)
        model = train_on(rows, slices, np.concatenate([start, order[:done]]), model, short, folder / "round")
        keep(folder, slices, order[:done], model, minutes)
    print(json.dumps({"labelled": int(done), "weights": str(folder / "checkpoint.pt")}))
    return model.eval()


def without_labels(rows: Rows) -> Rows:
    """Returns a copy of `rows` in which the whole pool, the experts' part too, is of kind `pseudo`, without gate and
    lungs.
    """
    pool = np.isin(rows["kind"], ("expert", "pseudo"))
    bare = rows.copy()
    bare["kind"] = np.where(pool, "pseudo", rows["kind"])
    bare["gate"], bare["has_lungs"] = np.where(pool, -1, rows["gate"]), rows["has_lungs"] & ~pool
    return bare


def train_on(rows: Rows, slices: Slices, chosen: Picks, model: nn.Module, recipe: Recipe, folder: Path) -> nn.Module:
    """Trains on the rows `chosen` with their current labels; returns the averaged network."""
    sampler = Sampler(rows, chosen)

    def draw(size: int, rng: np.random.Generator, generator: torch.Generator) -> Batch:
        return slices.batch(sampler.draw(workers.share(recipe.batch), recipe.shares, rng), size, generator)

    trained = fit(model, supervised, draw, recipe, folder)
    return copy.deepcopy(trained).requires_grad_(True)


def keep(folder: Path, slices: Slices, done: Picks, model: nn.Module, minutes: tuple[float, float]) -> None:
    """Saves weights and labels after a round, and removes the round's own checkpoint.

    `minutes`: budgets of the first training and of a round.
    """
    state = {"average": {"model": model.state_dict()}, "picks": done, "labels": slices.labels(done), "minutes": minutes}
    checkpoint.save(folder / "checkpoint.pt", state)
    (folder / "round" / "checkpoint.pt").unlink(missing_ok=True)


def restore(folder: Path, slices: Slices, order: Picks, model: nn.Module, minutes: tuple[float, float]) -> int:
    """Restores labels and weights of an interrupted run; returns how many slices of `order` are labelled.

    Raises ValueError if the run labelled other slices or had another budget.
    """
    state = checkpoint.load(folder / "checkpoint.pt")
    if state is None:
        return 0
    done = len(state["picks"])
    if not np.array_equal(order[:done], state["picks"]):
        raise ValueError(f"{folder}: the run labelled slices that this cache does not; use another folder")
    if state["minutes"] != minutes:
        raise ValueError(
            f"{folder}: its rounds ran on a budget of {state['minutes']} minutes, not {minutes}; use another folder"
        )
    slices.take_labels(state["picks"], state["labels"])
    model.load_state_dict(state["average"]["model"])
    return done
