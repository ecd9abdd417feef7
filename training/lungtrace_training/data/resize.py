"""Resizing as in the service: bilinear, half-pixel centres, no antialiasing."""

import numpy as np
import torch
from torch.nn import functional as F

from ..hints import Bytes, Floats, Numeric, Size


def resize(image: Numeric, size: Size) -> Floats:
    """2-D array -> float32 array of `size` (rows, columns)."""
    x = torch.from_numpy(np.ascontiguousarray(image, np.float32))[None, None]
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)[0, 0].numpy()


def resize_labels(labels: Numeric, size: Size) -> Bytes:
    """Nearest neighbour for label images, with the same pixel centres."""
    x = torch.from_numpy(np.ascontiguousarray(labels, np.float32))[None, None]
    return F.interpolate(x, size=size, mode="nearest-exact")[0, 0].numpy().astype(np.uint8)
