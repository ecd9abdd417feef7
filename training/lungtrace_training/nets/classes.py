"""Networks of the three classes background, ground glass, consolidation.

As the paper's second step they get the image and the infection map of the first step; as compared in Table III, only
the image.
"""

import torch
from torch import Tensor, nn

from ..hints import Outputs
from .blocks import ConvNorm, kaiming, resize_to
from .heads import infection_and_finding
from .unet import UNetBody

CLASSES = 3


class MultiClassUNet(nn.Module):
    """MC: image and infection probability (with `inputs=1` only the image), each [N,1,H,W] -> logits [N,3,H,W]."""

    def __init__(self, inputs: int = 2) -> None:
        super().__init__()
        self.body = UNetBody(inputs, CLASSES)

    def forward(self, *maps: Tensor) -> Tensor:
        return self.body(torch.cat(maps, 1))


class FCN8s(nn.Module):
    """FCN8s (Long 2015) with VGG-16 features and batch norm; input and output as MC.

    1,024 instead of 4,096 channels at the bottom.
    """

    def __init__(self, inputs: int = 2) -> None:
        super().__init__()
        self.low = nn.Sequential(_block(inputs, 64, 2), _block(64, 128, 2), _block(128, 256, 3))
        self.middle, self.high = _block(256, 512, 3), _block(512, 512, 3)
        self.bottom = nn.Sequential(
            ConvNorm(512, 1024, 7, 3, relu=True), nn.Dropout2d(0.5), ConvNorm(1024, 1024, relu=True), nn.Dropout2d(0.5)
        )
        self.scores = nn.ModuleList(nn.Conv2d(width, CLASSES, 1) for width in (256, 512, 1024))
        kaiming(self)

    def forward(self, *maps: Tensor) -> Tensor:
        x = torch.cat(maps, 1)
        pool3 = self.low(x)
        pool4 = self.middle(pool3)
        s3, s4, s5 = (score(f) for score, f in zip(self.scores, (pool3, pool4, self.bottom(self.high(pool4)))))
        fused = resize_to(s5, s4) + s4
        return resize_to(resize_to(fused, s3) + s3, x)


class ImageAlone(nn.Module):
    """Wraps a network of image -> class logits [N,3,H,W]; adds the outputs of the end-to-end network.

    Image -> dict of `classes` (these logits), `infection` (list with the logits of "ground glass or consolidation") and
    `finding` (consolidation given infection).
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Outputs:
        classes = self.network(image)
        infected, finding = infection_and_finding(classes)
        return {"classes": classes, "infection": [infected], "finding": finding}


class TwoStep(nn.Module):
    """Both steps as one network with the outputs of the end-to-end network.

    Image -> dict of `infection` (list with the logits of "ground glass or consolidation"), `finding` (logits of
    consolidation given infection) and the first step's `gate`, if any.
    """

    def __init__(self, first: nn.Module, second: nn.Module) -> None:
        super().__init__()
        self.first, self.second = first, second

    def forward(self, image: Tensor) -> Outputs:
        out = self.first(image)
        infected, finding = infection_and_finding(self.second(image, torch.sigmoid(out["infection"][0])))
        answer: Outputs = {"infection": [infected], "finding": finding}
        if "gate" in out:
            answer["gate"] = out["gate"]
        return answer


def _block(inputs: int, outputs: int, depth: int) -> nn.Sequential:
    convs = [ConvNorm(inputs if i == 0 else outputs, outputs, 3, 1, relu=True) for i in range(depth)]
    return nn.Sequential(*convs, nn.MaxPool2d(2))
