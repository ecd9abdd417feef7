"""Types that several modules share. Axis order is [slice, row, column] or [row, column]; 8-bit images are 0..255."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # the tests of the service read crop and window in a Python without PyTorch
    from torch import Tensor

PathLike = str | Path
Size = tuple[int, int]  # rows, columns
Spacing = tuple[float, float]  # row, column; mm
Box = tuple[int, int, int, int]  # top, bottom, left, right in pixels; bottom and right are exclusive

Numeric = NDArray[Any]
Bytes = NDArray[np.uint8]
HU = NDArray[np.int16]
Ints = NDArray[np.integer[Any]]
Picks = Ints  # row numbers of the cache
Floats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]
Truth = tuple[Floats, Mask, Bytes]  # of a labelled slice: grey values 0..255, infection, classes

Weights = dict[str, "Tensor"]  # a network's state dict
State = dict[str, Any]  # of a run, as its checkpoint holds it
Shares = Mapping[str, float]  # kind of slice: how often it is drawn
Sizes = tuple[tuple[float, int], ...]  # (share of the budget that has passed, side in pixels)
Numbers = dict[str, float | None]  # of a run's log
Scores = dict[str, float]  # measure: value
PerSlice = Mapping[str, Scores]  # name of a slice or a patient: its scores


class Rows(TypedDict):
    """The training cache, one row per slice; data.cache.build says what each array holds."""

    image: Bytes
    mask: Bytes
    classes: Bytes
    lungs: Bytes
    kind: Strings
    volume: Strings
    place: Ints
    weight: Floats
    gate: Ints
    has_lungs: Mask


class _Infection(TypedDict):
    infection: list["Tensor"]


class Outputs(_Infection, total=False):
    """What a network returns: logits of `infection` [N,1,H,W], finest first, and those of its heads; see
    nets.infnet.InfNet.
    """

    edge: "Tensor | None"
    finding: "Tensor"
    lung: "Tensor"
    gate: "Tensor"
    classes: "Tensor"
