"""Whole volumes, single slices and negatives of the cache: what a network that did not see them makes of them."""

import numpy as np

from ..data.folds import of_kind, patient_of
from ..predict import predict

INFECTED = 0.5


def score_rows(model, rows, picks, side, hand=None, gate=0.0):
    """Row numbers `picks` of the cache -> one dict a patient (kinds with lungs drawn) with what overlap() says of its slices together.

    `gate`: slices below it count as empty.
    """
    drawn = of_kind(rows, picks, "expert", "chest", "slice")
    patients = np.array([patient_of(volume) for volume in rows["volume"][drawn]])
    scores = {}
    for patient in np.unique(patients):
        own = drawn[patients == patient]
        answers = predict(model, [rows["image"][i] for i in own], side, hand=hand)
        infected, lungs = rows["mask"][own] > 127, rows["lungs"][own] > 127
        scores[f"{rows['kind'][own[0]]}/{patient}"] = overlap(answers, infected, lungs, gate)
    return scores


def overlap(answers, infected, lungs, gate=0.0):
    """Answers and truths bool [n,y,x] of one patient -> Dice of infection and lungs over all slices together, what share of the lungs is
    infected in percent (drawn and found), and each slice's gate."""
    found = np.stack([(a.infection >= INFECTED) & (a.gate >= gate) for a in answers])
    area = lungs.sum()
    scores = {
        "drawnPercent": 100 * float((infected & lungs).sum() / area),
        "foundPercent": 100 * float((found & lungs).sum() / area),
        "gates": [a.gate for a in answers],
    }
    if infected.any():
        scores["infection"] = _dice(found, infected)
    if answers[0].lung is not None:
        scores["lungs"] = _dice(np.stack([a.lung >= INFECTED for a in answers]), lungs)
    return scores


def _dice(found, truth):
    return 2 * float((found & truth).sum()) / float(found.sum() + truth.sum())
