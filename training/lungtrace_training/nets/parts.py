"""The parts of Inf-Net, named as in the paper: edge attention, parallel partial decoder, reverse attention."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from .blocks import ConvNorm, Score, resize_to


class EdgeAttention(nn.Module):
    """f2 -> edge features e_att [N,64,H/4] and the edge map S_edge [N,1,H/4] (logits)."""

    def __init__(self, inputs: int = 256, channels: int = 64) -> None:
        super().__init__()
        self.features = nn.Sequential(
            ConvNorm(inputs, channels, relu=True),
            ConvNorm(channels, channels, 3, 1, relu=True),
            ConvNorm(channels, channels, 3, 1, relu=True),
        )
        self.edge = Score(channels, 3)

    def forward(self, f2: Tensor) -> tuple[Tensor, Tensor]:
        e_att = self.features(f2)
        return e_att, self.edge(e_att)


class ParallelPartialDecoder(nn.Module):
    """Reduced f3, f4, f5 [N,C,...] -> coarse global map S_g [N,1,H/8] (logits)."""

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        c = channels
        self.f5_to_f4, self.f5_to_f3, self.f4_to_f3 = (ConvNorm(c, c, 3, 1) for _ in range(3))
        self.up_5, self.up_45 = ConvNorm(c, c, 3, 1), ConvNorm(2 * c, 2 * c, 3, 1)
        self.concat_4, self.concat_3 = ConvNorm(2 * c, 2 * c, 3, 1), ConvNorm(3 * c, 3 * c, 3, 1)
        self.refine, self.out = ConvNorm(3 * c, 3 * c, 3, 1), Score(3 * c)

    def forward(self, f3: Tensor, f4: Tensor, f5: Tensor) -> Tensor:
        f5_at_4 = resize_to(f5, f4)
        g4 = self.f5_to_f4(f5_at_4) * f4
        g3 = self.f5_to_f3(resize_to(f5, f3)) * self.f4_to_f3(resize_to(f4, f3)) * f3
        h4 = self.concat_4(torch.cat((g4, self.up_5(f5_at_4)), 1))
        h3 = self.concat_3(torch.cat((g3, self.up_45(resize_to(h4, f3))), 1))
        return self.out(self.refine(h3))


class ReverseAttention(nn.Module):
    """R_i = C(f_i * A_i, Dow(e_att)) with A_i = 1 - sigmoid(S_{i+1}); returns S_i = R_i + S_{i+1} (logits, size of
    f_i).

    Without reverse attention A_i = 1; without edge attention C has no second input.
    """

    def __init__(
        self, inputs: int, channels: int, kernel: int, depth: int, edge_channels: int = 64, reverse: bool = True
    ) -> None:
        super().__init__()
        self.reverse = reverse
        self.squeeze = ConvNorm(inputs, channels)
        half = kernel // 2
        widths = [channels + edge_channels] + [channels] * depth
        self.convs = nn.Sequential(*(ConvNorm(a, b, kernel, half, relu=True) for a, b in pairwise(widths)))
        self.out = Score(channels, 1 if depth == 3 else 3)

    def forward(self, f: Tensor, coarser: Tensor, e_att: Tensor | None) -> Tensor:
        coarser = resize_to(coarser, f)
        attended = f * (1 - torch.sigmoid(coarser)) if self.reverse else f
        parts = [self.squeeze(attended)]
        if e_att is not None:
            parts.append(resize_to(e_att, f))
        return self.out(self.convs(torch.cat(parts, 1))) + coarser
