"""HU of CT files as pydicom and its decoders (libjpeg, openjpeg, CharLS) read them.

Usage: read_hu.py OUT FILE...
Writes OUT/<n>.raw, Int16 little endian, frames x rows x columns, for the n-th file, and prints the shapes as JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import Dataset


def main(out: str, files: list[str]) -> None:
    shapes = []
    for n, file in enumerate(files):
        hu = hounsfield(pydicom.dcmread(file, force=True))
        hu.astype("<i2").tofile(Path(out) / f"{n}.raw")
        shapes.append(hu.shape)
    print(json.dumps(shapes))


def hounsfield(dataset: Dataset) -> NDArray[np.float64]:
    stored = dataset.pixel_array.astype(float)
    frames = stored.reshape((-1, dataset.Rows, dataset.Columns))
    hu = np.stack([frame * slope + intercept for frame, (slope, intercept) in zip(frames, rescale(dataset))])
    return np.clip(np.floor(hu + 0.5), -1024, 32767)


def rescale(dataset: Dataset) -> list[tuple[float, float]]:
    """Slope and intercept by frame."""
    if "RescaleSlope" in dataset:
        return [(float(dataset.RescaleSlope), float(dataset.RescaleIntercept))] * int(dataset.get("NumberOfFrames", 1))
    shared = dataset.SharedFunctionalGroupsSequence[0]
    groups = [
        group if "PixelValueTransformationSequence" in group else shared
        for group in dataset.PerFrameFunctionalGroupsSequence
    ]
    items = [group.PixelValueTransformationSequence[0] for group in groups]
    return [(float(item.RescaleSlope), float(item.RescaleIntercept)) for item in items]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
