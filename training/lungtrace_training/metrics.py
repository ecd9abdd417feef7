"""Metrics as the paper's tables count them, and at one threshold (second implementation to the service's own)."""
import numpy as np

LEVELS = 256


def dice_at(probability, truth, threshold=0.5):
    """Dice of (probability >= threshold) against a bool truth of the same shape; 0 without a true positive."""
    found = probability >= threshold
    both = np.count_nonzero(found & truth)
    return 2.0 * both / (np.count_nonzero(found) + np.count_nonzero(truth)) if both else 0.0


def paper_scores(probability, truth):
    """Mean over 256 thresholds from 1 to 0 of Dice, sensitivity, specificity, precision on the min-max scaled map."""
    scaled = _stretch(probability)
    thresholds = np.linspace(0, 1, LEVELS)
    hit, miss = (_at_least(scaled[part], thresholds) for part in (truth, ~truth))
    positives, negatives = max(np.count_nonzero(truth), 1), np.count_nonzero(~truth)
    some = hit > 0
    dice = np.where(some, 2 * hit / np.maximum(hit + miss + np.count_nonzero(truth), 1), 0)
    specificity = np.where(some, (negatives - miss) / max(negatives, 1), 0)
    return {
        "dice": float(dice.mean()),
        "sensitivity": float((hit / positives).mean()),
        "specificity": float(specificity.mean()),
        "precision": float(np.where(some, hit / np.maximum(hit + miss, 1), 0).mean()),
    }


def auc(scores, labels):
    """Area under the ROC curve (ties count half), or None where one class is absent."""
    scores, labels = np.asarray(scores, float), np.asarray(labels, bool)
    positive, negative = scores[labels], scores[~labels]
    if not len(positive) or not len(negative):
        return None
    greater = (positive[:, None] > negative[None]).mean()
    return float(greater + 0.5 * (positive[:, None] == negative[None]).mean())


def _stretch(probability):
    eight_bit = np.rint(np.asarray(probability, np.float64) * 255) / 255
    low, high = eight_bit.min(), eight_bit.max()
    return (eight_bit - low) / (high - low) if high > low else eight_bit


def _at_least(values, thresholds):
    """How many values reach each threshold."""
    ordered = np.sort(values)
    return len(ordered) - np.searchsorted(ordered, thresholds, "left")
