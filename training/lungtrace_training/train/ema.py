"""Exponential moving average of weights and batch-norm statistics: the network that is scored and shipped."""

import copy

import torch
from torch import nn

from ..hints import State


class Average:
    """`model` holds the average; `update` follows the trained network."""

    def __init__(self, model: nn.Module, decay: float = 0.995) -> None:
        self.model = copy.deepcopy(model).eval()
        self.model.requires_grad_(False)
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        pairs = list(zip(self.model.state_dict().values(), model.state_dict().values()))
        floats = [pair for pair in pairs if pair[0].dtype.is_floating_point]
        mine = [own for own, _ in floats]
        torch._foreach_mul_(mine, decay)
        torch._foreach_add_(mine, [followed for _, followed in floats], alpha=1 - decay)
        for own, followed in pairs:
            if not own.dtype.is_floating_point:
                own.copy_(followed)

    def state_dict(self) -> State:
        return {"model": self.model.state_dict(), "steps": self.steps}

    def load_state_dict(self, state: State) -> None:
        self.model.load_state_dict(state["model"])
        self.steps = state["steps"]
