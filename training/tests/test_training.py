import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lungtrace_training import gate, semi, steps
from lungtrace_training.data.batches import Batch, Sampler, Slices
from lungtrace_training.data.folds import split
from lungtrace_training.hints import Floats, Outputs, Picks, Rows, State
from lungtrace_training.label import label
from lungtrace_training.losses import class_loss
from lungtrace_training.mine import false_areas
from lungtrace_training.nets.blocks import ConvNorm
from lungtrace_training.nets.heads import SliceGate
from lungtrace_training.nets.infnet import InfNet
from lungtrace_training.train import checkpoint
from lungtrace_training.train.fit import fit
from lungtrace_training.train.recipe import PRESETS, Recipe, for_step
from lungtrace_training.train.schedule import image_size, learning_rate

RECIPE = Recipe(minutes=0.02, batch=2, sizes=((0.0, 64),), save_every_s=0.0, threads=1)


class Tiny(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = torch.nn.Sequential(ConvNorm(1, 4, 3, 1, relu=True), torch.nn.Conv2d(4, 1, 1))

    def forward(self, image: Tensor) -> Outputs:
        return {"infection": [self.body(image)], "edge": None}


def train(folder: Path, rows: Rows, minutes: float, draws: list[int] | None = None) -> nn.Module:
    def draw(size: int, rng: np.random.Generator, generator: torch.Generator) -> Batch:
        if draws is not None:
            draws.append(int(rng.integers(1_000_000)))
        return Slices(rows).batch([0, 5], size, generator)

    def objective(model: nn.Module, batch: Batch) -> Tensor:
        return (model(batch.image)["infection"][0].float() - batch.mask).square().mean()

    return fit(Tiny(), objective, draw, replace(RECIPE, minutes=minutes), folder)


def saved(folder: Path) -> State:
    state = checkpoint.load(folder / "checkpoint.pt")
    assert state is not None
    return state


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, rows: Rows) -> None:
    first: list[int] = []
    second: list[int] = []
    train(tmp_path, rows, 0.02, first)
    before = saved(tmp_path)
    train(tmp_path, rows, 0.04, second)
    after = saved(tmp_path)
    assert after["steps"] == before["steps"] + len(second)
    assert after["elapsed"] >= 0.04 * 60 > before["elapsed"]
    expected = np.random.default_rng()
    expected.bit_generator.state = before["rng"]
    assert second[0] == int(expected.integers(1_000_000))


def test_a_finished_run_does_not_train_further(tmp_path: Path, rows: Rows) -> None:
    train(tmp_path, rows, 0.02)
    draws: list[int] = []
    train(tmp_path, rows, 0.02, draws)
    assert draws == []


def test_a_checkpoint_cut_short_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "checkpoint.pt"
    checkpoint.save(path, {"steps": 1})

    def torn(state: State, file: BinaryIO) -> None:
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "save", torn)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.save(path, {"steps": 2})
    assert checkpoint.load(path) == {"steps": 1}


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="train first"):
        checkpoint.weights(tmp_path)


