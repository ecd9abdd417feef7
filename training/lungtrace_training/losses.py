"""Losses of the paper (eq. 1-5) and of the added heads; all take logits and compute in float32."""

import torch
from torch import Tensor
from torch.nn import functional as F

from .data.batches import Batch
from .hints import Outputs

FINDING_SHARE, GATE_SHARE, LUNG_SHARE = 0.5, 0.3, 0.5
WEAK = 0.2  # of a pseudo-labelled slice in class_loss


def total_loss(out: Outputs, batch: Batch) -> Tensor:
    """L = L_edge + sum of L_seg over S_g, S5, S4, S3, plus class head, lungs and slice gate where present.

    For a network of three classes it is class_loss.
    """
    if "classes" in out:
        return class_loss(out["classes"], batch)
    hard = hardness(batch.mask)
    loss = sum(segmentation_loss(s, batch.mask, hard, batch.weight) for s in out["infection"])
    if out.get("edge") is not None:
        loss = loss + edge_loss(out["edge"], batch.mask, batch.weight)
    if out.get("finding") is not None:
        loss = loss + FINDING_SHARE * _mean(_bce(out["finding"], batch.consolidation), batch.finding_weight)
        loss = loss + FINDING_SHARE * overlap_loss(out["infection"][0], out["finding"], batch)
    if out.get("lung") is not None:
        loss = loss + LUNG_SHARE * segmentation_loss(
            out["lung"], batch.lungs, hardness(batch.lungs), batch.lungs_weight
        )
    if out.get("gate") is not None:
        loss = loss + GATE_SHARE * _mean(_bce(out["gate"], batch.gate), batch.gate_weight)
    return loss


def class_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Soft cross-entropy plus soft Dice over background, ground glass, consolidation; pseudo labels weigh 0.2."""
    solid = batch.mask * batch.consolidation
    target = torch.cat((1 - batch.mask, batch.mask - solid, solid), 1)
    weight = torch.where(batch.pseudo, torch.full_like(batch.weight, WEAK), batch.weight)
    entropy = -(target * F.log_softmax(logits.float(), 1)).sum(1).mean((1, 2))
    probability = torch.softmax(logits.float(), 1)[:, 1:]
    wanted = target[:, 1:]
    dice = 1 - (2 * (probability * wanted).sum((2, 3)) + 1) / ((probability + wanted).sum((2, 3)) + 1)
    return ((entropy + dice.mean(1)) * weight).sum() / weight.sum().clamp(min=1)


def hardness(target: Tensor) -> Tensor:
    """Returns pixel weights 1..6: the distance of each pixel from the mean of its 31x31 surroundings."""
    around = F.avg_pool2d(F.avg_pool2d(target, (31, 1), 1, (15, 0)), (1, 31), 1, (0, 15))
    return 1 + 5 * (around - target).abs()


def segmentation_loss(logits: Tensor, target: Tensor, hard: Tensor, weight: Tensor) -> Tensor:
    """L_seg: BCE plus IoU, both weighted by `hard`, of maps [N,1,H,W]; `weight` [N] weighs slices."""
    bce = (hard * _bce(logits, target)).sum((1, 2, 3)) / hard.sum((1, 2, 3))
    probability = torch.sigmoid(logits.float())
    both = (probability * target * hard).sum((1, 2, 3))
    either = ((probability + target) * hard).sum((1, 2, 3)) - both
    return _mean(bce + 1 - (both + 1) / (either + 1), weight)


def overlap_loss(infection: Tensor, finding: Tensor, batch: Batch) -> Tensor:
    """1 - Dice of ground glass and of consolidation as they are exported (P(infection) shared out).

    Only slices with labelled classes count; the two classes of a slice have the same weight, whatever their size.
    """
    p_infection, p_solid = torch.sigmoid(infection.float()), torch.sigmoid(finding.float())
    solid = batch.consolidation * batch.mask
    pairs = ((p_infection * p_solid, solid), (p_infection * (1 - p_solid), batch.mask - solid))
    losses = [1 - (2 * (p * t).sum((1, 2, 3)) + 1) / ((p + t).sum((1, 2, 3)) + 1) for p, t in pairs]
    return _mean(torch.stack(losses).mean(0), batch.labelled)


def edge_loss(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """BCE on the edge map: the rim (one pixel to both sides) of the binarised mask."""
    return _mean(_bce(logits, edge_of(target)).mean((1, 2, 3)), weight)


def edge_of(mask: Tensor) -> Tensor:
    """Returns the rim of a soft mask [N,1,H,W], binarised at 0.5."""
    solid = (mask > 0.5).float()
    return F.max_pool2d(solid, 3, 1, 1) + F.max_pool2d(-solid, 3, 1, 1)


def _bce(logits: Tensor, target: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1.0)
