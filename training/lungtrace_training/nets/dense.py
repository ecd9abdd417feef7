"""Dense-UNet: the 2D part of H-DenseUNet (Li et al., IEEE TMI 2018, doi 10.1109/TMI.2018.2845918), DenseUNet-167.

The encoder is DenseNet-161 (Huang et al., CVPR 2017): growth 48, transitions that halve the channels. The decoder adds
the encoder's features to the resized coarser ones, and convolves. The authors' input is three neighbouring slices; here
it is one.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..hints import Outputs
from .blocks import ConvNorm, NormFirst, kaiming, resize_to

STEM, GROWTH, BOTTLENECK = 96, 48, 4 * 48
LAYERS = (6, 12, 36, 24)
DECODER = (768, 384, 96, 96, 64)  # channels at 1/16, 1/8, 1/4, 1/2, 1 of the size


class DenseLayer(nn.Sequential):
    """Adds GROWTH channels to its input: norm, ReLU, 1x1, norm, ReLU, 3x3."""

    def __init__(self, inputs: int) -> None:
        super().__init__(
            NormFirst(inputs),
            ConvNorm(inputs, BOTTLENECK, relu=True),
            nn.Conv2d(BOTTLENECK, GROWTH, 3, padding=1, bias=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((x, super().forward(x)), 1)


class DenseUNet(nn.Module):
    """Image [N,1,H,W] -> {"infection": [logits]}."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvNorm(1, STEM, 7, 3, stride=2, relu=True)
        self.blocks, self.transitions, skips, width = nn.ModuleList(), nn.ModuleList(), [STEM], STEM
        for index, layers in enumerate(LAYERS):
            self.blocks.append(nn.Sequential(*(DenseLayer(width + i * GROWTH) for i in range(layers))))
            width += layers * GROWTH
            if index < len(LAYERS) - 1:
                skips.append(width)
                self.transitions.append(nn.Sequential(NormFirst(width), nn.Conv2d(width, width // 2, 1, bias=False)))
                width //= 2
        self.last = NormFirst(width)
        inputs = (width, *DECODER)
        self.laterals = nn.ModuleList(
            nn.Identity() if skip == into else ConvNorm(skip, into) for skip, into in zip(reversed(skips), inputs)
        )
        self.up = nn.ModuleList(ConvNorm(a, b, 3, 1, relu=True) for a, b in zip(inputs, DECODER))
        self.out = nn.Conv2d(DECODER[-1], 1, 1)
        kaiming(self)

    def forward(self, image: Tensor) -> Outputs:
        x = self.stem(image)
        skips = [x]
        x = F.max_pool2d(x, 3, 2, 1)
        for block, transition in zip(self.blocks, self.transitions):
            skips.append(block(x))
            x = F.avg_pool2d(transition(skips[-1]), 2)
        x = self.last(self.blocks[-1](x))
        for skip, lateral, up in zip(reversed(skips), self.laterals, self.up):
            x = up(resize_to(x, skip) + lateral(skip))
        return {"infection": [self.out(self.up[-1](resize_to(x, image)))], "edge": None}
