"""The grey-value window of training and service: 0..255 (or 0..1) is -1100..+260 HU."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..hints import Bytes, Floats

LOW_HU, HIGH_HU = -1100.0, 260.0
LUNG_HU, TISSUE_HU = -850.0, 40.0
CORONACASES_ZERO_HU = -1030.0
BRIGHTEST_LUNG, HAZY_VOLUME_LUNG = 84, 50


def hu_to_grey(hu: ArrayLike) -> Floats:
    """HU array -> float32 grey values 0..255 in the window."""
    grey = (np.asarray(hu, np.float32) - LOW_HU) * (255.0 / (HIGH_HU - LOW_HU))
    return np.clip(grey, 0, 255)


def peak(image: Bytes, low: int, high: int) -> int | None:
    """Returns the most frequent grey value within [low, high) of an 8-bit image (smoothed histogram), or None."""
    histogram = np.bincount(image.ravel(), minlength=256).astype(float)
    smooth = np.convolve(histogram, np.array([1, 2, 3, 2, 1]) / 9, "same")[low:high]
    return low + int(smooth.argmax()) if smooth.max() > 0.002 * image.size else None


def calibrate_coronacases(image: Bytes) -> Floats:
    """Linear map from -1030 HU, scaled per slice so that soft tissue is +40 HU."""
    tissue = peak(image, 70, 130) or 98
    hu = CORONACASES_ZERO_HU + (TISSUE_HU - CORONACASES_ZERO_HU) * image.astype(np.float32) / tissue
    return hu_to_grey(hu)


def calibrate_volume(images: Sequence[Bytes]) -> list[Floats]:
    """Two anchors per volume: aerated lung (-850 HU) and soft tissue (+40 HU); list of 8-bit images -> greys."""
    pixels = np.concatenate([image[8:-8, 8:-8].ravel() for image in images])
    lung = peak(pixels, 15, 110) or HAZY_VOLUME_LUNG
    if lung > BRIGHTEST_LUNG:  # in a badly infected lung the most frequent dark value is haze, not aerated lung
        lung = HAZY_VOLUME_LUNG
    tissue = peak(pixels, 185, 246) or 235
    slope = (TISSUE_HU - LUNG_HU) / (tissue - lung)
    return [hu_to_grey(LUNG_HU + (image.astype(np.float32) - lung) * slope) for image in images]
