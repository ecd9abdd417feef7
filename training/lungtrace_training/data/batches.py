"""Batches for training: slices drawn by kind and volume, augmented, with targets for every head."""
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from .augment import change_greys, move

WEAK_FINDING_WEIGHT = 0.2
SOLID_GREY, SOLID_SOFTNESS = 0.62, 0.06  # about -250 HU in the window, averaged over 5x5 pixels


@dataclass
class Batch:
    """image, mask, consolidation, finding_weight [N,1,S,S]; weight [N] of the mask; gate [N], gate_weight [N];
    pseudo [N] bool: the mask is a pseudo label of an infected slice; labelled [N] 0/1: classes drawn by a radiologist."""

    image: torch.Tensor
    mask: torch.Tensor
    consolidation: torch.Tensor
    finding_weight: torch.Tensor
    weight: torch.Tensor
    gate: torch.Tensor
    gate_weight: torch.Tensor
    pseudo: torch.Tensor
    labelled: torch.Tensor


class Sampler:
    """Draws row numbers: a kind by its share, then a volume (by the root of its size), then a slice of it."""

    def __init__(self, rows, chosen):
        self.groups = {}
        for kind in np.unique(rows["kind"][chosen]):
            of_kind = chosen[rows["kind"][chosen] == kind]
            volumes = [of_kind[rows["volume"][of_kind] == v] for v in np.unique(rows["volume"][of_kind])]
            odds = np.sqrt([len(volume) for volume in volumes])
            self.groups[str(kind)] = (volumes, odds / odds.sum())

    def draw(self, count, shares, rng):
        """`shares`: kind -> share; kinds without slices are left out."""
        kinds = [kind for kind in shares if kind in self.groups and shares[kind] > 0]
        odds = np.array([shares[kind] for kind in kinds], float)
        picks = []
        for kind in rng.choice(len(kinds), count, p=odds / odds.sum()):
            volumes, volume_odds = self.groups[kinds[kind]]
            picks.append(rng.choice(volumes[rng.choice(len(volumes), p=volume_odds)]))
        return np.array(picks)


def make_batch(rows, picks, size, generator, device="cpu"):
    """Rows of the cache -> an augmented Batch of `size` x `size` pixels."""
    classes = rows["classes"][picks]
    planes = np.stack([rows["image"][picks], rows["mask"][picks], 255 * (classes == 2), 255 * (classes == 1)], 1)
    planes = torch.from_numpy(planes.astype(np.uint8)).to(device).float() / 255
    image, mask, consolidation, ground_glass = move(planes, size, generator).split(1, 1)
    labelled = torch.from_numpy(rows["kind"][picks] == "doctor").view(-1, 1, 1, 1).to(device)
    solid = torch.sigmoid((F.avg_pool2d(image, 5, 1, 2) - SOLID_GREY) / SOLID_SOFTNESS)
    sure = (consolidation + ground_glass).clamp(0, 1)
    gate = torch.from_numpy(rows["gate"][picks].astype(np.float32)).to(device)
    return Batch(
        image=change_greys(image, generator),
        mask=mask,
        consolidation=torch.where(labelled, consolidation / sure.clamp(min=1e-3), solid).clamp(0, 1),
        finding_weight=torch.where(labelled, sure, WEAK_FINDING_WEIGHT * (mask > 0.5)),
        weight=torch.from_numpy(rows["weight"][picks].astype(np.float32)).to(device),
        gate=gate.clamp(min=0),
        gate_weight=(gate >= 0).float(),
        pseudo=torch.from_numpy((rows["kind"][picks] == "pseudo") & (rows["gate"][picks] != 0)).to(device),
        labelled=labelled.flatten().float(),
    )
