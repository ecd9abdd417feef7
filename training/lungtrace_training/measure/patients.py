"""Scores of whole volumes, single slices and negatives of the cache that a network did not see, per patient."""

from collections.abc import Sequence

import numpy as np
from torch import nn

from ..data.folds import of_kind, patient_of
from ..hints import Mask, Picks, Rows
from ..predict import Answer, predict

INFECTED = 0.5
PatientScores = dict[str, float | list[float]]  # measure: value, and `gates` by slice


def score_rows(
    model: nn.Module, rows: Rows, picks: Picks, side: int, hand: int | None = None, gate: float = 0.0
) -> dict[str, PatientScores]:
    """Row numbers `picks` of the cache -> {kind/patient: overlap() of all its slices}, for kinds with lungs drawn.

    Slices below `gate` count as empty.
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


def overlap(answers: Sequence[Answer], infected: Mask, lungs: Mask, gate: float = 0.0) -> PatientScores:
    """Scores answers against truths bool [n,y,x] of one patient, over all slices together.

    Dice of infection and lungs, infected share of the lungs in percent (drawn and found), and the gate of each slice.
    """
    found = np.stack([(a.infection >= INFECTED) & (a.gate is None or a.gate >= gate) for a in answers])
    area = lungs.sum()
    scores: PatientScores = {
        "drawnPercent": 100 * float((infected & lungs).sum() / area),
        "foundPercent": 100 * float((found & lungs).sum() / area),
        "gates": [a.gate for a in answers if a.gate is not None],
    }
    if infected.any():
        scores["infection"] = _dice(found, infected)
    drawn = [a.lung >= INFECTED for a in answers if a.lung is not None]
    if drawn:
        scores["lungs"] = _dice(np.stack(drawn), lungs)
    return scores


def _dice(found: Mask, truth: Mask) -> float:
    return 2 * float((found & truth).sum()) / float(found.sum() + truth.sum())
