"""Convolution blocks shared by the networks."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ConvNorm(nn.Sequential):
    """Convolution without bias and batch norm; `relu=True` adds the activation."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        dilation: int = 1,
        stride: int = 1,
        relu: bool = False,
    ) -> None:
        layers = [
            nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        super().__init__(*layers, *([nn.ReLU(inplace=True)] if relu else []))


class NormFirst(nn.BatchNorm2d):
    """Batch norm and ReLU before a convolution; unlike ConvNorm's, it cannot be folded."""

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(super().forward(x))


def double(inputs: int, outputs: int) -> nn.Sequential:
    """Two 3x3 convolutions with batch norm and ReLU."""
    return nn.Sequential(ConvNorm(inputs, outputs, 3, 1, relu=True), ConvNorm(outputs, outputs, 3, 1, relu=True))


class Score(nn.Conv2d):
    """The convolution that returns one map of logits, with a bias.

    Unlike the authors', it has no batch norm, which would make a slice's logits depend on how much of its batch is
    infected, and would keep a correction R_i from starting small.
    """

    def __init__(self, inputs: int, kernel: int = 1) -> None:
        super().__init__(inputs, 1, kernel, padding=kernel // 2)


def resize_to(x: Tensor, reference: Tensor) -> Tensor:
    """Bilinear resize of `x` [N,C,h,w] to the height and width of `reference` (half-pixel centres)."""
    # int, so that they are constants in the exported graph, whose input has one size
    height, width = (int(length) for length in reference.shape[-2:])
    return F.interpolate(x, size=(height, width), mode="bilinear", align_corners=False)


class ReceptiveField(nn.Module):
    """Four dilated branches that reduce a feature map to a few channels (RFB, as used before the decoder)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.branch0 = ConvNorm(inputs, outputs)
        self.branches = nn.ModuleList(self._branch(inputs, outputs, kernel) for kernel in (3, 5, 7))
        self.merge = ConvNorm(4 * outputs, outputs, 3, 1)
        self.shortcut = ConvNorm(inputs, outputs)

    @staticmethod
    def _branch(inputs: int, outputs: int, kernel: int) -> nn.Sequential:
        half = kernel // 2
        return nn.Sequential(
            ConvNorm(inputs, outputs),
            ConvNorm(outputs, outputs, (1, kernel), (0, half)),
            ConvNorm(outputs, outputs, (kernel, 1), (half, 0)),
            ConvNorm(outputs, outputs, 3, kernel, kernel),
        )

    def forward(self, x: Tensor) -> Tensor:
        parts = [self.branch0(x)] + [branch(x) for branch in self.branches]
        return F.relu(self.merge(torch.cat(parts, 1)) + self.shortcut(x))


def kaiming(module: nn.Module) -> None:
    """He initialisation for training from scratch (no ImageNet weights).

    A Score starts near zero. The last convolution of a U-Net or of the class head must not: after a ReLU the first
    steps turn all its small weights negative, and the network can never predict infection again.
    """
    for part in module.modules():
        if isinstance(part, Score):
            nn.init.normal_(part.weight, std=0.01)
            nn.init.zeros_(part.bias)
        elif isinstance(part, nn.Conv2d) and part.bias is not None:
            nn.init.normal_(part.weight, std=part.weight[0].numel() ** -0.5)
            nn.init.zeros_(part.bias)
        elif isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(part, nn.BatchNorm2d):
            nn.init.ones_(part.weight)
            nn.init.zeros_(part.bias)
