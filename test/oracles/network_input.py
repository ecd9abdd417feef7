"""Network input of a slice in training: crop rule and window of the training code, then a plain bilinear resize.

Reads a JSON file (Case) and prints [{"box": [top, bottom, left, right], "image": [...]}], null for a slice without
lung.
"""

import json
import sys
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
from lungtrace_training.data.crop import lung_box
from lungtrace_training.data.window import hu_to_grey

Image = NDArray[np.float64]


class StoredSlice(TypedDict):
    rows: int
    columns: int
    mask: list[int]
    hu: list[float]


class Case(TypedDict):
    size: int
    spacing: tuple[float, float]
    marginFraction: float
    minSizeMm: float
    slices: list[StoredSlice]


class Answer(TypedDict):
    box: tuple[int, int, int, int]
    image: list[float]


def main(path: str) -> None:
    with open(path) as file:
        case = json.load(file)
    print(json.dumps([network_input(slice_, case) for slice_ in case["slices"]]))


def network_input(slice_: StoredSlice, case: Case) -> Answer | None:
    shape = (slice_["rows"], slice_["columns"])
    mask = np.array(slice_["mask"], bool).reshape(shape)
    hu = np.array(slice_["hu"], float).reshape(shape)
    box = lung_box(mask, case["spacing"], case["marginFraction"], case["minSizeMm"])
    if box is None:
        return None
    top, bottom, left, right = box
    grey = hu_to_grey(hu[top:bottom, left:right]) / 255
    return {"box": box, "image": resize(grey, case["size"]).ravel().tolist()}


def resize(image: Image, size: int) -> Image:
    """Bilinear with half-pixel centres, as a product of two matrices."""
    return weights(size, image.shape[0]) @ image @ weights(size, image.shape[1]).T


def weights(to: int, length: int) -> Image:
    centres = np.clip((np.arange(to) + 0.5) * length / to - 0.5, 0, length - 1)
    return np.maximum(0, 1 - np.abs(centres[:, None] - np.arange(length)[None]))


main(sys.argv[1])
