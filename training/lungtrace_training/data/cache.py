"""The training cache: every slice cropped, in the window, at one size, in one .npz file."""
import json
from pathlib import Path

import numpy as np

from .covid_semiseg import doctor_slices, pseudo_volumes
from .crop import lung_box
from .ct_series import read_series
from .lungs import lung_mask
from .resize import resize, resize_labels
from .trust import trust_pseudo
from .window import hu_to_grey

SIDE = 288
UNKNOWN = 255
CT_SERIES = ("lowdose-toshiba", "cap-001")  # covid-P001 and normal-001 stay outside: they measure the result
THICKNESSES = (1, 3)  # of CT series, in slices: as scanned, and as thick slices show it
FIELDS = ("image", "mask", "classes", "kind", "volume", "place", "weight", "gate")
MIN_LUNG_FRACTION = 0.004


def build(semiseg, ct, side=SIDE):
    """Roots of COVID-SemiSeg and of the CT folders (or None) -> dict of arrays, one row a slice.

    image, mask uint8 [n,side,side] (mask: soft label 0..255); classes uint8 (0 none, 1 GGO, 2 consolidation, 255
    unknown); kind 'doctor' | 'pseudo' | 'ct'; volume, place; weight 0..1 of the mask in the loss; gate 1 infected,
    0 clean, -1 unknown.
    """
    rows = list(_doctor(semiseg, side)) + list(_pseudo(semiseg, side))
    if ct is not None:
        rows += [row for name in CT_SERIES for row in _ct(Path(ct), name, side)]
    return {field: np.array([row[field] for row in rows]) for field in FIELDS}


def load(path):
    """Reads a cache file back as a dict of arrays."""
    with np.load(path) as data:
        return {field: data[field] for field in FIELDS}


def _doctor(root, side):
    for name, grey, mask, classes in doctor_slices(root):
        labels = resize_labels(classes, (side, side))
        yield _row(grey, mask, side, labels, "doctor", f"doctor-{name}", int(name), 1.0, 1)


def _pseudo(root, side):
    unknown = np.full((side, side), UNKNOWN, np.uint8)
    for volume, entries in pseudo_volumes(root):
        judged = trust_pseudo([mask for _, _, mask in entries])
        for (place, grey, mask), (weight, gate) in zip(entries, judged):
            soft = np.zeros_like(mask) if gate == 0 else mask
            yield _row(grey, soft, side, unknown, "pseudo", volume, place, weight, gate)


def _ct(root, name, side):
    infected = set(json.loads((root / "labels.json").read_text()).get(name, {}).get("infected_slices", []))
    volume, spacing = read_series(root / name)
    for thickness in THICKNESSES:
        for place, crop in lung_crops(thicken(volume, thickness), spacing):
            gate = int(any(place * thickness + i in infected for i in range(thickness)))
            empty = np.zeros((side, side), np.uint8)
            weight = 0.0 if gate else 1.0
            yield _row(crop, empty, side, empty, "ct", f"{name} x{thickness}", place, weight, gate)


def thicken(volume, count):
    """HU [z,y,x] -> the slices that a scanner gives at `count` times the thickness: means of `count` neighbours."""
    whole = len(volume) // count * count
    thick = volume[:whole].reshape(-1, count, *volume.shape[1:]).mean(1)
    return np.rint(thick).astype(np.int16)


def lung_crops(volume, spacing):
    """HU [z,y,x] and (row, column) spacing in mm -> yields (z, grey float32 crop to the lungs) for every slice with lung."""
    for place, (hu, mask) in enumerate(zip(volume, lung_mask(volume))):
        box = lung_box(mask, spacing) if mask.mean() >= MIN_LUNG_FRACTION else None
        if box is not None:
            yield place, hu_to_grey(hu[box[0] : box[1], box[2] : box[3]])


def _row(grey, mask, side, classes, kind, volume, place, weight, gate):
    size = (side, side)
    image = np.rint(resize(grey, size)).astype(np.uint8)
    soft = np.rint(resize(mask, size)).astype(np.uint8)
    return dict(zip(FIELDS, (image, soft, classes, kind, volume, place, np.float32(weight), gate)))
