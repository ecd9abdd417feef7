"""The encoders of Inf-Net, and the widths of its parts with each."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .lite import EfficientNetLite
from .res2net import Res2Net50


@dataclass(frozen=True)
class Widths:
    """Channels of Inf-Net's parts.

    `reduced`: f3-f5 for decoder and heads; `edge`: e_att; `reverse`: R5, R4, R3, with `kernel5` of R5; `head`: the
    class head at half and quarter size.
    """

    reduced: int
    edge: int
    reverse: tuple[int, int, int]
    kernel5: int
    head: tuple[int, int]


PAPER = Widths(reduced=32, edge=64, reverse=(256, 64, 64), kernel5=5, head=(32, 64))
# An EfficientNet-Lite costs a tenth of a Res2Net-50; at the paper's widths the other parts would cost four times that.
SLIM = Widths(reduced=24, edge=32, reverse=(64, 48, 48), kernel5=3, head=(24, 48))


class Normalised(nn.Module):
    """An encoder after its own normalisation: image [N,1,H,W] 0..1 -> [f1, f2, f3, f4, f5].

    f1 is at half size, or None; f2 at a quarter. `channels` of the five (0 if f1 is None).
    """

    def __init__(
        self,
        encoder: nn.Module,
        channels: tuple[int, ...],
        has_half: bool,
        mean: tuple[float, ...],
        std: tuple[float, ...],
    ) -> None:
        super().__init__()
        self.encoder, self.channels, self.has_half = encoder, channels, has_half
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)

    def forward(self, image: Tensor) -> list[Tensor | None]:
        f1, *rest = self.encoder((image - self.mean) / self.std)
        return [f1 if self.has_half else None, *rest]


def make_encoder(name: str, stride: int = 32) -> tuple[Normalised, Widths]:
    """Returns (Normalised, Widths) of `res2net50` (the paper's, at output stride `stride`), `lite0` or `lite2`."""
    if name == "res2net50":
        channels, mean, std = (0, 256, 512, 1024, 2048), (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
        return Normalised(Res2Net50(stride), channels, False, mean, std), PAPER
    lite = EfficientNetLite(name)
    return Normalised(lite, tuple(lite.channels), True, (127 / 255,) * 3, (128 / 255,) * 3), SLIM
