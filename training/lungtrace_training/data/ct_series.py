"""One CT series from DICOM files: HU volume and spacing."""

from pathlib import Path

import numpy as np

PADDING_BELOW_HU = -1100


def read_series(folder):
    """Folder of single-frame CT files -> (HU [z,y,x] int16, z index 0 nearest the head, (row, column) spacing in mm).

    Needs pydicom and a JPEG decoder (the `dicom` extra). Padding becomes air.
    """
    import pydicom

    slices = [pydicom.dcmread(path) for path in sorted(Path(folder).iterdir()) if path.is_file()]
    if not slices:
        raise ValueError(f"{folder}: no DICOM files; give the folder of one CT series")
    slices.sort(key=lambda s: -float(s.ImagePositionPatient[2]))
    volume = np.stack([_hu(s) for s in slices])
    return volume, tuple(float(v) for v in slices[0].PixelSpacing)


def _hu(dataset):
    hu = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
    return np.where(hu < PADDING_BELOW_HU, -1000, hu).astype(np.int16)
