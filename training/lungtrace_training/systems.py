"""The systems of the paper's Tables II to V, and how each is trained at a given budget."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

from torch import nn

from .classes import train_classes
from .data.folds import of_kind, split
from .hints import Rows
from .semi import Schedule, train_semi
from .steps import train_step
from .train.recipe import Recipe, for_step

INFNET = "infnet-ppd-ra-ea"


@dataclass(frozen=True)
class System:
    """`network` of NETWORKS, trained by Algorithm 1 if `semi`; its infection map is the input of `second` of
    CLASS_NETWORKS, if any.
    """

    network: str
    semi: bool = False
    second: str | None = None

    @property
    def name(self) -> str:
        return self.network + ("-semi" if self.semi else "") + (f"-{self.second}" if self.second else "")


SEGMENTATION = {
    "U-Net": System("unet"),
    "Attention-UNet": System("attention-unet"),
    "Gated-UNet": System("gated-unet"),
    "Dense-UNet": System("dense-unet"),
    "U-Net++": System("unetpp"),
    "Inf-Net": System(INFNET),
    "Semi-Inf-Net": System(INFNET, semi=True),
}
CLASSES = {
    "DeepLabV3+ (stride 8)": System("deeplab-s8"),
    "DeepLabV3+ (stride 16)": System("deeplab-s16"),
    "FCN8s": System("fcn8s-image"),
    "Multi-class U-Net": System("mc-image"),
    "Semi-Inf-Net & FCN8s": System(INFNET, semi=True, second="fcn8s"),
    "Semi-Inf-Net & MC": System(INFNET, semi=True, second="mc"),
}
PARTS = {
    "baseline": System("infnet-plain"),
    "EA": System("infnet-ea"),
    "PPD": System("infnet-ppd"),
    "RA": System("infnet-ra"),
    "RA + EA": System("infnet-ra-ea"),
    "PPD + EA": System("infnet-ppd-ea"),
    "PPD + RA": System("infnet-ppd-ra"),
    "PPD + RA + EA": System(INFNET),
}
TABLES = {2: SEGMENTATION, 3: CLASSES, 4: PARTS, 5: SEGMENTATION}


@dataclass(frozen=True)
class Budget:
    """`recipe.minutes` is for a whole system; `step`: `alone` (the doctor's slices, as in the paper) or `doctor`
    (pseudo labels and CT mixed in); `pick` and `limit` of Algorithm 1 as in semi.Schedule.
    """

    recipe: Recipe
    step: str
    pick: int
    limit: int | None

    def half(self) -> "Budget":
        return replace(self, recipe=replace(self.recipe, minutes=self.recipe.minutes / 2))


def train_system(rows: Rows, system: System, budget: Budget, runs: Path, fold: int) -> nn.Module:
    """Trains, resumes or finds finished one fold of a system under `runs`; returns the averaged network.

    A two-step system spends half of the budget on each step; the two that start from Semi-Inf-Net share its run.
    Algorithm 1 spends half on the first training and half on all rounds together; labelling is not counted.
    """
    folder, half = runs / system.name / f"fold{fold}", budget.half()
    if system.second is not None:
        first = train_system(rows, System(system.network, system.semi), half, runs / "first-steps", fold)
        return train_classes(rows, system.second, half.recipe, first, folder, fold, budget.step)
    if system.semi:
        return train_semi(rows, system.network, half.recipe, _schedule(rows, half, fold), folder, fold)
    recipe = for_step(budget.recipe, budget.step, fresh=True)
    return train_step(rows, system.network, budget.step, recipe, folder, fold=fold)


def _schedule(rows: Rows, budget: Budget, fold: int) -> Schedule:
    """Returns rounds of Algorithm 1 that last `budget` together."""
    learnt, _ = split(rows, fold)
    slices = len(of_kind(rows, learnt, "expert", "pseudo")[: budget.limit])
    return Schedule(budget.recipe.minutes / max(1, math.ceil(slices / budget.pick)), budget.pick, budget.limit)
