"""Augmentation of whole batches in torch: what scanners, kernels, windows and crops do to a slice."""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

BENDS, BEND = 5, 0.06  # control points per side, and the largest standard deviation of their shift in half widths


def move(planes: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """Planes [N,C,h,w] float, channel 0 the image 0..1 -> augmented planes [N,C,size,size]; labels move with the image.

    `generator` is on the planes' device.
    """
    count, channels = planes.shape[:2]
    grid = F.affine_grid(_affine(count, generator), (count, channels, size, size), align_corners=False)
    grid = grid + bend(count, size, generator)
    return F.grid_sample(planes, grid, mode="bilinear", padding_mode="border", align_corners=False)


def change_greys(image: Tensor, generator: torch.Generator) -> Tensor:
    """Changes sharpness, noise, gamma, contrast and window of images [N,1,H,W] 0..1 at random; clips to 0..1."""
    count = image.shape[0]

    def draw(low: float, high: float, share: float) -> Tensor:
        """Returns uniform values for a share of the batch and 0 for the rest."""
        value = _uniform(count, low, high, generator)
        return (value * (_uniform(count, 0, 1, generator) < share)).view(-1, 1, 1, 1)

    image = image + draw(-1.0, 1.2, 0.6) * (image - _blur(image))
    noise = torch.randn(image.shape, generator=generator, device=generator.device)
    image = image + draw(0.0, 0.06, 0.5) * noise + draw(0.0, 0.1, 0.3) * _blur(noise)
    image = image.clamp(0.0, 1.0) ** draw(-0.35, 0.35, 0.6).exp()
    contrast = draw(-0.15, 0.15, 0.7).exp() * draw(-0.35, 0.45, 0.2).exp()
    return ((image - 0.5) * contrast + 0.5 + draw(-0.07, 0.07, 0.7)).clamp(0.0, 1.0)


def orientations(x: Tensor) -> list[tuple[Tensor, Callable[[Tensor], Tensor]]]:
    """Returns all eight flips and quarter turns of [N,C,S,S], each with the function that undoes it."""
    pairs = []
    for turns in range(4):
        for flip in (False, True):
            turned = torch.rot90(x, turns, (2, 3))
            pairs.append((turned.flip(3) if flip else turned, _undo(turns, flip)))
    return pairs


def _undo(turns: int, flip: bool) -> Callable[[Tensor], Tensor]:
    return lambda y: torch.rot90(y.flip(3) if flip else y, -turns, (2, 3))


def _blur(x: Tensor) -> Tensor:
    return F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, generator=generator, device=generator.device)


def bend(count: int, size: int, generator: torch.Generator) -> Tensor:
    """Returns smooth displacements of the sampling points for half of the batch, [N,size,size,2] in half widths."""
    far = _uniform(count, 0, BEND, generator) * (_uniform(count, 0, 1, generator) < 0.5)
    pulls = torch.randn((count, 2, BENDS, BENDS), generator=generator, device=generator.device) * far.view(-1, 1, 1, 1)
    return F.interpolate(pulls, size=(size, size), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


def _affine(count: int, generator: torch.Generator) -> Tensor:
    """Returns matrices [N,2,3] for affine_grid: one of eight orientations, then rotation, zoom with aspect, shift."""
    device = generator.device
    turn = torch.randint(0, 4, (count,), generator=generator, device=device) * (math.pi / 2)
    angle = turn + _uniform(count, -0.3, 0.3, generator)
    flip = 1.0 - 2.0 * torch.randint(0, 2, (count,), generator=generator, device=device)
    zoom = _uniform(count, -0.4, 0.08, generator).exp()
    aspect = _uniform(count, -0.12, 0.12, generator).exp()
    room = (1 - zoom).clamp(min=0.0) + 0.06
    shift = torch.stack([_uniform(count, -0.7, 0.7, generator) * room for _ in range(2)], 1)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    wide = zoom * aspect * flip
    first = torch.stack([cosine * wide, -sine * zoom, shift[:, 0]], 1)
    second = torch.stack([sine * wide, cosine * zoom, shift[:, 1]], 1)
    return torch.stack([first, second], 1)
