"""COVID-SemiSeg in its authors' layout: calibrated grey values, axial view (spine below, patient's left right)."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..hints import Bytes, Floats, PathLike
from .window import calibrate_coronacases, calibrate_volume

DOCTOR = "TrainingSet/LungInfection-Train/Doctor-label"
PSEUDO = "TrainingSet/LungInfection-Train/Pseudo-label"
CLASSES = "TrainingSet/MultiClassInfection-Train/GT"

Scalar = TypeVar("Scalar", bound=np.generic)


def to_axial(image: NDArray[Scalar], name: str) -> NDArray[Scalar]:
    """Stored array -> axial view: coronacases are rotated by 90 degrees, all others are transposed."""
    return np.ascontiguousarray(np.rot90(image) if "coronacases" in name else image.T)


def doctor_slices(root: PathLike) -> Iterator[tuple[str, Floats, Bytes, Bytes]]:
    """Yields (name, grey float32 [y,x], infection mask 0..255, classes 0 none, 1 GGO, 2 consolidation)."""
    root = Path(root)
    images = sorted((root / DOCTOR / "Imgs").glob("*.jpg"), key=lambda path: int(path.stem))
    if not images:
        raise ValueError(f"{root}: no doctor-labelled slices under {DOCTOR}; give the COVID-SemiSeg root")
    for path in images:
        grey = to_axial(_read(path), path.stem).astype(np.float32)
        mask = to_axial(_read(root / DOCTOR / "GT" / f"{path.stem}.png"), path.stem)
        classes = to_axial(np.array(Image.open(root / CLASSES / f"{path.stem}.png")), path.stem)
        yield path.stem, grey, mask, classes


def pseudo_volumes(root: PathLike) -> Iterator[tuple[str, list[tuple[int, Floats, Bytes]]]]:
    """Yields (volume name, [(place in the volume, grey float32 [y,x], soft label 0..255)]), ordered by place.

    The file of a slice is called `volume_place`.
    """
    volumes = defaultdict(list)
    for path in (Path(root) / PSEUDO / "Imgs").glob("*.jpg"):
        volume, place = path.stem.rsplit("_", 1)
        volumes[volume].append((int(place), path))
    for volume, entries in sorted(volumes.items()):
        entries.sort()
        images = [_read(path) for _, path in entries]
        coronacases = "coronacases" in volume
        greys = [calibrate_coronacases(image) for image in images] if coronacases else calibrate_volume(images)
        masks = [to_axial(_read(_label_of(path)), volume) for _, path in entries]
        places = [place for place, _ in entries]
        yield volume, list(zip(places, (to_axial(grey, volume) for grey in greys), masks))


def expert_masks(root: PathLike, volume: str, place: int) -> tuple[Bytes, Bytes] | None:
    """Returns (infection, lungs) 0/255 [y,x] in axial view as radiologists drew them on a slice of the pool, or None.

    `root`: folder with `infection/` and `lungs/` (Ma et al. 2020; 1-bit images, named like the pool's slices).
    """
    infection, lungs = (Path(root) / kind / f"{volume}_{place}.png" for kind in ("infection", "lungs"))
    return (to_axial(_read(infection), volume), to_axial(_read(lungs), volume)) if infection.exists() else None


def _label_of(path: Path) -> Path:
    return path.parent.parent / "GT" / f"{path.stem}.png"


def _read(path: Path) -> Bytes:
    return np.array(Image.open(path).convert("L"))
