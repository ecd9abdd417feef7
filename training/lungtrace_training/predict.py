"""Runs a network over images of any size, the way the service does: resize to the square, resize the answer back."""

from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

from .data.resize import resize


class Answer(NamedTuple):
    """What a network says of one image: infection, consolidation given infection and lung [y,x], gate; all 0..1, None of what it lacks."""

    infection: np.ndarray
    consolidation: np.ndarray | None
    lung: np.ndarray | None
    gate: float | None


@torch.no_grad()
def predict(model, greys, side, batch=8, temperature=1.0, hand=None):
    """List of grey images 0..255 [y,x] -> list of Answer. `hand` (0 or 1, see nets.heads.ClassHead): whose drawing is imitated; of a network
    that knows of none, leave it out."""
    model.eval()
    answers = []
    for start in range(0, len(greys), batch):
        chunk = greys[start : start + batch]
        image = torch.from_numpy(np.stack([resize(grey, (side, side)) / 255 for grey in chunk]))[:, None]
        image = image.to(next(model.parameters()).device)
        hands = () if hand is None else (torch.full((len(chunk),), float(hand), device=image.device),)
        out = model(image, *hands)
        infection = _probability(out["infection"][0] * temperature)
        planes = [infection, *(_probability(out.get(name)) for name in ("finding", "lung"))]
        gate = _probability(out.get("gate"))
        for index, grey in enumerate(chunk):
            maps = (None if plane is None else _back(plane[index], grey.shape) for plane in planes)
            answers.append(Answer(*maps, None if gate is None else float(gate[index])))
    return answers


def _probability(logits):
    return None if logits is None else torch.sigmoid(logits.float()).cpu()


def _back(plane, size):
    return F.interpolate(plane[None], size=size, mode="bilinear", align_corners=False)[0, 0].numpy()
