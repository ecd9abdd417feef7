"""A network on whole volumes with their clean slices (as in Table V), pooled over all pixels of a patient."""

import numpy as np
from torch import nn

from ..data.folds import of_kind, patient_of, split
from ..hints import Ints, Picks, Rows, Scores
from ..predict import predict

MEASURES = ("dice", "sensitivity", "specificity", "falseCovid", "falseOther")


def score_volumes(model: nn.Module, rows: Rows, fold: int, side: int) -> dict[str, Scores]:
    """Held-out patients of `fold` (rows of the cache, at its size) -> {patient: scores at threshold 0.5}.

    Where experts drew the infection: dice, sensitivity and specificity over all slices of known truth, and falseCovid,
    the percent of the pixels of the patient's clean slices that are called infected. Patients without COVID-19:
    falseOther, the same percentage. Clean slices are those of clean stretches (data/trust.py), those that radiologists
    labelled clean, and those of volumes without infection.
    """
    _, held = split(rows, fold)
    volumes = of_kind(rows, held, "expert", "pseudo", "ct", "chest")
    patients = np.array([patient_of(volume) for volume in rows["volume"][volumes]])
    scores = {}
    for patient in np.unique(patients):
        of_patient = volumes[patients == patient]
        drawn = of_kind(rows, of_patient, "expert")
        # a volume of the pool that no expert has seen is left out
        if len(drawn) or len(of_kind(rows, of_patient, "ct", "chest")):
            clean = of_patient[rows["gate"][of_patient] == 0]
            scores[str(patient)] = _score(_confusion(model, rows, drawn, side), _confusion(model, rows, clean, side))
    return scores


def _score(drawn: Ints, clean: Ints) -> Scores:
    """Scores from the counts of _confusion in the slices that experts drew on, and in the clean ones."""
    hit, false, missed, quiet = (int(count) for count in drawn + clean)
    scores = {}
    if drawn.any():
        scores = {
            "dice": 2 * hit / (2 * hit + false + missed),
            "sensitivity": hit / (hit + missed),
            "specificity": quiet / (quiet + false),
        }
    if clean.any():
        scores["falseCovid" if drawn.any() else "falseOther"] = 100 * int(clean[1]) / int(clean.sum())
    return scores


def _confusion(model: nn.Module, rows: Rows, picks: Picks, side: int) -> Ints:
    """Counts true positive, false positive, false negative and true negative pixels of the rows `picks`."""
    counts = np.zeros(4, np.int64)
    found = predict(model, [rows["image"][i] for i in picks], side)
    for i, (infection, *_) in zip(picks, found):
        yes, truth = infection >= 0.5, rows["mask"][i] > 127
        counts += [np.count_nonzero(cells) for cells in (yes & truth, yes & ~truth, ~yes & truth, ~yes & ~truth)]
    return counts
