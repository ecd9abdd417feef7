"""Hard negatives: slices without infection in which a network sees some are drawn more often."""

import numpy as np
import torch
from torch import nn

from .data.batches import Slices
from .hints import Floats, Picks, Rows

AT_ONCE = 32
AREA, MOST = 0.002, 3.0  # share of a slice called infected that doubles its odds; highest odds


def negatives(rows: Rows, chosen: Picks) -> Picks:
    """Returns those of the row numbers `chosen` that are known to show no infection."""
    return chosen[(rows["gate"][chosen] == 0) & (rows["weight"][chosen] > 0)]


@torch.no_grad()
def false_areas(model: nn.Module, slices: Slices, picks: Picks, side: int) -> Floats:
    """Returns the share of the pixels of each row in `picks` that `model` calls infected at `side` pixels,
    [len(picks)].
    """
    model.eval()
    areas = []
    for some in torch.as_tensor(picks, device=slices.device).split(AT_ONCE):
        image = torch.nn.functional.interpolate(
            slices.planes[some, :1].float() / 255, size=(side, side), mode="bilinear"
        )
        areas.append((model(image)["infection"][0] >= 0).float().mean((1, 2, 3)))
    return torch.cat(areas).cpu().numpy()


def odds(count: int, picks: Picks, areas: Floats) -> Floats:
    """Returns the odds [count] of all rows for Sampler.weigh: 1, and more for the rows `picks`, by their false area."""
    result = np.ones(count)
    result[picks] = np.minimum(1 + areas / AREA, MOST)
    return result
