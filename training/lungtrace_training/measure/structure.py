"""S-measure (Fan et al., ICCV 2017), mean E-measure (Fan et al., IJCAI 2018) and mean absolute error of a map."""

import numpy as np

from ..hints import Floats, Mask, Scores
from .overlap import LEVELS

ALPHA = 0.5
EPSILON = np.finfo(float).eps


def structure_scores(probability: Floats, truth: Mask) -> Scores:
    """Map 0..1 and bool truth of the same shape -> sMeasure, eMeasure (mean over 256 thresholds), mae."""
    grey = np.rint(np.asarray(probability, np.float64) * 255)
    spread = grey.max() - grey.min()
    scaled = (grey - grey.min()) / spread if spread else grey / 255
    return {
        "sMeasure": s_measure(scaled, truth),
        "eMeasure": mean_e_measure(scaled, truth),
        "mae": float(np.abs(scaled - truth).mean()),
    }


def s_measure(scaled: Floats, truth: Mask) -> float:
    """S = alpha x object similarity + (1 - alpha) x region similarity."""
    share = truth.mean()
    if share in (0.0, 1.0):
        return float(scaled.mean() if share else 1 - scaled.mean())
    objects = share * _object(scaled[truth]) + (1 - share) * _object(1 - scaled[~truth])
    return float(max(0.0, ALPHA * objects + (1 - ALPHA) * _regions(scaled, truth)))


def mean_e_measure(scaled: Floats, truth: Mask) -> float:
    """Enhanced alignment of (map >= threshold) with the truth, mean over 256 thresholds; from counts, not pixel by
    pixel.
    """
    total, positives = truth.size, int(np.count_nonzero(truth))
    scores = []
    for threshold in np.linspace(0, 1, LEVELS):
        found = scaled >= threshold
        hit, marked = int(np.count_nonzero(found & truth)), int(np.count_nonzero(found))
        scores.append(_aligned(total, positives, marked, hit) / (total - 1 + EPSILON))
    return float(np.mean(scores))


def _aligned(total: int, positives: int, marked: int, hit: int) -> float:
    if positives == 0:
        return total - marked
    if positives == total:
        return marked
    mean_truth, mean_found = positives / total, marked / total
    cells = ((1, 1, hit), (1, 0, positives - hit), (0, 1, marked - hit), (0, 0, total - positives - marked + hit))
    result = 0.0
    for truth, found, count in cells:
        a, b = truth - mean_truth, found - mean_found
        result += count * (2 * a * b / (a * a + b * b + EPSILON) + 1) ** 2 / 4
    return result


def _object(values: Floats) -> float:
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    return 2 * values.mean() / (values.mean() ** 2 + 1 + spread + EPSILON)


def _regions(scaled: Floats, truth: Mask) -> float:
    rows, columns = np.nonzero(truth)
    row, column = (int(np.floor(where.mean() + 0.5)) + 1 for where in (rows, columns))
    result = 0.0
    for part in (np.s_[:row, :column], np.s_[:row, column:], np.s_[row:, :column], np.s_[row:, column:]):
        if truth[part].size:
            result += truth[part].size / truth.size * _similarity(scaled[part], truth[part].astype(float))
    return result


def _similarity(x: Floats, y: Floats) -> float:
    count = max(x.size - 1, 1)
    dx, dy = x - x.mean(), y - y.mean()
    upper = 4 * x.mean() * y.mean() * (dx * dy).sum() / count
    lower = (x.mean() ** 2 + y.mean() ** 2) * ((dx * dx).sum() + (dy * dy).sum()) / count
    if upper != 0:
        return upper / (lower + EPSILON)
    return 1.0 if lower == 0 else 0.0
