"""U-Net (Ronneberger 2015) and nested U-Net++ (Zhou 2018), with batch norm, 32 channels at full size."""
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from .blocks import double, kaiming, resize_to

WIDTHS = (32, 64, 128, 256, 512)


class UNetBody(nn.Module):
    """[N,inputs,H,W] -> [N,outputs,H,W] logits."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.down = nn.ModuleList(double(a, b) for a, b in zip((inputs, *WIDTHS), WIDTHS))
        self.up = nn.ModuleList(double(a + b, a) for a, b in pairwise(WIDTHS))
        self.out = nn.Conv2d(WIDTHS[0], outputs, 1)
        kaiming(self)

    def forward(self, x):
        levels = []
        for index, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if index else x)
            levels.append(x)
        for level, block in zip(reversed(levels[:-1]), reversed(self.up)):
            x = block(torch.cat((level, resize_to(x, level)), 1))
        return self.out(x)


class UNet(nn.Module):
    """Image [N,1,H,W] -> {"infection": [logits]}."""

    def __init__(self):
        super().__init__()
        self.body = UNetBody(1, 1)

    def forward(self, image):
        return {"infection": [self.body(image)], "edge": None}


class UNetPlusPlus(nn.Module):
    """Nested skip paths with deep supervision: four logits, the deepest path first."""

    def __init__(self):
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

    def forward(self, image):
        grid = [[]]
        for row, block in enumerate(self.columns[0]):
            grid[0].append(block(F.max_pool2d(grid[0][-1], 2) if row else image))
        for column, blocks in enumerate(list(self.columns)[1:], start=1):
            grid.append([])
            for row, block in enumerate(blocks):
                before = [grid[c][row] for c in range(column)]
                grid[column].append(block(torch.cat([*before, resize_to(grid[column - 1][row + 1], before[0])], 1)))
        logits = [out(grid[column][0]) for column, out in enumerate(self.outs, start=1)]
        return {"infection": logits[::-1], "edge": None}
