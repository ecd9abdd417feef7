"""Quick numbers during training, on cached slices."""

from collections.abc import Sequence

import numpy as np
from torch import nn

from ..hints import Numbers, Picks, Rows
from ..measure.overlap import dice_at, paper_scores
from ..predict import Answer, predict
from .fit import Judge


def judge_doctor(rows: Rows, chosen: Picks, side: int) -> Judge:
    """Returns a function(model) -> mean Dice at 0.5, the paper's, and of both findings, on doctor slices."""

    def judge(model: nn.Module) -> Numbers:
        found = predict(model, [rows["image"][i] for i in chosen], side)
        truths = [rows["mask"][i] > 127 for i in chosen]
        numbers = {
            "dice05": _mean([dice_at(p.infection, t) for p, t in zip(found, truths)]),
            "dicePaper": _mean([paper_scores(p.infection, t)["dice"] for p, t in zip(found, truths)]),
        }
        if found and found[0].consolidation is not None:
            numbers |= _findings(rows, chosen, found)
        return numbers

    return judge


def _findings(rows: Rows, chosen: Picks, found: Sequence[Answer]) -> Numbers:
    scores: dict[int, list[float]] = {1: [], 2: []}
    for i, answer in zip(chosen, found):
        infection, consolidation = answer.infection, answer.consolidation
        if consolidation is None:
            continue
        maps = {1: infection * (1 - consolidation), 2: infection * consolidation}
        for value in (1, 2):
            truth = rows["classes"][i] == value
            if truth.any():
                other = maps[3 - value]
                scores[value].append(dice_at((infection >= 0.5) & (maps[value] >= other), truth, True))
    return {"ggo05": _mean(scores[1]), "consolidation05": _mean(scores[2])}


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if len(values) else None
