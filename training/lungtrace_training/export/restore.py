"""Loads the weights of an exported file into a network that can be trained further."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import torch
from torch import Tensor, nn

from ..hints import PathLike, Weights
from ..nets.heads import SliceGate

Norm: TypeAlias = nn.BatchNorm1d | nn.BatchNorm2d
PREFIX = "model."  # of parameter names in the graph: Probabilities.model is the network


@torch.no_grad()
def restore(model: nn.Module, file: PathLike, batches: Sequence[Tensor]) -> nn.Module:
    """Fills `model` (fresh, with the same switches as exported) with the weights of the ONNX `file`.

    The file's batch norm is folded. Every norm gets the mean and variance of its input on `batches` (images [N,1,H,W])
    and a weight and bias that undo them: the network answers as the file does, and training can go on. Convolutions
    before a norm are scaled to the size of a fresh network's, so that a step of Adam has the same effect. Parts that
    the graph lacks (the edge map, or what an older file did not have) stay as they are; parts that the network no
    longer has are ignored. Returns `model` in eval mode.
    """
    modules = dict(model.named_modules())
    own = dict(model.named_parameters())
    known = {name: value for name, value in folded_values(file).items() if name.rpartition(".")[0] in modules}
    values = {name: value for name, value in known.items() if name not in own or own[name].shape == value.shape}
    fresh = {name: parameter.detach().clone() for name, parameter in own.items()}
    for name, value in values.items():
        if name in own:
            own[name].copy_(value)
    norms = {name: _norm_of(model, name) for name in values if name.endswith(".bias")}
    shifts = {norm: values[name] for name, norm in norms.items() if norm is not None and name not in own}
    shifts |= {
        part.norm: torch.zeros(part.norm.num_features) for part in model.modules() if isinstance(part, SliceGate)
    }
    for norm, shift in shifts.items():
        _pass_on(norm, shift)
    for name, norm in norms.items():
        if norm in shifts and name not in own:
            _rescale(own[_weight(name)], fresh[_weight(name)], norm)
    _refer_to(model.eval(), shifts, batches)
    return model


def folded_values(file: PathLike) -> Weights:
    """ONNX file with 8-bit or float32 weights -> {parameter of the folded network: tensor}."""
    import onnx
    from onnx import numpy_helper

    arrays = {t.name: numpy_helper.to_array(t) for t in onnx.load(str(file)).graph.initializer}
    wide = {
        name[: -len(".int8")]: arrays[name] * arrays[name[: -len(".int8")] + ".scale"]
        for name in arrays
        if name.endswith(".int8")
    }
    arrays = {name: array for name, array in arrays.items() if not name.endswith((".int8", ".scale"))} | wide
    return {name[len(PREFIX) :]: torch.tensor(array) for name, array in arrays.items() if name.startswith(PREFIX)}


def _weight(bias: str) -> str:
    return bias[: -len("bias")] + "weight"


def _norm_of(model: nn.Module, bias: str) -> nn.BatchNorm2d | None:
    """Returns the batch norm after the convolution with this folded bias, or None."""
    path, _, index = bias[: -len(".bias")].rpartition(".")
    sequence = model.get_submodule(path)
    follows = isinstance(sequence, nn.Sequential) and int(index) + 1 < len(sequence)
    norm = sequence[int(index) + 1] if follows else None
    return norm if isinstance(norm, nn.BatchNorm2d) else None


def _pass_on(norm: Norm, shift: Tensor) -> None:
    """Makes the norm return x + shift."""
    norm.running_mean.zero_()
    norm.running_var.fill_(1 - norm.eps)
    norm.weight.fill_(1)
    norm.bias.copy_(shift)


def _rescale(weight: Tensor, fresh: Tensor, norm: Norm) -> None:
    """Scales each output channel to the mean length of a fresh one; the norm compensates."""
    length = weight.flatten(1).norm(dim=1).clamp(min=1e-6)
    scale = fresh.flatten(1).norm(dim=1).mean() / length
    weight.mul_(scale.view(-1, 1, 1, 1))
    norm.weight.div_(scale)


def _refer_to(model: nn.Module, norms: Iterable[Norm], batches: Sequence[Tensor]) -> None:
    """Sets every norm's mean and variance to those of its input on `batches`, without changing the answers."""
    sums = {norm: (0, _zeros(norm), _zeros(norm)) for norm in norms}

    def count(norm: Norm, inputs: tuple[Tensor, ...]) -> None:
        x = inputs[0].double().transpose(0, 1).flatten(1)
        n, first, second = sums[norm]
        sums[norm] = n + x.shape[1], first + x.sum(1), second + x.square().sum(1)

    hooks = [norm.register_forward_pre_hook(count) for norm in norms]
    for batch in batches:
        model(batch)
    for hook in hooks:
        hook.remove()
    for norm, (n, first, second) in sums.items():
        mean = first / n
        variance = (second / n - mean.square()).clamp(min=1e-8)
        norm.bias.add_(norm.weight * mean)
        norm.weight.mul_(torch.sqrt(variance + norm.eps))
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)


def _zeros(norm: Norm) -> Tensor:
    return torch.zeros(norm.num_features, dtype=torch.float64)
