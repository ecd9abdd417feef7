"""Reads one CT series from DICOM files: HU volume and spacing."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..hints import HU, PathLike, Spacing

if TYPE_CHECKING:
    from pydicom import Dataset

PADDING_BELOW_HU = -1100


def read_series(folder: PathLike) -> tuple[HU, Spacing]:
    """Folder of single-frame CT files -> (HU [z,y,x] int16, z index 0 nearest the head; (row, column) spacing in mm).

    Needs pydicom and a JPEG decoder (the `dicom` extra). Padding becomes air. Raises ValueError if the folder has no
    files.
    """
    import pydicom

    slices = [pydicom.dcmread(path) for path in sorted(Path(folder).iterdir()) if path.is_file()]
    if not slices:
        raise ValueError(f"{folder}: no DICOM files; give the folder of one CT series")
    slices.sort(key=lambda s: -float(s.ImagePositionPatient[2]))
    volume = np.stack([_hu(s) for s in slices])
    row, column = (float(v) for v in slices[0].PixelSpacing)
    return volume, (row, column)


def _hu(dataset: "Dataset") -> HU:
    hu = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
    return np.where(hu < PADDING_BELOW_HU, -1000, hu).astype(np.int16)
