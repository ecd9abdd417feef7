"""Batches for training: slices drawn by kind and volume, augmented, with targets for every head."""
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from .augment import change_greys, move

GREY_WEIGHT, LEARNT_WEIGHT = 0.2, 0.5  # of classes told by the grey value, and by a network
SOLID_GREY, SOLID_SOFTNESS = 0.62, 0.06  # about -250 HU in the window, averaged over 5x5 pixels


@dataclass
class Batch:
    """image, mask, consolidation, finding_weight [N,1,S,S]; weight [N] of the mask; gate [N], gate_weight [N];
    pseudo [N] bool: the mask is a pseudo label of an infected slice; labelled [N]: how far the classes of the slice are believed, 1 where
    a radiologist drew them, 0 where only the grey value tells them."""

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


class Slices:
    """The rows of the cache on the device that trains, so that a batch costs no copying; labels can be replaced.

    planes uint8 [n,4,side,side]: image, infection, ground glass, consolidation, all 0..255; weight, gate as in the cache [n];
    labelled [n] as in Batch; pseudo [n] bool.
    """

    def __init__(self, rows, device="cpu"):
        def on_device(array):
            return torch.from_numpy(np.ascontiguousarray(array)).to(device)

        image, mask, classes = (on_device(rows[name]) for name in ("image", "mask", "classes"))
        self.planes = torch.stack([image, mask, *(255 * (classes == value).to(torch.uint8) for value in (1, 2))], 1)
        self.weight, self.gate = (on_device(rows[name].astype(np.float32)) for name in ("weight", "gate"))
        self.labelled = on_device((rows["kind"] == "doctor").astype(np.float32))
        self.pseudo = on_device(rows["kind"] == "pseudo")

    @property
    def device(self):
        return self.planes.device

    def relabel(self, picks, infection, consolidation, share=1.0):
        """Mixes a network's labels into those of the rows `picks`: infection and consolidation given infection, 0..1 [len(picks),side,side].
        The new infection counts `share`, the old one the rest. Without consolidation (None) the classes stay as they are."""
        infection = share * infection + (1 - share) * self.planes[picks, 1].float() / 255
        self.planes[picks, 1] = _grey(infection)
        self.weight[picks] = share + (1 - share) * self.weight[picks]
        if consolidation is not None:
            self.planes[picks, 2] = _grey(infection * (1 - consolidation))
            self.planes[picks, 3] = _grey(infection * consolidation)
            self.labelled[picks] = LEARNT_WEIGHT

    def labels(self, picks):
        """What relabel() may have changed of the rows `picks`, for take_labels()."""
        return {name: getattr(self, name)[picks].cpu() for name in ("planes", "weight", "labelled")}

    def take_labels(self, picks, labels):
        """Puts back what labels() gave."""
        for name, values in labels.items():
            getattr(self, name)[picks] = values.to(self.device)

    def batch(self, picks, size, generator):
        """Rows `picks` -> an augmented Batch of `size` x `size` pixels; `generator` lives on the slices' device."""
        picks = torch.as_tensor(picks, device=self.device)
        image, mask, ground_glass, consolidation = move(self.planes[picks].float() / 255, size, generator).split(1, 1)
        labelled, gate = self.labelled[picks], self.gate[picks]
        believed = labelled.view(-1, 1, 1, 1)
        solid = torch.sigmoid((F.avg_pool2d(image, 5, 1, 2) - SOLID_GREY) / SOLID_SOFTNESS)
        sure = (consolidation + ground_glass).clamp(0, 1)
        return Batch(
            image=change_greys(image, generator),
            mask=mask,
            consolidation=torch.where(believed > 0, consolidation / sure.clamp(min=1e-3), solid).clamp(0, 1),
            finding_weight=torch.where(believed > 0, believed * sure, GREY_WEIGHT * (mask > 0.5)),
            weight=self.weight[picks],
            gate=gate.clamp(min=0),
            gate_weight=(gate >= 0).float(),
            pseudo=self.pseudo[picks] & (gate != 0),
            labelled=labelled,
        )


def _grey(share):
    return (255 * share).round().to(torch.uint8)
