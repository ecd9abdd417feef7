"""Several training processes (`python -m torch.distributed.run --nproc-per-node N -m lungtrace_training train ...`).

Each draws its share of the batch; gradients are averaged at every step. One thread per worker makes far better use of a
shared CPU than one process with many threads.
"""

import os
from collections.abc import Iterable

import torch
from torch import distributed, nn


def join(device: str) -> int:
    """Joins the group that the launcher announced, if any; returns the rank of this worker (0 without a group)."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return 0
    if not distributed.is_initialized():
        distributed.init_process_group("nccl" if device.startswith("cuda") else "gloo")
    return distributed.get_rank()


def count() -> int:
    """Returns the number of workers."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def share(batch: int) -> int:
    """Returns the slices of a step per worker."""
    return max(1, batch // count())


def same_start(model: nn.Module) -> None:
    """Broadcasts the first worker's weights and statistics to all."""
    if count() > 1:
        for value in model.state_dict().values():
            distributed.broadcast(value, 0)


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replaces every gradient with its mean over the workers."""
    if count() == 1:
        return
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.reshape(-1) for g in gradients])
    distributed.all_reduce(flat)
    flat /= count()
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients])):
        gradient.copy_(part.view_as(gradient))


def agree(value: float, device: str) -> float:
    """Returns the first worker's number on every worker."""
    if count() == 1:
        return value
    shared = torch.tensor([value], dtype=torch.float64, device=device)
    distributed.broadcast(shared, 0)
    return float(shared)
