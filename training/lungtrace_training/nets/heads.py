"""End-to-end heads on Inf-Net's own features: which finding is where, and whether the slice is infected."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import ConvNorm, double, resize_to
from .encoders import Widths


def infection_and_finding(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Class logits [N,3,H,W] -> logits [N,1,H,W] of "ground glass or consolidation" and "consolidation given
    infection".

    Classes: background, ground glass, consolidation.
    """
    background, ground_glass, consolidation = logits.split(1, 1)
    either = consolidation + F.softplus(ground_glass - consolidation)  # log-sum-exp of both
    return either - background, consolidation - ground_glass


class ClassHead(nn.Module):
    """Logits of background, ground glass and consolidation [N,3,H,W] and of lung [N,1,H,W] from Inf-Net's own features.

    Inf-Net's finest map S3 has an eighth of the image's size, too coarse for small consolidations. So S3, the reduced
    f3-f5, f2 and, where the encoder has it at half size, f1 are resized to half size and joined with the image itself,
    whose grey value separates consolidation from haze. Nothing is computed at full size: image and maps have the four
    pixels of each 2x2 block as channels (sub-pixel convolution, Shi et al., CVPR 2016).

    Two hands drew the labels (`hand` [N]: 0 the doctor of the 50 slices, 1 the experts of whole volumes); they disagree
    on how much of a hazy rim to include. One vector, added where the features meet, is the difference between the
    experts' hand and the doctor's.
    """

    def __init__(self, widths: Widths, f1_channels: int, f2_channels: int) -> None:
        super().__init__()
        half, quarter = widths.head
        reduced = widths.reduced
        self.at_half = double(4, half)
        self.squeeze = ConvNorm(f2_channels, reduced, relu=True)
        self.quarter = double(4 * reduced + half + 1, quarter)
        self.to_half = double(quarter + half + f1_channels, half)
        self.out = nn.Conv2d(half, 4 * 4, 1)
        self.hand = nn.Parameter(torch.zeros(1, quarter, 1, 1))

    def forward(
        self,
        image: Tensor,
        f1: Tensor | None,
        f2: Tensor,
        reduced: Sequence[Tensor],
        s3: Tensor,
        hand: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        half = self.at_half(F.pixel_unshuffle(image, 2))
        maps = [F.max_pool2d(half, 2), self.squeeze(f2), *(resize_to(f, f2) for f in reduced)]
        x = self.quarter(torch.cat([*maps, torch.sigmoid(resize_to(s3, f2))], 1))
        if hand is not None:
            x = x + hand.view(-1, 1, 1, 1) * self.hand
        x = self.to_half(torch.cat((resize_to(x, half), half, *([] if f1 is None else [f1])), 1))
        classes, lung = F.pixel_shuffle(self.out(x), 2).split((3, 1), 1)
        return classes, lung


class SliceGate(nn.Module):
    """Logit [N] that the slice is infected, from statistics of S3 and of the finest infection map.

    It reads maps, not features: a gate on features learnt to recognise the training patients, and failed on unseen ones
    (docs/decisions/0010). No gradient flows back into the maps.
    """

    STATISTICS = 4

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(2 * self.STATISTICS)
        self.judge = nn.Sequential(nn.Linear(2 * self.STATISTICS, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))

    def forward(self, s3: Tensor, finest: Tensor) -> Tensor:
        maps = s3, F.avg_pool2d(finest, 4)
        return self.judged(torch.cat([_statistics(m.detach().float().flatten(2)) for m in maps], 1))

    def judged(self, pooled: Tensor) -> Tensor:
        """Features of the slices [N,F] -> logits [N]."""
        return self.judge(self.norm(pooled)).flatten()


def _statistics(logits: Tensor) -> Tensor:
    """Logits [N,1,P] of a map -> [N,4]: maximum, mean probability, mean at the maximum, share surely infected."""
    probability = torch.sigmoid(logits)
    return torch.cat((
        logits.amax(2),
        torch.log(probability.mean(2) + 1e-4),
        (probability * torch.softmax(logits, 2)).sum(2),
        torch.log(torch.sigmoid(4 * logits).mean(2) + 1e-4),
    ), 1)  # fmt: skip
