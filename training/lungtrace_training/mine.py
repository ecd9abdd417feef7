"""Hard negatives: where a network sees infection in slices that have none, and how much more often those are drawn."""

import numpy as np
import torch
from torch import nn

from .data.batches import Slices
from .hints import Floats, Picks, Rows

AT_ONCE = 32
AREA, MOST = 0.002, 3.0  # of a slice called infected: doubles its odds; the highest odds


def negatives(rows: Rows, chosen: Picks) -> Picks:
    """Those of the row numbers `chosen` that are known to show no infection."""
    return chosen[(rows["gate"][chosen] == 0) & (rows["weight"][chosen] > 0)]


@torch.no_grad()
def false_areas(model: nn.Module, slices: Slices, picks: Picks, side: int) -> Floats:
    """Share of the pixels of each of the rows `picks` (data.batches.Slices) that `model` calls infected at `side` pixels, [len(picks)]."""
    model.eval()
    areas = []
    for some in torch.as_tensor(picks, device=slices.device).split(AT_ONCE):
        image = torch.nn.functional.interpolate(
            slices.planes[some, :1].float() / 255, size=(side, side), mode="bilinear"
        )
        areas.append((model(image)["infection"][0] >= 0).float().mean((1, 2, 3)))
    return torch.cat(areas).cpu().numpy()


def odds(count: int, picks: Picks, areas: Floats) -> Floats:
    """Odds [count] of all rows for Sampler.weigh: 1, and more for the rows `picks` the larger their false area is."""
    result = np.ones(count)
    result[picks] = np.minimum(1 + areas / AREA, MOST)
    return result
