"""Is a probability one? Reliability diagram and expected calibration error (Guo et al., ICML 2017)."""

import numpy as np

BINS = 10


def reliability(probability, truth, bins=BINS):
    """Probabilities [n] and bool truths [n] -> rows of a reliability diagram, one for each bin of equal width that is not empty:
    {slices, said (mean probability), seen (share that is true)}."""
    which = np.minimum((np.asarray(probability) * bins).astype(int), bins - 1)
    chosen = [which == k for k in range(bins) if (which == k).any()]
    return [
        {"slices": int(c.sum()), "said": float(probability[c].mean()), "seen": float(truth[c].mean())} for c in chosen
    ]


def expected_calibration_error(probability, truth, bins=BINS):
    """Mean distance between what is said and what is seen, each bin weighed by its slices; 0 is perfect."""
    rows = reliability(probability, truth, bins)
    return sum(r["slices"] * abs(r["said"] - r["seen"]) for r in rows) / len(truth)
