"""Learning rate and image size as functions of the share of the time budget that has passed."""

import math

import numpy as np

from ..hints import Sizes

MULTI_SCALE = (0.75, 1.0, 1.25)  # as in the paper
STRIDE = 32


def learning_rate(progress: float, peak: float, warm_up: float) -> float:
    """Linear rise over `warm_up`, then a cosine to one hundredth of the peak."""
    if progress < warm_up:
        return peak * max(progress / warm_up, 0.02)
    after = min((progress - warm_up) / (1 - warm_up), 1.0)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * after)))


def image_size(progress: float, sizes: Sizes, rng: np.random.Generator) -> int:
    """Returns the base side of this stage times one of the paper's three scales, as a multiple of 32."""
    base = [side for start, side in sizes if progress >= start][-1]
    return max(STRIDE * 2, STRIDE * round(base * rng.choice(MULTI_SCALE) / STRIDE))
