"""Checkpoints that survive `kill -9` at any moment: written aside, flushed, then renamed over the old one."""

import os
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor

from ..hints import PathLike, State, Weights


def save(path: PathLike, state: State) -> None:
    """Writes `state` atomically: a reader sees the old file or the new one, never a part."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def load(path: PathLike, device: str = "cpu") -> State | None:
    """Returns the state of the newest complete checkpoint, or None."""
    path = Path(path)
    return _read(path, device) if path.exists() else None


def weights(path: PathLike, device: str = "cpu") -> Weights:
    """Returns the averaged weights of a run (folder or checkpoint file), or raises FileNotFoundError."""
    path = Path(path)
    file = path / "checkpoint.pt" if path.is_dir() else path
    state = load(file, device)
    if state is None:
        raise FileNotFoundError(f"{file}: no checkpoint there; train first or name another run")
    return state["average"]["model"]


def mean_weights(paths: Iterable[PathLike]) -> Weights:
    """Returns the mean of the averaged weights of runs, which must have started from the same weights."""
    states = [weights(path) for path in paths]
    return {name: _mean([state[name] for state in states]) for name in states[0]}


def _mean(tensors: list[Tensor]) -> Tensor:
    return torch.stack(tensors).mean(0) if tensors[0].dtype.is_floating_point else tensors[0]


def _read(path: Path, device: str) -> State:
    try:
        return torch.load(path, map_location=device, weights_only=False)
    except TypeError:  # PyTorch before 1.13 has no weights_only
        return torch.load(path, map_location=device)
