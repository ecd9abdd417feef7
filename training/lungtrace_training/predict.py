"""Runs a network over images of any size as the service does: resizes to the square, and the answer back."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data.resize import resize
from .hints import Bytes, Floats, Size


class Answer(NamedTuple):
    """Answer for one image: infection, consolidation given infection and lung [y,x], gate; all 0..1, None for a missing
    head.
    """

    infection: Floats
    consolidation: Floats | None
    lung: Floats | None
    gate: float | None


@torch.no_grad()
def predict(
    model: nn.Module,
    greys: Sequence[Floats | Bytes],
    side: int,
    batch: int = 8,
    temperature: float = 1.0,
    hand: int | None = None,
) -> list[Answer]:
    """List of grey images 0..255 [y,x] -> list of Answer.

    `hand` (0 or 1, see nets.heads.ClassHead): whose drawing to imitate; None for a network without that input.
    """
    model.eval()
    answers = []
    for start in range(0, len(greys), batch):
        chunk = greys[start : start + batch]
        image = torch.from_numpy(np.stack([resize(grey, (side, side)) / 255 for grey in chunk]))[:, None]
        image = image.to(next(model.parameters()).device)
        hands = () if hand is None else (torch.full((len(chunk),), float(hand), device=image.device),)
        out = model(image, *hands)
        infection = _probability(out["infection"][0] * temperature)
        finding = _probability(out["finding"]) if "finding" in out else None
        lung = _probability(out["lung"]) if "lung" in out else None
        gate = _probability(out["gate"]) if "gate" in out else None
        for index, grey in enumerate(chunk):
            answer = Answer(
                infection=_back(infection[index], grey.shape),
                consolidation=None if finding is None else _back(finding[index], grey.shape),
                lung=None if lung is None else _back(lung[index], grey.shape),
                gate=None if gate is None else float(gate[index]),
            )
            answers.append(answer)
    return answers


def _probability(logits: Tensor) -> Tensor:
    return torch.sigmoid(logits.float()).cpu()


def _back(plane: Tensor, size: Size) -> Floats:
    return F.interpolate(plane[None], size=size, mode="bilinear", align_corners=False)[0, 0].numpy()
