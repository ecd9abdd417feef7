"""Folds batch norm into the neighbouring convolution or linear layer (same function, fewer operations)."""

import copy

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ..nets.blocks import NormFirst
from ..nets.heads import SliceGate


def fold_norms(model: nn.Module) -> nn.Module:
    """Returns a copy of `model` in eval mode, with each batch norm folded into its neighbour.

    Raises ValueError if one is left that is not a NormFirst.
    """
    model = copy.deepcopy(model).float().eval()
    for part in model.modules():
        if isinstance(part, nn.Sequential):
            _fold_sequential(part)
        if isinstance(part, SliceGate):
            _fold_gate(part)
    norms = ((name, part) for name, part in model.named_modules() if isinstance(part, nn.modules.batchnorm._BatchNorm))
    left = [name for name, part in norms if not isinstance(part, NormFirst)]
    if left:
        raise ValueError(f"batch norm left unfolded: {', '.join(left)}")
    return model


def _fold_sequential(sequence: nn.Sequential) -> None:
    for index in range(len(sequence) - 1):
        if isinstance(sequence[index], nn.Conv2d) and isinstance(sequence[index + 1], nn.BatchNorm2d):
            sequence[index] = fuse_conv_bn_eval(sequence[index], sequence[index + 1])
            sequence[index + 1] = nn.Identity()


@torch.no_grad()
def _fold_gate(gate: SliceGate) -> None:
    norm, linear = gate.norm, gate.judge[0]
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    linear.bias += linear.weight @ (norm.bias - norm.running_mean * scale)
    linear.weight *= scale
    gate.norm = nn.Identity()
