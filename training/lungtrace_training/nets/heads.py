"""End-to-end heads on Inf-Net's own features: which finding, and is the slice infected at all."""
import torch
from torch import nn
from torch.nn import functional as F

from .blocks import ConvNorm, resize_to

REDUCED = 32


class FindingHead(nn.Module):
    """Logit of consolidation given infection, [N,1,H/4,W/4].

    Sees f2, the reduced f3-f5, the infection map S3 and the image itself (mean, minimum and maximum in 4x4 pixels):
    HU is what tells consolidation from ground glass.
    """

    def __init__(self, f2_channels=256):
        super().__init__()
        self.squeeze = ConvNorm(f2_channels, REDUCED, relu=True)
        self.decode = nn.Sequential(
            ConvNorm(4 * REDUCED + 4, REDUCED, 3, 1, relu=True),
            ConvNorm(REDUCED, REDUCED, 3, 2, 2, relu=True),
            ConvNorm(REDUCED, REDUCED, 3, 4, 4, relu=True),
            nn.Conv2d(REDUCED, 1, 1),
        )

    def forward(self, image, f2, reduced, s3):
        hu = (F.avg_pool2d(image, 4), -F.max_pool2d(-image, 4), F.max_pool2d(image, 4))
        maps = [self.squeeze(f2), *(resize_to(f, f2) for f in reduced), *hu, torch.sigmoid(resize_to(s3, f2))]
        return self.decode(torch.cat(maps, 1))


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
        return self.judge(self.norm(pooled)).flatten()
