"""The crop rule of `models.json`: bounding box of the slice's lung mask, a margin, a minimum size."""

import numpy as np

from ..hints import Box, Mask, Spacing

MARGIN_FRACTION = 0.02
MIN_SIZE_MM = 100


def lung_box(
    mask: Mask, spacing: Spacing, margin_fraction: float = MARGIN_FRACTION, min_size_mm: float = MIN_SIZE_MM
) -> Box | None:
    """Lung mask [rows, columns] and spacing (row, column) in mm -> (top, bottom, left, right), or None without lung.

    On each axis: the mask's bounds [first, last + 1), widened on both sides by `margin_fraction` of their length; if
    shorter than `min_size_mm`, widened evenly to it; rounded outwards; clipped to the image.
    """
    if not mask.any():
        return None
    bounds = []
    for axis, length in enumerate(mask.shape):
        hit = np.flatnonzero(mask.any(axis=1 - axis))
        low, high = float(hit[0]), float(hit[-1] + 1)
        margin = margin_fraction * (high - low)
        missing = max(0.0, min_size_mm / spacing[axis] - (high - low + 2 * margin)) / 2
        low, high = low - margin - missing, high + margin + missing
        bounds += [max(0, int(np.floor(low))), min(length, int(np.ceil(high)))]
    return tuple(bounds)
