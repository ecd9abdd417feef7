"""Five folds by patient: doctor-labelled slices by number, all others by volume."""

import re
from collections.abc import Iterable

import numpy as np

from ..hints import Ints, Picks, Rows

TOGETHER = ((10, 43), (5, 46), (17, 4))
FOLDS = 5
SEED = 7


def fold_of(places: Iterable[int]) -> dict[int, int]:
    """Numbers of doctor-labelled slices -> {number: fold 0..4}; pairs that show the same patient share a fold."""
    places = sorted(int(place) for place in places)
    joined = {second: first for first, second in TOGETHER if first in places}
    groups = [[p, *(s for s in places if joined.get(s) == p)] for p in places if p not in joined]
    shuffled = np.random.default_rng(SEED).permutation(len(groups))
    order = sorted(shuffled, key=lambda i: -len(groups[i]))
    return {place: turn % FOLDS for turn, i in enumerate(order) for place in groups[i]}


def folds_of(rows: Rows) -> Ints:
    """Returns the fold 0..4 of every row of the cache.

    All volumes of one patient, thin or thick, share a fold, and so do expert and pseudo labels of one volume.
    """
    folds = np.zeros(len(rows["kind"]), int)
    doctor = rows["kind"] == "doctor"
    numbers = fold_of(rows["place"][doctor])
    folds[doctor] = [numbers[int(place)] for place in rows["place"][doctor]]
    patients = np.array([patient_of(volume) for volume in rows["volume"]])
    for kinds in (("expert", "agreed", "pseudo"), ("ct",), ("chest",), ("slice",)):
        chosen = np.isin(rows["kind"], kinds)
        names, sizes = np.unique(patients[chosen], return_counts=True)
        order = np.random.default_rng(SEED).permutation(len(names))
        turn = {names[i]: t % FOLDS for t, i in enumerate(sorted(order, key=lambda i: -sizes[i]))}
        folds[chosen] = [turn[patient] for patient in patients[chosen]]
    return folds


def patient_of(volume: str) -> str:
    """Volume name -> patient name: reconstructions of one case in the pool, thick slices of one CT series."""
    case = re.search(r"coronacases_org_\d+|pneumonia-\d+", volume)
    return case[0] if case else volume.split(" x")[0]


def split(rows: Rows, fold: int | None) -> tuple[Picks, Picks]:
    """Returns the row numbers (to train on, to validate on); fold None puts all into the first."""
    everything = np.arange(len(rows["kind"]))
    if fold is None:
        return everything, everything[:0]
    held = folds_of(rows) == fold
    return everything[~held], everything[held]


def of_kind(rows: Rows, picks: Picks, *kinds: str) -> Picks:
    """Returns those of the row numbers `picks` whose kind is one of `kinds`."""
    return picks[np.isin(rows["kind"][picks], kinds)]
