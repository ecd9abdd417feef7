"""A simple lung mask from HU, good enough to crop training slices (the service has a better one)."""

import numpy as np
from scipy import ndimage

from ..hints import HU, Mask

LUNG_BELOW_HU = -400


def lung_mask(hu: HU) -> Mask:
    """HU volume [z,y,x] -> bool mask: the one or two largest parts of air that do not reach the border of the image."""
    parts, count = ndimage.label(hu < LUNG_BELOW_HU)
    outside = set(np.unique(np.concatenate([parts[:, 0], parts[:, -1], parts[:, :, 0], parts[:, :, -1]], axis=None)))
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    inside = sorted((size, part) for part, size in enumerate(sizes) if part and part not in outside)
    if not inside:
        return np.zeros(hu.shape, bool)
    keep = [part for size, part in inside[-2:] if size > 0.1 * inside[-1][0]]
    mask = np.isin(parts, keep)
    return np.stack([_close(ndimage.binary_opening(layer, iterations=2)) for layer in mask])


def _close(layer: Mask) -> Mask:
    return ndimage.binary_fill_holes(ndimage.binary_closing(np.pad(layer, 8), iterations=7)[8:-8, 8:-8])
