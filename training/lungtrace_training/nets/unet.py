"""U-Net (Ronneberger et al., MICCAI 2015) and its relatives, with batch norm and 32 channels at full size.

That makes 7.9 million parameters, as in Table II of the Inf-Net paper.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..hints import Outputs
from .blocks import double, kaiming, resize_to
from .skips import AttentionSkip, Concatenation, GridAttentionSkip

WIDTHS = (32, 64, 128, 256, 512)


class UNetBody(nn.Module):
    """[N,inputs,H,W] -> [N,outputs,H,W] logits. `skips`: classes of skips.py, one per level, finest first."""

    def __init__(self, inputs: int, outputs: int, skips: Sequence[type[nn.Module]] = (Concatenation,) * 4) -> None:
        super().__init__()
        self.down = nn.ModuleList(double(a, b) for a, b in zip((inputs, *WIDTHS), WIDTHS))
        self.skips = nn.ModuleList(skip(a, b) for skip, a, b in zip(skips, WIDTHS, WIDTHS[1:]))
        self.up = nn.ModuleList(double(skip.channels, width) for skip, width in zip(self.skips, WIDTHS))
        self.out = nn.Conv2d(WIDTHS[0], outputs, 1)
        kaiming(self)

    def decoded(self, x: Tensor) -> list[Tensor]:
        """Returns the features of the decoder, one per level, finest first."""
        levels = []
        for index, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if index else x)
            levels.append(x)
        features: list[Tensor] = []
        for level, skip, block in zip(reversed(levels[:-1]), reversed(self.skips), reversed(self.up)):
            x = block(skip(level, x))
            features.insert(0, x)
        return features

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.decoded(x)[0])


class UNet(nn.Module):
    """Image [N,1,H,W] -> {"infection": [logits]}. `skips` as in UNetBody."""

    def __init__(self, skips: Sequence[type[nn.Module]] = (Concatenation,) * 4) -> None:
        super().__init__()
        self.body = UNetBody(1, 1, skips)

    def forward(self, image: Tensor) -> Outputs:
        return {"infection": [self.body(image)], "edge": None}


class AttentionUNet(UNet):
    """Attention U-Net (Oktay et al. 2018): every skip is gated."""

    def __init__(self) -> None:
        super().__init__((AttentionSkip,) * 4)


class GatedUNet(UNet):
    """Attention gated U-Net (Schlemper et al. 2019): grid attention on all skips except the finest, deep supervision.

    Returns the logits of every level of the decoder, finest first.
    """

    def __init__(self) -> None:
        super().__init__((Concatenation, *(GridAttentionSkip,) * 3))
        self.outs = nn.ModuleList(nn.Conv2d(width, 1, 1) for width in WIDTHS[1:-1])
        kaiming(self.outs)

    def forward(self, image: Tensor) -> Outputs:
        finest, *coarser = self.body.decoded(image)
        maps = [self.body.out(finest), *(resize_to(out(x), image) for out, x in zip(self.outs, coarser))]
        return {"infection": maps, "edge": None}


class UNetPlusPlus(nn.Module):
    """U-Net++ (Zhou et al., DLMIA 2018): nested skip paths, deep supervision; four logits, the deepest path first."""

    def __init__(self) -> None:
        super().__init__()
        depth = len(WIDTHS)
        self.columns = nn.ModuleList()
        self.columns.append(nn.ModuleList(double(a, b) for a, b in zip((1, *WIDTHS), WIDTHS)))
        for column in range(1, depth):
            rows = range(depth - column)
            self.columns.append(
                nn.ModuleList(double(column * WIDTHS[row] + WIDTHS[row + 1], WIDTHS[row]) for row in rows)
            )
        self.outs = nn.ModuleList(nn.Conv2d(WIDTHS[0], 1, 1) for _ in range(depth - 1))
        kaiming(self)

    def forward(self, image: Tensor) -> Outputs:
        grid: list[list[Tensor]] = [[]]
        for row, block in enumerate(self.columns[0]):
            grid[0].append(block(F.max_pool2d(grid[0][-1], 2) if row else image))
        for column, blocks in enumerate(list(self.columns)[1:], start=1):
            grid.append([])
            for row, block in enumerate(blocks):
                before = [grid[c][row] for c in range(column)]
                grid[column].append(block(torch.cat([*before, resize_to(grid[column - 1][row + 1], before[0])], 1)))
        logits = [out(grid[column][0]) for column, out in enumerate(self.outs, start=1)]
        return {"infection": logits[::-1], "edge": None}