def test_training_makes_the_loss_smaller(tmp_path: Path, rows: Rows) -> None:
    train(tmp_path, rows, 0.05)
    losses = [json.loads(line)["loss"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert losses[-1] < 0.9 * losses[0]


def test_the_rate_rises_then_falls_to_almost_nothing() -> None:
    rates = [learning_rate(p, 1e-3, 0.1) for p in (0.0, 0.05, 0.1, 0.5, 1.0)]
    assert rates[0] < rates[1] < rates[2] > rates[3] > rates[4] == pytest.approx(1e-5)


def test_sizes_are_multiples_of_32_and_follow_the_budget() -> None:
    rng = np.random.default_rng(0)
    early, late = ({image_size(p, ((0.0, 128), (0.5, 256)), rng) for _ in range(60)} for p in (0.1, 0.9))
    assert early == {96, 128, 160} and late == {192, 256, 320}


def test_own_labels_are_the_mean_over_orientations(rows: Rows) -> None:
    class LeftIsInfected(torch.nn.Module):
        """Infection on the left half of whatever it is shown, all of it consolidation."""

        def forward(self, image: Tensor) -> Outputs:
            left = torch.linspace(1, -1, image.shape[3]).sign().expand_as(image) * 30
            return {"infection": [left], "finding": torch.full_like(image, 30.0)}

    slices, before = Slices(rows), Slices(rows)
    label(LeftIsInfected(), slices, [6, 12])
    assert set(slices.planes[[6, 12], 1].unique().tolist()) == {128}
    assert torch.equal(slices.planes[[6, 12], 3], slices.planes[[6, 12], 1]) and not slices.planes[[6, 12], 2].any()
    assert slices.labelled[6] == 0.5 and slices.weight[12] == 1
    others = [i for i in range(14) if i not in (6, 12)]
    assert torch.equal(slices.planes[others], before.planes[others])


def test_a_network_without_classes_labels_the_infection_alone(rows: Rows) -> None:
    class Constant(torch.nn.Module):
        def forward(self, image: Tensor) -> Outputs:
            return {"infection": [image * 0]}

    slices = Slices(rows)
    label(Constant(), slices, [6])
    assert set(slices.planes[6, 1].unique().tolist()) == {128} and slices.labelled[6] == 0
    kept = slices.labels([6])
    again = Slices(rows)
    again.take_labels([6], kept)
    assert torch.equal(again.planes, slices.planes)


def test_own_labels_are_mixed_with_the_old_ones_by_their_share(rows: Rows) -> None:
    slices = Slices(rows)
    slices.weight[6] = 0.5
    slices.relabel([6], torch.zeros(1, 96, 96), None, 0.5)
    assert set(slices.planes[6, 1].unique().tolist()) == {0, 128} and slices.weight[6] == 0.75


def test_midway_comes_once_and_not_before_its_time(tmp_path: Path, rows: Rows) -> None:
    seen = []

    def midway(model: nn.Module) -> None:
        seen.append(model)

    def draw(size: int, rng: np.random.Generator, generator: torch.Generator) -> Batch:
        return Slices(rows).batch([0, 5], size, generator)

    def objective(model: nn.Module, batch: Batch) -> Tensor:
        return model(batch.image)["infection"][0].float().square().mean()

    fit(Tiny(), objective, draw, replace(RECIPE, minutes=0.02, midway=(2.0,)), tmp_path / "never", midway=midway)
    assert seen == []
    fit(Tiny(), objective, draw, replace(RECIPE, minutes=0.02, midway=(0.5,)), tmp_path / "once", midway=midway)
    assert len(seen) == 1


def test_midway_the_network_labels_what_no_doctor_drew_and_is_not_clean(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled = []
    monkeypatch.setattr(steps, "label", lambda model, slices, picks, share: labelled.append((picks.tolist(), share)))
    recipe = replace(RECIPE, minutes=0.005, midway=(0.0,))
    steps.train_step(rows, "unet", "doctor", recipe, tmp_path / "plain", fold=0)
    assert labelled == []
    steps.train_step(rows, "unet", "doctor", recipe, tmp_path / "own", fold=0, relabel=True)
    learnt, _ = split(rows, 0)
    assert labelled == [([i for i in (5, 6, 7, 9, 10) if i in learnt], 0.5), ([], 1.0)]


def test_algorithm_1_knows_of_the_pool_neither_what_experts_drew_nor_what_is_clean(rows: Rows) -> None:
    rows["kind"][5:8], rows["has_lungs"][5:8] = "expert", True
    bare = semi.without_labels(rows)
    assert (
        set(bare["kind"][5:11]) == {"pseudo"} and set(bare["gate"][5:11]) == {-1} and not bare["has_lungs"][:11].any()
    )
    assert set(rows["kind"][5:8]) == {"expert"} and (bare["gate"][11:14] == 0).all() and (bare["gate"][17:] == 0).all()


def test_algorithm_1_labels_no_held_out_volume(tmp_path: Path, rows: Rows) -> None:
    semi.train_semi(rows, "unet", replace(RECIPE, minutes=0.001), semi.Schedule(0.001, pick=3), tmp_path, fold=0)
    labelled = saved(tmp_path)["picks"]
    _, held = split(rows, 0)
    assert "a" in rows["volume"][held] and set(rows["volume"][labelled]) == {"b", "d"}


def test_algorithm_1_does_not_pass_off_a_finished_run_as_one_of_a_larger_budget(tmp_path: Path, rows: Rows) -> None:
    semi.train_semi(rows, "unet", replace(RECIPE, minutes=0.001), semi.Schedule(0.001, pick=6), tmp_path)
    with pytest.raises(ValueError, match="use another folder"):
        semi.train_semi(rows, "unet", replace(RECIPE, minutes=0.002), semi.Schedule(0.001, pick=6), tmp_path)


def test_nothing_to_label_is_no_error(rows: Rows) -> None:
    label(Tiny(), Slices(rows), [])


def test_the_gates_training_leaves_the_rest_of_the_network_as_it_was(
    tmp_path: Path, rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("onnx")
    model = InfNet()
    checkpoint.save(tmp_path / "start/checkpoint.pt", {"average": {"model": model.state_dict()}})
    np.savez(tmp_path / "slices.npz", **rows)
    parser = argparse.ArgumentParser()
    gate.add_arguments(parser)
    options = f"--weights {tmp_path}/start --folder {tmp_path}/out --cache {tmp_path}/slices.npz --side 64 --passes 12"
    gate.run(parser.parse_args(f"--network infnet {options}".split()))
    before, after = model.state_dict(), checkpoint.weights(tmp_path / "out")
    changed = {name.split(".")[0] for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"slice_gate"}
    assert json.loads(capsys.readouterr().out)["slices"] == 12


def test_the_gate_learns_what_tells_infected_slices_apart() -> None:
    torch.manual_seed(0)
    infected = (torch.arange(1500) % 3 == 0).float()
    features = torch.randn(1500, 8)
    features[:, 7] += 4 * infected
    seen = gate.Seen(features, infected, np.arange(1500) % 5)
    fresh = SliceGate()
    logits, stretch, shift = gate.held_out(fresh, seen, 1)
    found = gate.report(seen, logits, stretch, shift)
    assert found["heldOutAuc"] and found["heldOutAuc"] > 0.95 and found["errorAfter"] < 0.05
    assert sum(row["slices"] for row in found["reliability"]) == 1500
    assert torch.equal(fresh.norm.running_mean, torch.zeros(8))
    logits = gate.judge(gate.learn(fresh, seen, range(1500), 1), features)
    assert ((logits > 0) == (infected.numpy() > 0)).mean() > 0.9


def test_the_class_loss_is_small_for_the_right_classes(rows: Rows) -> None:
    batch = Slices(rows).batch([0, 1], 64, torch.Generator().manual_seed(2))
    solid = batch.mask * batch.consolidation
    right = 30 * torch.cat((1 - batch.mask, batch.mask - solid, solid), 1)
    assert class_loss(right, batch) < 0.25 < class_loss(-right, batch)


def test_doctors_labels_from_scratch_are_learnt_at_full_rate() -> None:
    preset = PRESETS["cpu"]
    fresh, later = for_step(preset, "doctor", fresh=True), for_step(preset, "doctor")
    assert fresh.shares == later.shares != preset.shares
    assert (fresh.rate, fresh.sizes) == (preset.rate, preset.sizes)
    assert later.rate < preset.rate and len(later.sizes) == 1


def test_a_network_that_has_learnt_goes_on_at_the_larger_sizes() -> None:
    preset = PRESETS["cpu"]
    assert for_step(preset, "mixed", fresh=True).sizes == preset.sizes
    assert for_step(preset, "mixed").sizes == ((0.0, 192), (0.75, 224))


def test_slices_without_infection_in_which_the_network_sees_some_are_drawn_more_often(
    tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed, original = [], Sampler.weigh

    def weigh(self: Sampler, odds: Floats) -> None:
        weighed.append(odds)
        original(self, odds)

    monkeypatch.setattr(steps.Sampler, "weigh", weigh)
    areas = {11: 0.01, 17: 0.0}

    def seen(model: nn.Module, slices: Slices, picks: Picks, side: int) -> Floats:
        return np.array([areas.get(int(i), 0.5) for i in picks])

    monkeypatch.setattr(steps, "false_areas", seen)
    recipe = replace(RECIPE, minutes=0.005, midway=(0.0,), shares={"doctor": 1, "ct": 1})
    steps.train_step(rows, "unet", "mixed", recipe, tmp_path)
    first, mined = weighed[0], weighed[-1]
    assert (first == 1).all() and mined[11] == mined[19] == 3 and mined[17] == 1 and mined[0] == 1


def test_false_areas_are_shares_of_the_slice(rows: Rows) -> None:
    class Half(torch.nn.Module):
        def forward(self, image: Tensor) -> Outputs:
            logits = torch.ones_like(image)
            logits[..., : image.shape[-1] // 2] = -1
            return {"infection": [logits]}

    assert false_areas(Half(), Slices(rows), np.array([11, 12]), 32).tolist() == [0.5, 0.5]
