"""Metrics as the paper counts them, and at one threshold (independent of the service's implementation)."""

import numpy as np
from numpy.typing import ArrayLike

from ..hints import Floats, Ints, Mask, Scores

LEVELS = 256


def dice_at(probability: Floats | Mask, truth: Mask, threshold: float = 0.5) -> float:
    """Dice of (probability >= threshold) and a bool truth of the same shape; 0 without a true positive."""
    found = probability >= threshold
    both = np.count_nonzero(found & truth)
    return 2.0 * both / (np.count_nonzero(found) + np.count_nonzero(truth)) if both else 0.0


def paper_scores(probability: Floats | Mask, truth: Mask) -> Scores:
    """Mean over 256 thresholds from 1 to 0 of Dice, sensitivity, specificity, precision of the scaled map."""
    levels = scaled_levels(probability)
    hit, miss = _at_least(levels[truth]), _at_least(levels[~truth])
    positives, negatives = int(np.count_nonzero(truth)), int(np.count_nonzero(~truth))
    some = hit > 0
    return {
        "dice": float(np.where(some, 2 * hit / np.maximum(hit + miss + positives, 1), 0).mean()),
        "sensitivity": float((hit / max(positives, 1)).mean()),
        "specificity": float(np.where(some, (negatives - miss) / max(negatives, 1), 0).mean()),
        "precision": float(np.where(some, hit / np.maximum(hit + miss, 1), 0).mean()),
    }


def scaled_levels(probability: Floats | Mask) -> Ints:
    """Rounds a map to 8 bits and min-max scales it: the highest of the thresholds 0..255 that each pixel reaches."""
    grey = np.rint(np.asarray(probability, np.float64) * 255).astype(np.int64)
    low, high = grey.min(), grey.max()
    return (grey - low) * 255 // (high - low) if high > low else grey


def auc(scores: ArrayLike, labels: ArrayLike) -> float | None:
    """Area under the ROC curve (ties count half), or None if one class is absent."""
    scores, labels = np.asarray(scores, float), np.asarray(labels, bool)
    positive, negative = scores[labels], scores[~labels]
    if not len(positive) or not len(negative):
        return None
    greater = (positive[:, None] > negative[None]).mean()
    return float(greater + 0.5 * (positive[:, None] == negative[None]).mean())


def _at_least(levels: Ints) -> Ints:
    """Returns how many values reach each of the thresholds 0..255."""
    return np.bincount(levels, minlength=LEVELS)[::-1].cumsum()[::-1]
