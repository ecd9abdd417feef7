"""The training loop: a time budget, resumable at any moment."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..data.batches import Batch
from ..hints import Numbers, PathLike
from . import checkpoint, workers
from .ema import Average
from .recipe import Recipe
from .schedule import image_size, learning_rate

Draw = Callable[[int, np.random.Generator, torch.Generator], Batch]
Objective = Callable[[nn.Module, Batch], Tensor]
Judge = Callable[[nn.Module], Numbers]
Midway = Callable[[nn.Module], None]


def fit(
    model: nn.Module,
    objective: Objective,
    draw: Draw,
    recipe: Recipe,
    folder: PathLike,
    judge: Judge | None = None,
    midway: Midway | None = None,
) -> nn.Module:
    """Trains `model` and returns its averaged copy.

    `draw(size, rng, generator)` returns a batch; the torch generator is on the recipe's device. `judge(averaged model)`
    returns numbers for `folder`/log.jsonl. `midway(averaged model)` is called after each share `recipe.midway` of the
    budget, and again when a run resumes after that: what it changed is not saved. A killed run resumes from
    `folder`/checkpoint.pt; elapsed time accumulates.
    """
    torch.set_num_threads(recipe.threads)
    run = _Run(model.to(recipe.device, memory_format=torch.channels_last), recipe, Path(folder))
    run.resume()
    before, due = run.steps, recipe.midway
    while (progress := workers.agree(run.progress(), recipe.device)) < 1:
        if midway is not None and due and progress >= due[0]:
            midway(run.average.model)
            due = tuple(share for share in due if share > progress)
        loss = run.step(progress, objective, draw)
        if run.rank == 0:
            run.keep(loss, judge)
    if run.rank == 0 and run.steps > before:
        run.finish(judge)
    return run.average.model


def adamw(model: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """Returns AdamW, fused where this PyTorch supports it on the CPU too."""
    fused = {"fused": True} if version() >= (2, 4) else {}
    return torch.optim.AdamW(model.parameters(), lr=recipe.rate, weight_decay=recipe.decay, **fused)


def version() -> tuple[int, ...]:
    """Returns the (major, minor) version of PyTorch."""
    return tuple(map(int, torch.__version__.split(".")[:2]))


def has_bfloat16(device_type: str) -> bool:
    """Returns whether bfloat16 is faster on this device. On a CPU without units for it, or with an older PyTorch, it is
    many times slower.
    """
    if device_type != "cpu":
        return True
    flags = Path("/proc/cpuinfo")
    return version() >= (2, 0) and flags.exists() and "bf16" in flags.read_text()


class _Run:
    def __init__(self, model: nn.Module, recipe: Recipe, folder: Path) -> None:
        self.model, self.recipe, self.folder = model, recipe, folder
        self.device_type = torch.device(recipe.device).type
        self.bfloat16 = has_bfloat16(self.device_type)
        self.rank = workers.join(recipe.device)
        workers.same_start(model)
        self.average = Average(model, recipe.average)
        self.optimizer = adamw(model, recipe)
        seed = recipe.seed + 1000 * self.rank
        self.rng, self.generator = np.random.default_rng(seed), torch.Generator(recipe.device).manual_seed(seed)
        torch.manual_seed(seed)
        # processor time on a CPU, so that other work on the machine does not use up the budget
        self.clock = time.process_time if self.device_type == "cpu" else time.monotonic
        self.before, self.started = 0.0, self.clock()
        self.steps = self.images = 0
        self.losses: list[float] = []
        self.saved, self.judged = 0.0, 0.0

    def elapsed(self) -> float:
        return self.before + self.clock() - self.started

    def progress(self) -> float:
        return min(self.elapsed() / (60 * self.recipe.minutes), 1.0)

    def step(self, now: float, objective: Objective, draw: Draw) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(now, self.recipe.rate, self.recipe.warm_up)
        # the same size for all workers: else they wait for the largest image
        same_for_all = np.random.default_rng((self.recipe.seed, self.steps))
        batch = draw(image_size(now, self.recipe.sizes, same_for_all), self.rng, self.generator)
        self.model.train()
        with torch.autocast(self.device_type, dtype=torch.bfloat16, enabled=self.bfloat16):
            loss = objective(self.model, batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        workers.average_gradients(self.model.parameters())
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        if torch.isfinite(norm):
            self.optimizer.step()
            if self.rank == 0:
                self.average.update(self.model)
        self.steps, self.images = self.steps + 1, self.images + workers.share(self.recipe.batch) * workers.count()
        return float(loss.detach())

    def keep(self, loss: float, judge: Judge | None) -> None:
        """Logs, judges and saves when due."""
        self.losses.append(loss)
        now = self.elapsed()
        if judge is not None and now - self.judged > self.recipe.judge_every_s:
            self.judged = now
            self.log(judge(self.average.model))
        if now - self.saved > self.recipe.save_every_s:
            self.saved = now
            self.log({})
            self.save()

    def finish(self, judge: Judge | None) -> None:
        self.log(judge(self.average.model) if judge is not None else {})
        self.save()

    def log(self, numbers: Numbers) -> None:
        line = {"minutes": round(self.elapsed() / 60, 2), "steps": self.steps, "images": self.images, **numbers}
        if self.losses:
            line["loss"] = round(float(np.mean(self.losses[-100:])), 4)
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        print(line, flush=True)

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "recipe": asdict(self.recipe),
            "optimizer": self.optimizer.state_dict(),
            "elapsed": self.elapsed(),
            "steps": self.steps,
            "images": self.images,
            "judged": self.judged,
            "rng": self.rng.bit_generator.state,
            "generator": self.generator.get_state(),
            "torch": torch.get_rng_state(),
        }
        checkpoint.save(self.folder / "checkpoint.pt", state)

    def resume(self) -> None:
        state = checkpoint.load(self.folder / "checkpoint.pt", self.recipe.device)
        if state is None:
            return
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.before, self.steps, self.images = state["elapsed"], state["steps"], state["images"]
        self.saved, self.judged = self.before, state["judged"]
        if self.rank == 0:
            self.rng.bit_generator.state = state["rng"]
            self.generator.set_state(state["generator"].cpu())
            torch.set_rng_state(state["torch"].cpu())
        else:  # the checkpoint has the first worker's random state; the others need their own
            self.rng = np.random.default_rng((self.recipe.seed, self.rank, self.steps))
            self.generator.manual_seed(int(self.rng.integers(2**31)))
