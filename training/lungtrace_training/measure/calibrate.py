"""Temperature and gate threshold of `models.json`, both chosen on training slices only."""

from collections.abc import Sequence

import numpy as np
from torch import nn

from ..hints import Floats, Picks, Rows, Truth
from ..predict import predict
from .overlap import paper_scores

TEMPERATURES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
SMALL = 1e-6
GATE_SLICES, SLICE_LOSS, AREA_LOSS, HIGHEST_GATE = 100, 0.05, 0.01, 0.5


def best_temperature(model: nn.Module, slices: Sequence[Truth], side: int) -> float:
    """Returns the factor on the infection logits, of TEMPERATURES, with the best mean Dice as the paper counts it.

    `slices`: [(grey, infection bool, classes)] that the network was trained on. 0.5 stays 0.5, so masks do not change.
    """
    found = [answer.infection for answer in predict(model, [grey for grey, *_ in slices], side)]
    truths = [infected for _, infected, _ in slices]

    def mean_dice(temperature: float) -> float:
        return float(np.mean([paper_scores(sharpen(p, temperature), t)["dice"] for p, t in zip(found, truths)]))

    return max(TEMPERATURES, key=mean_dice)


def sharpen(probability: Floats, temperature: float) -> Floats:
    """Multiplies the logits of a probability map by `temperature`; 0.5 stays 0.5."""
    p = np.clip(probability.astype(np.float64), SMALL, 1 - SMALL)
    return 1 / (1 + ((1 - p) / p) ** temperature)


def gate_threshold(model: nn.Module, rows: Rows, side: int) -> float:
    """Returns the highest gate threshold, at most 0.5, that loses at most 5 % of the infected training slices and 1 %
    of their area.

    Labelled images and CT series must both meet it, since the gate is less certain on CT.
    """
    infected = rows["gate"] == 1
    of_images, of_ct = infected & (rows["kind"] != "ct"), infected & (rows["kind"] == "ct")
    return min(
        (_threshold(model, rows, np.flatnonzero(group), side) for group in (of_images, of_ct) if group.any()),
        default=0.0,
    )


def _threshold(model: nn.Module, rows: Rows, infected: Picks, side: int) -> float:
    chosen = np.random.default_rng(0).permutation(infected)[:GATE_SLICES]
    found = predict(model, [rows["image"][i] for i in chosen], side)
    gates, areas = np.array([[answer.gate, np.count_nonzero(answer.infection >= 0.5)] for answer in found]).T
    order = np.argsort(gates)
    lost = np.cumsum(areas[order]) / max(areas.sum(), 1)
    passed = min(np.searchsorted(lost, AREA_LOSS, "right"), int(SLICE_LOSS * len(order)))
    return float(min(gates[order][passed], HIGHEST_GATE))
