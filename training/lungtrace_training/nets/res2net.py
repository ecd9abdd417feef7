"""Res2Net-50 v1b, 26w x 4s (Gao et al., IEEE TPAMI 2021, doi 10.1109/TPAMI.2019.2938758): the encoder of Inf-Net."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import ConvNorm

WIDTH, SCALE, EXPANSION = 26, 4, 4


class Bottle2neck(nn.Module):
    """1x1, then `SCALE` groups of channels chained through 3x3 convolutions, then 1x1, with a shortcut."""

    def __init__(
        self, inputs: int, planes: int, stride: int = 1, downsample: nn.Module | None = None, dilation: int = 1
    ) -> None:
        super().__init__()
        width = planes * WIDTH // 64
        self.width, self.first_of_stage = width, downsample is not None
        self.reduce = ConvNorm(inputs, width * SCALE, relu=True)
        self.groups = nn.ModuleList(
            ConvNorm(width, width, 3, dilation, dilation, stride, relu=True) for _ in range(SCALE - 1)
        )
        self.pool = nn.AvgPool2d(3, stride, 1) if self.first_of_stage else nn.Identity()
        self.expand = ConvNorm(width * SCALE, planes * EXPANSION)
        self.downsample = downsample if downsample is not None else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        parts = torch.split(self.reduce(x), self.width, 1)
        done: list[Tensor] = []
        for index, group in enumerate(self.groups):
            chained = index > 0 and not self.first_of_stage
            done.append(group(parts[index] + done[-1] if chained else parts[index]))
        done.append(self.pool(parts[-1]))
        return F.relu(self.expand(torch.cat(done, 1)) + self.downsample(x))


class Res2Net50(nn.Module):
    """[N,3,H,W] -> f1 [N,64,H/4], f2 [N,256,H/4], f3 [N,512,H/8], f4 [N,1024,H/16], f5 [N,2048,H/32].

    At an output `stride` of 8 or 16 no feature is coarser than that: the later stages dilate their convolutions
    instead.
    """

    def __init__(self, stride: int = 32) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            ConvNorm(3, 32, 3, 1, stride=2, relu=True),
            ConvNorm(32, 32, 3, 1, relu=True),
            ConvNorm(32, 64, 3, 1, relu=True),
            nn.MaxPool2d(3, 2, 1),
        )
        self.layer1 = _stage(64, 64, 3, 1)
        self.layer2 = _stage(256, 128, 4, 2)
        self.layer3 = _stage(512, 256, 6, *((2, 1) if stride >= 16 else (1, 2)))
        self.layer4 = _stage(1024, 512, 3, *((2, 1) if stride >= 32 else (1, 32 // stride)))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        f1 = self.stem(x)
        f2 = self.layer1(f1)
        f3 = self.layer2(f2)
        f4 = self.layer3(f3)
        return f1, f2, f3, f4, self.layer4(f4)


def _stage(inputs: int, planes: int, blocks: int, stride: int, dilation: int = 1) -> nn.Sequential:
    outputs = planes * EXPANSION
    shortcut = nn.Sequential(
        nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False) if stride > 1 else nn.Identity(),
        ConvNorm(inputs, outputs),
    )
    rest = [Bottle2neck(outputs, planes, dilation=dilation) for _ in range(blocks - 1)]
    return nn.Sequential(Bottle2neck(inputs, planes, stride, shortcut, dilation), *rest)
