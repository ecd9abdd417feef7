"""The training cache: every slice cropped, windowed and resized, in one .npz file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy import ndimage

from ..hints import HU, Bytes, Floats, PathLike, Rows, Spacing
from .covid_semiseg import doctor_slices, expert_masks, pseudo_volumes
from .crop import lung_box
from .ct_series import read_series
from .lungs import lung_mask
from .negatives import chest_crops, lung_slices
from .resize import resize, resize_labels
from .trust import trust_pseudo
from .window import hu_to_grey

SIDE = 288
UNKNOWN = 255
CT_SERIES = ("lowdose-toshiba",)  # not covid-P001, cap-001 and normal-001, which measure the result
THICKNESSES = (1, 3)  # of CT series, in slices: as scanned, and thick
FIELDS = tuple(Rows.__annotations__)
Row = dict[str, Any]  # one slice, by FIELDS
MIN_LUNG_FRACTION = 0.004
MIN_INFECTED_FRACTION = 0.0005  # of an expert's slice, from which on it is infected for certain
NEAR = 0.03  # share of a slice's longer side by which hands differ
AGREED_WEIGHT = 0.8  # of a pseudo label that agrees with the experts


def build(
    semiseg: PathLike,
    side: int = SIDE,
    expert: PathLike | None = None,
    ct: PathLike | None = None,
    chest: PathLike | None = None,
    slices: PathLike | None = None,
) -> Rows:
    """Builds the cache from the roots of COVID-SemiSeg, of the experts' masks on its pool, of CT series, of planning CT
    with lungs and of single slices with lungs; each but the first may be None. One row per slice.

    image, mask, lungs uint8 [n,side,side] (mask: soft label 0..255, lungs 0..255); classes uint8 (0 none, 1 GGO, 2
    consolidation, 255 unknown); kind 'doctor' | 'expert' | 'agreed' (an expert's slice again, in the doctor's hand) |
    'pseudo' | 'ct' | 'chest' | 'slice'; volume, place; weight 0..1 of the mask in the loss; gate 1 infected, 0 clean,
    -1 unknown; has_lungs: whether the lungs are drawn.
    """
    rows = list(_doctor(semiseg, side)) + list(_pool(semiseg, expert, side))
    if ct is not None:
        rows += [row for name in CT_SERIES for row in _ct(Path(ct), name, side)]
    if chest is not None:
        rows += [_negative(grey, side, "chest", name, place, lungs) for name, place, grey, lungs in chest_crops(chest)]
    if slices is not None:
        rows += [_negative(grey, side, "slice", name, 0, lungs) for name, grey, lungs in lung_slices(slices)]
    return cast(Rows, {field: np.array([row[field] for row in rows]) for field in FIELDS})


def load(path: PathLike) -> Rows:
    """Reads a cache file."""
    with np.load(path) as data:
        return cast(Rows, {field: data[field] for field in FIELDS})


def _doctor(root: PathLike, side: int) -> Iterator[Row]:
    for name, grey, mask, classes in doctor_slices(root):
        labels = resize_labels(classes, (side, side))
        yield _row(grey, mask, side, labels, "doctor", f"doctor-{name}", int(name), 1.0, 1)


def _pool(root: PathLike, expert: PathLike | None, side: int) -> Iterator[Row]:
    """Yields the slices of the pool: with the experts' masks where they exist, else with pseudo labels and their
    weight.
    """
    unknown = np.full((side, side), UNKNOWN, np.uint8)
    for volume, entries in pseudo_volumes(root):
        judged = trust_pseudo([mask for _, _, mask in entries])
        for (place, grey, mask), (weight, gate) in zip(entries, judged):
            drawn = expert_masks(expert, volume, place) if expert is not None else None
            if drawn is not None:
                infection, lungs = drawn
                gate = 1 if (infection > 127).mean() > MIN_INFECTED_FRACTION else -1
                yield _row(grey, infection, side, unknown, "expert", volume, place, 1.0, gate, lungs)
                agreed = in_doctors_hand(mask, infection)
                yield _row(grey, agreed, side, unknown, "agreed", volume, place, AGREED_WEIGHT, gate, lungs)
            else:
                soft = np.zeros_like(mask) if gate == 0 else mask
                yield _row(grey, soft, side, unknown, "pseudo", volume, place, weight, gate)


def in_doctors_hand(pseudo: Bytes, infection: Bytes) -> Bytes:
    """Returns the soft label 0..255 of a slice as the doctor might have drawn it.

    From the pseudo label of a network that learnt from the doctor and the experts' infection, both 0..255 [y,x]: the
    pseudo label near what experts drew, so not on the diaphragm or on bone. What only the experts drew has half the
    weight.
    """
    near = ndimage.binary_dilation(infection > 127, iterations=round(NEAR * max(infection.shape)))
    return np.where(near, np.maximum(pseudo, infection // 2), 0).astype(np.uint8)


def _ct(root: Path, name: str, side: int) -> Iterator[Row]:
    infected = set(json.loads((root / "labels.json").read_text()).get(name, {}).get("infected_slices", []))
    volume, spacing = read_series(root / name)
    for thickness in THICKNESSES:
        for place, crop in lung_crops(thicken(volume, thickness), spacing):
            gate = int(any(place * thickness + i in infected for i in range(thickness)))
            empty = np.zeros((side, side), np.uint8)
            weight = 0.0 if gate else 1.0
            yield _row(crop, empty, side, empty, "ct", f"{name} x{thickness}", place, weight, gate)


def _negative(grey: Floats, side: int, kind: str, volume: str, place: int, lungs: Bytes) -> Row:
    empty = np.zeros((side, side), np.uint8)
    return _row(grey, np.zeros(grey.shape, np.uint8), side, empty, kind, volume, place, 1.0, 0, lungs)


def thicken(volume: HU, count: int) -> HU:
    """HU [z,y,x] -> slices of `count` times the thickness: means of `count` neighbours."""
    whole = len(volume) // count * count
    thick = volume[:whole].reshape(-1, count, *volume.shape[1:]).mean(1)
    return np.rint(thick).astype(np.int16)


def lung_crops(volume: HU, spacing: Spacing) -> Iterator[tuple[int, Floats]]:
    """HU [z,y,x] and spacing (row, column) in mm -> yields (z, grey float32 crop to the lungs) of every slice with
    lung.
    """
    for place, (hu, mask) in enumerate(zip(volume, lung_mask(volume))):
        box = lung_box(mask, spacing) if mask.mean() >= MIN_LUNG_FRACTION else None
        if box is not None:
            yield place, hu_to_grey(hu[box[0] : box[1], box[2] : box[3]])


def _row(
    grey: Floats,
    mask: Bytes,
    side: int,
    classes: Bytes,
    kind: str,
    volume: str,
    place: int,
    weight: float,
    gate: int,
    lungs: Bytes | None = None,
) -> Row:
    size = (side, side)
    image, soft = (np.rint(resize(plane, size)).astype(np.uint8) for plane in (grey, mask))
    drawn = np.zeros(size, np.uint8) if lungs is None else np.rint(resize(lungs, size)).astype(np.uint8)
    values = (image, soft, classes, drawn, kind, volume, place, np.float32(weight), gate, lungs is not None)
    return dict(zip(FIELDS, values))
