"""Calibration of probabilities: reliability diagram and expected calibration error (Guo et al., ICML 2017)."""

from typing import TypedDict

import numpy as np

from ..hints import Floats, Mask

BINS = 10


class Bin(TypedDict):
    """A row of a reliability diagram: number of slices, mean predicted probability, observed share."""

    slices: int
    said: float
    seen: float


def reliability(probability: Floats, truth: Mask, bins: int = BINS) -> list[Bin]:
    """Probabilities [n] and bool truths [n] -> the non-empty bins, of equal width, of a reliability diagram."""
    which = np.minimum((np.asarray(probability) * bins).astype(int), bins - 1)
    chosen = [which == k for k in range(bins) if (which == k).any()]
    return [
        {"slices": int(c.sum()), "said": float(probability[c].mean()), "seen": float(truth[c].mean())} for c in chosen
    ]


def expected_calibration_error(probability: Floats, truth: Mask, bins: int = BINS) -> float:
    """Mean distance between predicted and observed share, weighted by the slices of each bin; 0 is perfect."""
    rows = reliability(probability, truth, bins)
    return sum(r["slices"] * abs(r["said"] - r["seen"]) for r in rows) / len(truth)
