"""Whole volumes, single slices and negatives of the cache: what a network that did not see them makes of them."""

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


def overlap(answers: Sequence[Answer], infected: Mask, lungs: Mask, gate: float = 0.0) -> PatientScores:
    """Answers and truths bool [n,y,x] of one patient -> Dice of infection and lungs over all slices together, what share of the lungs is
    infected in percent (drawn and found), and each slice's gate."""
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
