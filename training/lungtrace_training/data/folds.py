"""Five folds of the doctor-labelled slices; slices of one patient stay together."""
import numpy as np

TOGETHER = ((10, 43), (5, 46), (17, 4))
FOLDS = 5
SEED = 7


def fold_of(places):
    """Numbers of doctor-labelled slices -> {number: fold 0..4}; pairs that show the same patient share a fold."""
    places = sorted(int(place) for place in places)
    joined = {second: first for first, second in TOGETHER if first in places}
    groups = [[p, *(s for s in places if joined.get(s) == p)] for p in places if p not in joined]
    order = np.random.default_rng(SEED).permutation(len(groups))
    order = sorted(order, key=lambda i: -len(groups[i]))
    return {place: turn % FOLDS for turn, i in enumerate(order) for place in groups[i]}


def split(rows, fold):
    """Row numbers (training, validation) of the doctor-labelled slices; fold None puts all into training."""
    doctor = np.flatnonzero(rows["kind"] == "doctor")
    if fold is None:
        return doctor, doctor[:0]
    folds = fold_of(rows["place"][doctor])
    held = np.array([folds[int(place)] == fold for place in rows["place"][doctor]])
    return doctor[~held], doctor[held]
