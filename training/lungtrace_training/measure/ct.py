"""A network on real CT series: how well the gate finds infected slices, and how much of the lung is called infected."""

import json
from pathlib import Path

import numpy as np
from torch import nn

from ..data.crop import lung_box
from ..data.ct_series import read_series
from ..data.lungs import lung_mask
from ..data.window import hu_to_grey
from ..hints import Box, Mask, PathLike
from ..predict import predict
from .overlap import auc


def measure_series(
    model: nn.Module, root: PathLike, name: str, side: int, gate: float, temperature: float = 1.0
) -> dict[str, float | None]:
    """Series folder `root`/`name` -> AUC by gate and by infected area, infected percent of lung without and with gate.

    The lung mask is the threshold mask of training; slices without lung score 0. A network without a gate passes every
    slice.
    """
    labels = json.loads((Path(root) / "labels.json").read_text()).get(name, {})
    volume, spacing = read_series(Path(root) / name)
    lungs = lung_mask(volume)
    boxes = {z: box for z, mask in enumerate(lungs) if (box := lung_box(mask, spacing)) is not None}
    crops = [hu_to_grey(volume[z][_window(box)]) for z, box in boxes.items()]
    answers = predict(model, crops, side, temperature=temperature)
    gates, areas = np.zeros(len(volume)), np.zeros(len(volume))
    for z, answer in zip(boxes, answers):
        gates[z], areas[z] = 1.0 if answer.gate is None else answer.gate, np.count_nonzero(answer.infection >= 0.5)
    infected = np.isin(np.arange(len(volume)), labels.get("infected_slices", []))
    percent = 100 / max(int(np.count_nonzero(lungs)), 1)
    return {
        "slices": len(volume),
        "aucGate": auc(gates, infected),
        "aucArea": auc(areas, infected),
        "infectedPercent": float(areas.sum() * percent),
        "infectedPercentGated": float(areas[gates >= gate].sum() * percent),
        "sensitivity": _share(gates >= gate, infected),
        "specificity": _share(gates < gate, ~infected),
    }


def _window(box: Box) -> tuple[slice, slice]:
    return slice(box[0], box[1]), slice(box[2], box[3])


def _share(hit: Mask, among: Mask) -> float | None:
    return float((hit & among).sum() / among.sum()) if among.any() else None
