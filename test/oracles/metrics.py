"""The paper's measures by plain array arithmetic, one threshold at a time: a second implementation to compare with.

Reads a JSON file [{"width", "height", "map": [0..255], "truth": [0, 1]}] and prints [{"paper": {...}, "at05": {...}}].
"""

import json
import sys
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

EPS = np.finfo(float).eps

Grey = NDArray[np.integer] | NDArray[np.floating]  # 0..255, or 0..1
Mask = NDArray[np.bool_]
Measures = dict[str, float]


class Case(TypedDict):
    """A map and its truth, row by row."""

    width: int
    height: int
    map: list[int]
    truth: list[int]


def main(path: str) -> None:
    with open(path) as file:
        cases = json.load(file)
    print(json.dumps([score(case) for case in cases]))


def score(case: Case) -> dict[str, Measures]:
    shape = (case["height"], case["width"])
    grey = np.array(case["map"], int).reshape(shape)
    truth = np.array(case["truth"], bool).reshape(shape)
    return {"paper": paper(grey, truth), "at05": at_half(grey, truth)}


def paper(grey: Grey, truth: Mask) -> Measures:
    low, high = grey.min(), grey.max()
    if low == high:
        low, high = 0, 255
    rows = []
    for step in range(255, -1, -1):
        mask = (grey - low) * 255 >= step * (high - low)
        hit = (mask & truth).sum() > 0
        rows.append([*(overlap(mask, truth) if hit else (0, 0, 0, 0)), e_measure(mask, truth)])
    stretched = (grey - low) / (high - low)
    dice, sensitivity, specificity, precision, e = np.mean(rows, 0)
    return result(dice, sensitivity, specificity, precision, s_measure(stretched, truth), e, stretched, truth)


def at_half(grey: Grey, truth: Mask) -> Measures:
    mask = grey / 255 >= 0.5
    return result(*overlap(mask, truth), s_measure(mask * 1.0, truth), e_measure(mask, truth), mask * 1.0, truth)


def result(
    dice: float, sensitivity: float, specificity: float, precision: float, s: float, e: float, grey: Grey, truth: Mask
) -> Measures:
    return {
        "dice": float(dice),
        "sensitivity": float(sensitivity),
        "specificity": float(specificity),
        "precision": float(precision),
        "sMeasure": float(s),
        "eMeasure": float(e),
        "mae": float(np.abs(grey - truth).mean()),
    }


def overlap(mask: Mask, truth: Mask) -> tuple[float, float, float, float]:
    both = (mask & truth).sum()
    dice = 2 * both / (mask.sum() + truth.sum()) if mask.any() or truth.any() else 0
    sensitivity = both / truth.sum() if truth.any() else 0
    specificity = (~mask & ~truth).sum() / (~truth).sum() if not truth.all() else 1
    precision = both / mask.sum() if mask.any() else 0
    return dice, sensitivity, specificity, precision


def e_measure(mask: Mask, truth: Mask) -> float:
    if not truth.any():
        return (~mask).mean()
    if truth.all():
        return mask.mean()
    a, b = mask - mask.mean(), truth - truth.mean()
    return (((2 * a * b / (a * a + b * b + EPS)) + 1) ** 2 / 4).mean()


def s_measure(grey: Grey, truth: Mask) -> float:
    if not truth.any():
        return 1 - grey.mean()
    if truth.all():
        return grey.mean()
    share = truth.mean()
    objects = share * similarity(grey[truth]) + (1 - share) * similarity(1 - grey[~truth])
    rows, columns = np.nonzero(truth)
    y, x = (int(np.floor(places.mean() + 1 + 0.5)) for places in (rows, columns))
    regions = 0.0
    for part in (np.s_[:y, :x], np.s_[:y, x:], np.s_[y:, :x], np.s_[y:, x:]):
        if grey[part].size:
            regions += grey[part].size / grey.size * ssim(grey[part], truth[part] * 1.0)
    return max(0, 0.5 * objects + 0.5 * regions)


def similarity(values: Grey) -> float:
    spread = values.std(ddof=1) if values.size > 1 else 0
    return 2 * values.mean() / (values.mean() ** 2 + 1 + spread + EPS)


def ssim(a: Grey, b: Grey) -> float:
    n = a.size - 1 + EPS
    x, y = a.mean(), b.mean()
    covariance = ((a - x) * (b - y)).sum() / n
    likeness = 4 * x * y * covariance
    bound = (x * x + y * y) * (((a - x) ** 2).sum() / n + ((b - y) ** 2).sum() / n)
    if abs(likeness) > 1e-15:
        return likeness / (bound + EPS)
    return 1 if bound < 1e-15 else 0


main(sys.argv[1])
