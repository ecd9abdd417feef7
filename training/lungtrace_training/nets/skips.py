"""How a U-Net joins its encoder's features (`skip`) with the decoder's coarser ones (`deeper`)."""

import torch
from torch import Tensor, nn

from .blocks import ConvNorm, Score, resize_to


class Concatenation(nn.Module):
    """U-Net's: concatenates both. Like the classes below, it returns [N,channels,H,W] at the skip's size."""

    def __init__(self, skip: int, deeper: int) -> None:
        super().__init__()
        self.channels = skip + deeper

    def forward(self, skip: Tensor, deeper: Tensor) -> Tensor:
        return torch.cat((skip, resize_to(deeper, skip)), 1)


class AttentionGate(nn.Module):
    """Additive attention: skip x alpha, alpha = sigmoid(psi(relu(W_x skip + W_g signal))) [N,1,H,W].

    `stride` of W_x: alpha is computed on a grid coarser than the skip by this factor, and resized to it.
    """

    def __init__(self, skip: int, signal: int, inner: int, stride: int = 1) -> None:
        super().__init__()
        self.of_skip = ConvNorm(skip, inner, stride, stride=stride)
        self.of_signal = ConvNorm(signal, inner)
        self.psi = Score(inner)

    def forward(self, skip: Tensor, signal: Tensor) -> Tensor:
        wanted = self.of_skip(skip)
        alpha = torch.sigmoid(self.psi(torch.relu(wanted + resize_to(self.of_signal(signal), wanted))))
        return skip * resize_to(alpha, skip)


class AttentionSkip(nn.Module):
    """Attention U-Net's (Oktay et al., MIDL 2018, arXiv 1804.03999): the deeper features, at the skip's size and width,
    gate it.

    At every level and at the skip's own size, which has the 8.7 million parameters that the Inf-Net paper counts.
    """

    def __init__(self, skip: int, deeper: int) -> None:
        super().__init__()
        self.up = ConvNorm(deeper, skip, 3, 1, relu=True)
        self.gate = AttentionGate(skip, skip, skip // 2)
        self.channels = 2 * skip

    def forward(self, skip: Tensor, deeper: Tensor) -> Tensor:
        up = self.up(resize_to(deeper, skip))
        return torch.cat((self.gate(skip, up), up), 1)


class GridAttentionSkip(nn.Module):
    """Attention gated networks' (Schlemper et al., Medical Image Analysis 2019, doi 10.1016/j.media.2019.01.012).

    The gate works on the grid of the deeper features, its signal; a 1x1 convolution transforms what it passes.
    """

    def __init__(self, skip: int, deeper: int) -> None:
        super().__init__()
        self.gate = AttentionGate(skip, deeper, skip, stride=2)
        self.transform = ConvNorm(skip, skip, relu=True)
        self.channels = skip + deeper

    def forward(self, skip: Tensor, deeper: Tensor) -> Tensor:
        return torch.cat((self.transform(self.gate(skip, deeper)), resize_to(deeper, skip)), 1)
