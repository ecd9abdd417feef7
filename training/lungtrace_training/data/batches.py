"""Batches for training: slices drawn by kind and volume, augmented, with targets for every head."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..hints import Floats, Numeric, Picks, Rows, Shares, Weights
from .augment import change_greys, move

GREY_WEIGHT, LEARNT_WEIGHT = 0.2, 0.5  # weight of classes from the grey value, and from a network
# Pseudo labels come from a network that learnt from the doctor.
HANDS = {"doctor": 0, "pseudo": 0, "agreed": 0, "expert": 1}
SOLID_GREY, SOLID_SOFTNESS = 0.62, 0.06  # about -250 HU in the window, averaged over 5x5 pixels


@dataclass
class Batch:
    """Augmented slices with a target for every head.

    image, mask, consolidation, finding_weight [N,1,S,S]; weight [N] of the mask; gate, gate_weight [N]; pseudo [N]
    bool: the mask is a pseudo label of an infected slice; labelled [N]: weight of the classes of the slice, 1 where a
    radiologist drew them, 0 where only the grey value tells them; lungs [N,1,S,S] with lungs_weight [N], 1 where lungs
    were drawn; hand [N]: who drew, 0 the doctor of the 50 slices, 1 the experts of whole volumes (random where there is
    nothing to draw).
    """

    image: torch.Tensor
    mask: torch.Tensor
    consolidation: torch.Tensor
    finding_weight: torch.Tensor
    weight: torch.Tensor
    gate: torch.Tensor
    gate_weight: torch.Tensor
    pseudo: torch.Tensor
    labelled: torch.Tensor
    lungs: torch.Tensor
    lungs_weight: torch.Tensor
    hand: torch.Tensor


class Sampler:
    """Draws row numbers: a kind by its share, a volume by the square root of its size, then one of its slices."""

    def __init__(self, rows: Rows, chosen: Picks) -> None:
        self.rows, self.chosen = rows, chosen
        self.weigh(np.ones(len(rows["kind"])))

    def weigh(self, odds: Floats) -> None:
        """Sets `odds` [rows]: the odds of a slice within its volume, and of its volume within its kind."""
        self.groups = {}
        for kind in np.unique(self.rows["kind"][self.chosen]):
            of_kind = self.chosen[self.rows["kind"][self.chosen] == kind]
            names = self.rows["volume"][of_kind]
            volumes = [of_kind[names == name] for name in np.unique(names)]
            totals = np.sqrt([odds[volume].sum() for volume in volumes])
            within = [odds[volume] / odds[volume].sum() for volume in volumes]
            self.groups[str(kind)] = (volumes, totals / totals.sum(), within)

    def draw(self, count: int, shares: Shares, rng: np.random.Generator) -> Picks:
        """Returns `count` row numbers by `shares` (kind -> share); kinds without slices are left out."""
        kinds = [kind for kind in shares if kind in self.groups and shares[kind] > 0]
        odds = np.array([shares[kind] for kind in kinds], float)
        picks = []
        for kind in rng.choice(len(kinds), count, p=odds / odds.sum()):
            volumes, volume_odds, within = self.groups[kinds[kind]]
            volume = rng.choice(len(volumes), p=volume_odds)
            picks.append(rng.choice(volumes[volume], p=within[volume]))
        return np.array(picks)


class Slices:
    """The rows of the cache on the training device, so that a batch needs no copy; labels can be replaced.

    planes uint8 [n,5,side,side]: image, infection, ground glass, consolidation, lungs, all 0..255; weight, gate as in
    the cache [n]; labelled, lungs_weight [n] as in Batch; pseudo [n] bool; hand [n] as in Batch, -1 for either.
    """

    def __init__(self, rows: Rows, device: str = "cpu") -> None:
        def on_device(array: Numeric) -> Tensor:
            return torch.from_numpy(np.ascontiguousarray(array)).to(device)

        image, mask, classes = (on_device(rows[name]) for name in ("image", "mask", "classes"))
        findings = (255 * (classes == value).to(torch.uint8) for value in (1, 2))
        self.planes = torch.stack([image, mask, *findings, on_device(rows["lungs"])], 1)
        self.weight, self.gate = (on_device(rows[name].astype(np.float32)) for name in ("weight", "gate"))
        self.labelled = on_device((rows["kind"] == "doctor").astype(np.float32))
        self.pseudo = on_device(rows["kind"] == "pseudo")
        self.lungs_weight = on_device(rows["has_lungs"].astype(np.float32))
        self.hand = on_device(np.array([HANDS.get(str(kind), -1) for kind in rows["kind"]], np.float32))

    @property
    def device(self) -> torch.device:
        return self.planes.device

    def relabel(
        self, picks: Picks | Sequence[int] | Tensor, infection: Tensor, consolidation: Tensor | None, share: float = 1.0
    ) -> None:
        """Mixes a network's labels into those of the rows `picks`.

        `infection` and `consolidation` (given infection), 0..1 [len(picks),side,side]. The new infection has the weight
        `share`, the old one the rest. Without `consolidation` (None) the classes stay as they are.
        """
        infection = share * infection + (1 - share) * self.planes[picks, 1].float() / 255
        self.planes[picks, 1] = _grey(infection)
        self.weight[picks] = share + (1 - share) * self.weight[picks]
        if consolidation is not None:
            self.planes[picks, 2] = _grey(infection * (1 - consolidation))
            self.planes[picks, 3] = _grey(infection * consolidation)
            self.labelled[picks] = LEARNT_WEIGHT

    def labels(self, picks: Picks | Sequence[int]) -> Weights:
        """Returns what relabel() may have changed in the rows `picks`, for take_labels()."""
        return {name: getattr(self, name)[picks].cpu() for name in ("planes", "weight", "labelled")}

    def take_labels(self, picks: Picks | Sequence[int], labels: Weights) -> None:
        """Restores what labels() returned."""
        for name, values in labels.items():
            getattr(self, name)[picks] = values.to(self.device)

    def batch(self, picks: Picks | Sequence[int], size: int, generator: torch.Generator) -> Batch:
        """Returns the rows `picks` as an augmented Batch of `size` x `size` pixels; `generator` is on the slices'
        device.
        """
        picks = torch.as_tensor(picks, device=self.device)
        planes = move(self.planes[picks].float() / 255, size, generator)
        image, mask, ground_glass, consolidation, lungs = planes.split(1, 1)
        labelled, gate, hand = self.labelled[picks], self.gate[picks], self.hand[picks]
        either = torch.randint(0, 2, hand.shape, generator=generator, device=self.device).float()
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
            lungs=lungs,
            lungs_weight=self.lungs_weight[picks],
            hand=torch.where(hand < 0, either, hand),
        )


def _grey(share: Tensor) -> Tensor:
    return (255 * share).round().to(torch.uint8)
