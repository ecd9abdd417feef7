"""Lungs without COVID-19 in which radiologists drew the lungs: planning CT of lung cancer, single slices of many
patients.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from ..hints import HU, Box, Bytes, Floats, Mask, PathLike, Spacing
from .crop import lung_box
from .ct_series import read_series
from .window import hu_to_grey

ROOM = 0.06  # margin around the lungs, share of their length: the network must learn where lungs end


def chest_series(root: PathLike) -> Iterator[tuple[str, HU, Mask, Spacing]]:
    """Folder with series `NAME/` and lungs `NAME-lungs.npz` -> yields (name, HU [z,y,x] head first, lungs bool,
    spacing).

    Spacing is (row, column) in mm. Raises ValueError if the lungs have another shape than the series.
    """
    for packed in sorted(Path(root).glob("*-lungs.npz")):
        name = packed.name.removesuffix("-lungs.npz")
        volume, spacing = read_series(Path(root) / name)
        lungs = np.unpackbits(np.load(packed)["lungs"], axis=2)[:, :, : volume.shape[2]].astype(bool)
        if lungs.shape != volume.shape:
            raise ValueError(f"{packed}: lungs of {lungs.shape} voxels, but the series has {volume.shape}")
        yield name, volume, lungs, spacing


def chest_crops(root: PathLike) -> Iterator[tuple[str, int, Floats, Bytes]]:
    """Yields (name, place, grey [y,x], lungs 0/255 [y,x]) of every slice with lung of the series in `root`, cropped."""
    for name, volume, lungs, spacing in chest_series(root):
        for place, (hu, mask) in enumerate(zip(volume, lungs)):
            box = lung_box(mask, spacing, ROOM)
            if box is not None:
                yield name, place, *_cut(hu_to_grey(hu), mask, box)


def lung_slices(root: PathLike) -> Iterator[tuple[str, Floats, Bytes]]:
    """Yields (ID, grey [y,x], lungs 0/255), cropped, of `Imgs/ID.jpg` (8 bits, windowed as in training) and
    `Lungs/ID.png`.
    """
    for path in sorted((Path(root) / "Imgs").glob("*.jpg")):
        mask = np.array(Image.open(Path(root) / "Lungs" / f"{path.stem}.png")) > 0
        box = lung_box(mask, (1.0, 1.0), ROOM)
        if box is not None:
            grey = np.array(Image.open(path).convert("L")).astype(np.float32)
            yield path.stem, *_cut(grey, mask, box)


def _cut(grey: Floats, mask: Mask, box: Box) -> tuple[Floats, Bytes]:
    window = np.s_[box[0] : box[1], box[2] : box[3]]
    return grey[window], 255 * mask[window].astype(np.uint8)
