"""Scores of single labelled slices: infection, ground glass, consolidation."""

from ..data.covid_semiseg import doctor_slices
from ..hints import Bytes, Mask, PathLike, Scores, Truth
from ..predict import Answer
from .overlap import dice_at, paper_scores

GROUND_GLASS, CONSOLIDATION = 1, 2


def read_doctor(root: PathLike) -> dict[int, Truth]:
    """COVID-SemiSeg root -> {number: (grey [y,x], infection bool, classes)} at the stored size."""
    return {int(name): (grey, mask > 128, classes) for name, grey, mask, classes in doctor_slices(root)}


def score(answer: Answer, infected: Mask, classes: Bytes) -> Scores:
    """Answer for one slice -> Dice values by name; classes that are absent in the truth are left out."""
    infection, consolidation = answer.infection, answer.consolidation
    scores = {"dice05": dice_at(infection, infected), "dicePaper": paper_scores(infection, infected)["dice"]}
    if consolidation is None:
        return scores
    solid = consolidation >= 0.5
    for name, (value, chosen) in {"ggo": (GROUND_GLASS, ~solid), "consolidation": (CONSOLIDATION, solid)}.items():
        truth = classes == value
        if truth.any():
            found = (infection >= 0.5) & chosen  # a label image, as the authors' multi-class networks write it
            scores[f"{name}05"] = dice_at(found, truth)
            scores[f"{name}Paper"] = paper_scores(found, truth)["dice"]
    return scores
