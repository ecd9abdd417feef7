"""Is a probability one? Reliability diagram and expected calibration error (Guo et al., ICML 2017)."""

from typing import TypedDict

import numpy as np

from ..hints import Floats, Mask

BINS = 10


class Bin(TypedDict):
    """A row of a reliability diagram: how many slices, the mean probability that is said, the share that is seen to be true."""

    slices: int
    said: float
    seen: float


def reliability(probability: Floats, truth: Mask, bins: int = BINS) -> list[Bin]:
    """Probabilities [n] and bool truths [n] -> rows of a reliability diagram, one for each bin of equal width that is not empty:
    {slices, said (mean probability), seen (share that is true)}."""
    which = np.minimum((np.asarray(probability) * bins).astype(int), bins - 1)
    chosen = [which == k for k in range(bins) if (which == k).any()]
    return [
        {"slices": int(c.sum()), "said": float(probability[c].mean()), "seen": float(truth[c].mean())} for c in chosen
    ]


def expected_calibration_error(probability: Floats, truth: Mask, bins: int = BINS) -> float:
    """Mean distance between what is said and what is seen, each bin weighed by its slices; 0 is perfect."""
    rows = reliability(probability, truth, bins)
    return sum(r["slices"] * abs(r["said"] - r["seen"]) for r in rows) / len(truth)
