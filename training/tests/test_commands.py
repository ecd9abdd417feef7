"""Every command runs end to end on a tiny made-up data set."""
import json
import shutil
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from lungtrace_training import __main__ as command_line
from lungtrace_training.train import recipe

DOCTOR = range(10)


@pytest.fixture
def run(monkeypatch):
    tiny = recipe.Recipe(minutes=0.002, batch=2, sizes=((0.0, 64),), threads=1)
    monkeypatch.setitem(recipe.PRESETS, "cpu", tiny)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["lungtrace_training", *map(str, words)])
        command_line.main()

    return call


@pytest.fixture
def root(tmp_path):
    """COVID-SemiSeg with ten doctor-labelled and four pseudo-labelled slices of noise."""
    train = tmp_path / "TrainingSet"
    rng = np.random.default_rng(0)
    classes = np.zeros((60, 80), np.uint8)
    classes[10:30, 10:40], classes[30:40, 10:40] = 1, 2
    doctor, pseudo = train / "LungInfection-Train/Doctor-label", train / "LungInfection-Train/Pseudo-label"
    for name, base in [(str(n), doctor) for n in DOCTOR] + [(f"a-dcm_{n}", pseudo) for n in range(4)]:
        for part, image in (("Imgs", rng.integers(0, 255, (60, 80))), ("GT", 255 * (classes > 0))):
            (base / part).mkdir(parents=True, exist_ok=True)
            Image.fromarray(image.astype(np.uint8)).save(base / part / f"{name}.{'jpg' if part == 'Imgs' else 'png'}")
    (train / "MultiClassInfection-Train/GT").mkdir(parents=True)
    for number in DOCTOR:
        palette = Image.fromarray(classes, mode="P")
        palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
        palette.save(train / f"MultiClassInfection-Train/GT/{number}.png")
    return tmp_path


def test_every_command_runs_from_the_data_set_to_its_result(run, root, tmp_path):
    cache, first = tmp_path / "cache.npz", tmp_path / "first"
    run("prepare", "--data", root, "--cache", cache, "--side", 64)
    run("train", "--network", "unet", "--step", "pseudo", "--cache", cache, "--folder", first)
    run("train", "--network", "unet", "--step", "doctor", "--cache", cache, "--weights", first, "--folder", tmp_path / "u")
    run("semi", "--network", "unet", "--cache", cache, "--folder", tmp_path / "semi", "--minutes", 0.002,
        "--round-minutes", 0.002, "--pick", 3)
    for network in ("mc", "fcn8s"):
        run("classes", "--network", network, "--first", "unet", "--first-folder", tmp_path / "semi", "--cache", cache,
            "--folder", tmp_path / network)
    run("crossval", "--network", "unet", "--cache", cache, "--data", root, "--weights", first, "--runs", tmp_path / "folds",
        "--minutes", 0.002, "--sides", 64, "--out", tmp_path / "scores/unet.json")
    run("train", "--network", "infnet", "--step", "doctor", "--cache", cache, "--folder", tmp_path / "infnet/fold3", "--fold", 3)
    for fold in (0, 1, 2, 4):
        shutil.copytree(tmp_path / "infnet/fold3", tmp_path / f"infnet/fold{fold}")
    run("crossval", "--network", "mc", "--first-runs", tmp_path / "infnet", "--cache", cache, "--data", root,
        "--runs", tmp_path / "mc-folds", "--minutes", 0.002, "--sides", 64, "--out", tmp_path / "scores/mc.json")
    run("ablate", "--networks", "infnet-plain", "--cache", cache, "--data", root, "--runs", tmp_path / "ablation",
        "--minutes", 0.002, "--side", 64, "--out", tmp_path / "scores/ablation.json")

    labelled = torch.load(tmp_path / "semi/checkpoint.pt", weights_only=False) if torch.__version__ >= "2" else None
    assert labelled is None or len(labelled["picks"]) == 4
    scores = json.loads((tmp_path / "scores/unet.json").read_text())["networks"]["unet@64"]
    assert scores["summary"]["dice05"]["slices"] == len(DOCTOR)
    mc = json.loads((tmp_path / "scores/mc.json").read_text())["networks"]["mc@64"]
    assert mc["summary"]["consolidation05"]["slices"] == len(DOCTOR)
    ablation = json.loads((tmp_path / "scores/ablation.json").read_text())
    assert ablation["differences"]["infnet-plain - unet@64"]["dice05"]["slices"] == 2
    assert (tmp_path / "scores/ablation.md").read_text().count("|") > 10
