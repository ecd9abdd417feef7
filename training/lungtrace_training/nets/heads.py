"""End-to-end heads on Inf-Net's own features: which finding is where, and is the slice infected at all."""
import torch
from torch import nn
from torch.nn import functional as F

from .blocks import ConvNorm, double, resize_to

REDUCED = 32


def infection_and_finding(logits):
    """Logits [N,3,H,W] of background, ground glass, consolidation -> logits [N,1,H,W] of "one of the two" and of "consolidation, given one"."""
    background, ground_glass, consolidation = logits.split(1, 1)
    return torch.logsumexp(torch.cat((ground_glass, consolidation), 1), 1, keepdim=True) - background, consolidation - ground_glass


class ClassHead(nn.Module):
    """Logits of background, ground glass and consolidation [N,3,H,W] from Inf-Net's own features.

    Inf-Net's finest map S3 has an eighth of the image's size, too coarse for small consolidations; so S3, the reduced f3-f5
    and f2 are brought back to full size over two levels of the image itself, whose grey value tells consolidation from haze.
    """

    def __init__(self, f2_channels=256):
        super().__init__()
        self.at_full, self.at_half = double(1, 16), double(16, 32)
        self.squeeze = ConvNorm(f2_channels, REDUCED, relu=True)
        self.quarter = double(4 * REDUCED + 32 + 1, 64)
        self.to_half, self.to_full = double(64 + 32, 32), double(32 + 16, 16)
        self.out = nn.Conv2d(16, 3, 1)

    def forward(self, image, f2, reduced, s3):
        full = self.at_full(image)
        half = self.at_half(F.max_pool2d(full, 2))
        maps = [F.max_pool2d(half, 2), self.squeeze(f2), *(resize_to(f, f2) for f in reduced)]
        x = self.quarter(torch.cat([*maps, torch.sigmoid(resize_to(s3, f2))], 1))
        x = self.to_half(torch.cat((resize_to(x, half), half), 1))
        return self.out(self.to_full(torch.cat((resize_to(x, full), full), 1)))


class SliceGate(nn.Module):
    """Logit [N] that the slice is infected, from the reduced features where S3 is highest and from statistics of S3.

    The features are taken without gradient: the gate reads the network, it does not bend it.
    """

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(3 * REDUCED + 4)
        self.judge = nn.Sequential(nn.Linear(3 * REDUCED + 4, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))

    def forward(self, reduced, s3):
        s3 = s3.detach().float()
        features = torch.cat([resize_to(f.detach(), s3).float() for f in reduced], 1).flatten(2)
        logits = s3.flatten(2)
        where = torch.softmax(logits, 2)
        probability = torch.sigmoid(logits)
        statistics = (
            logits.amax(2),
            torch.log(probability.mean(2) + 1e-4),
            (probability * where).sum(2),
            torch.log(torch.sigmoid(4 * logits).mean(2) + 1e-4),
        )
        pooled = torch.cat([(features * where).sum(2), *statistics], 1)
        return self.judged(pooled)

    def judged(self, pooled):
        """What was gathered of the slices [N,F] -> logits [N]."""
        return self.judge(self.norm(pooled)).flatten()
