"""DeepLabV3+ (Chen et al., ECCV 2018, arXiv 1802.02611) at an output stride of 8 or 16.

The encoder is Inf-Net's Res2Net-50, so that a comparison shows the effect of the decoder; the authors use a ResNet-101
and an Xception.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from .blocks import ConvNorm, kaiming, resize_to
from .encoders import make_encoder

RATES = (6, 12, 18)  # at a stride of 16
CHANNELS, LOW_LEVEL = 256, 48


class SpatialPyramidPooling(nn.Module):
    """ASPP: [N,inputs,h,w] -> [N,CHANNELS,h,w]; 1x1, three 3x3 convolutions at `rates`, and the image's mean."""

    def __init__(self, inputs: int, rates: Sequence[int]) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [ConvNorm(inputs, CHANNELS, relu=True), *(ConvNorm(inputs, CHANNELS, 3, r, r, relu=True) for r in rates)]
        )
        self.image_level = ConvNorm(inputs, CHANNELS, relu=True)
        self.merge = nn.Sequential(ConvNorm(CHANNELS * (2 + len(rates)), CHANNELS, relu=True), nn.Dropout(0.5))

    def forward(self, x: Tensor) -> Tensor:
        mean = self.image_level(x.mean((2, 3), keepdim=True))
        return self.merge(torch.cat([*(branch(x) for branch in self.branches), mean.expand(-1, -1, *x.shape[2:])], 1))


class DeepLabV3Plus(nn.Module):
    """[N,1,H,W] -> [N,outputs,H,W] logits."""

    def __init__(self, outputs: int, stride: int) -> None:
        super().__init__()
        self.backbone, _ = make_encoder("res2net50", stride)
        _, f2, _, _, f5 = self.backbone.channels
        self.pooling = SpatialPyramidPooling(f5, [rate * 16 // stride for rate in RATES])
        self.low_level = ConvNorm(f2, LOW_LEVEL, relu=True)
        self.decoder = nn.Sequential(
            ConvNorm(CHANNELS + LOW_LEVEL, CHANNELS, 3, 1, relu=True), ConvNorm(CHANNELS, CHANNELS, 3, 1, relu=True)
        )
        self.out = nn.Conv2d(CHANNELS, outputs, 1)
        kaiming(self)

    def forward(self, image: Tensor) -> Tensor:
        _, f2, _, _, f5 = self.backbone(image)
        pooled = resize_to(self.pooling(f5), f2)
        return resize_to(self.out(self.decoder(torch.cat((pooled, self.low_level(f2)), 1))), image)
