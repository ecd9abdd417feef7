"""Soft labels by the network itself: the mean over the eight orientations."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from .data.augment import orientations
from .data.batches import Slices
from .hints import Picks

AT_ONCE = 64


@torch.no_grad()
def label(model: nn.Module, slices: Slices, picks: Picks | Sequence[int], share: float = 1.0) -> None:
    """Labels the rows `picks` of `slices` with the answers of `model`; `share` as in Slices.relabel."""
    model.eval()
    for start in range(0, len(picks), AT_ONCE):
        some = torch.as_tensor(picks[start : start + AT_ONCE], device=slices.device)
        image = slices.planes[some, :1].float() / 255
        infection, consolidation = mean_maps(model, image)
        slices.relabel(some, infection[:, 0], None if consolidation is None else consolidation[:, 0], share)


def mean_maps(model: nn.Module, image: Tensor) -> tuple[Tensor, Tensor | None]:
    """Image [N,1,S,S] -> infection, consolidation given infection (None without a class head) [N,1,S,S], 0..1."""
    infections, solids = [], []
    for view, undo in orientations(image):
        with torch.autocast(image.device.type, dtype=torch.bfloat16, enabled=image.is_cuda):
            out = model(view)
        infections.append(undo(torch.sigmoid(out["infection"][0].float())))
        if "finding" in out:
            solids.append(infections[-1] * undo(torch.sigmoid(out["finding"].float())))
    infection = torch.stack(infections).mean(0)
    return infection, torch.stack(solids).mean(0) / infection.clamp(min=1e-3) if solids else None
