"""A network on real CT series: how well the gate finds infected slices, and how much of the lung is called infected."""

import json
from pathlib import Path

import numpy as np

from ..data.crop import lung_box
from ..data.ct_series import read_series
from ..data.lungs import lung_mask
from ..data.window import hu_to_grey
from ..predict import predict
from .overlap import auc


def measure_series(model, root, name, side, gate, temperature=1.0):
    """Series folder `root`/`name` -> auc by gate, auc by infected area, infected percent of lung without and with gate.

    The lung mask is the plain threshold mask of training; slices without lung score 0.
    """
    labels = json.loads((Path(root) / "labels.json").read_text()).get(name, {})
    volume, spacing = read_series(Path(root) / name)
    lungs = lung_mask(volume)
    boxes = [lung_box(mask, spacing) for mask in lungs]
    places = [z for z, box in enumerate(boxes) if box is not None]
    crops = [hu_to_grey(volume[z][_window(boxes[z])]) for z in places]
    answers = predict(model, crops, side, temperature=temperature)
    gates, areas = np.zeros(len(volume)), np.zeros(len(volume))
    for z, answer in zip(places, answers):
        gates[z], areas[z] = answer.gate, np.count_nonzero(answer.infection >= 0.5)
    infected = np.isin(np.arange(len(volume)), labels.get("infected_slices", []))
    percent = 100 / max(np.count_nonzero(lungs), 1)
    return {
        "slices": len(volume),
        "aucGate": auc(gates, infected),
        "aucArea": auc(areas, infected),
        "infectedPercent": float(areas.sum() * percent),
        "infectedPercentGated": float(areas[gates >= gate].sum() * percent),
        "sensitivity": _share(gates >= gate, infected),
        "specificity": _share(gates < gate, ~infected),
    }


def _window(box):
    return slice(box[0], box[1]), slice(box[2], box[3])


def _share(hit, among):
    return float((hit & among).sum() / among.sum()) if among.any() else None
