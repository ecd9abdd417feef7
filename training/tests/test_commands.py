"""Every command runs end to end on a tiny made-up data set."""
import json
import shutil
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from lungtrace_training import __main__ as command_line
from lungtrace_training.train import checkpoint, recipe

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
    """COVID-SemiSeg with ten doctor-labelled slices of noise and a pool of two volumes: `a` with four pseudo-labelled slices, `b` with three
    that experts drew on (expert/) and three clean ones."""
    train = tmp_path / "TrainingSet"
    rng = np.random.default_rng(0)
    classes = np.zeros((60, 80), np.uint8)
    classes[10:30, 10:40], classes[30:40, 10:40] = 1, 2
    doctor, pseudo = train / "LungInfection-Train/Doctor-label", train / "LungInfection-Train/Pseudo-label"
    pool = [f"a-dcm_{n}" for n in range(4)] + [f"b-dcm_{n}" for n in range(6)]
    for name, base in [(str(n), doctor) for n in DOCTOR] + [(name, pseudo) for name in pool]:
        clean = name in ("b-dcm_3", "b-dcm_4", "b-dcm_5")
        save(rng.integers(0, 255, (60, 80)), base / f"Imgs/{name}.jpg")
        save(255 * (classes > 0) * (not clean), base / f"GT/{name}.png")
    for place in range(3):
        for part, mask in (("infection", classes > 0), ("lungs", np.ones_like(classes))):
            save(255 * mask, tmp_path / f"expert/{part}/b-dcm_{place}.png")
    (train / "MultiClassInfection-Train/GT").mkdir(parents=True)
    for number in DOCTOR:
        palette = Image.fromarray(classes, mode="P")
        palette.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
        palette.save(train / f"MultiClassInfection-Train/GT/{number}.png")
    return tmp_path


def save(image, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image.astype(np.uint8)).save(path)


def test_every_command_runs_from_the_data_set_to_its_result(run, root, tmp_path):
    cache, first = tmp_path / "cache.npz", tmp_path / "first"
    run("prepare", "--data", root, "--cache", cache, "--side", 64)
    run("train", "--network", "unet", "--step", "pseudo", "--cache", cache, "--folder", first)
    run("train", "--network", "unet", "--step", "doctor", "--cache", cache, "--weights", first, "--folder", tmp_path / "u")
    run("semi", "--network", "unet", "--cache", cache, "--folder", tmp_path / "semi", "--minutes", 0.002,
        "--round-minutes", 0.002, "--pick", 3, "--limit", 4)
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

    labelled = torch.load(tmp_path / "semi/checkpoint.pt", weights_only=False) if torch.__version__ >= "2" else None
    assert labelled is None or len(labelled["picks"]) == 4
    scores = json.loads((tmp_path / "scores/unet.json").read_text())["networks"]["unet@64"]
    assert scores["summary"]["dice05"]["slices"] == len(DOCTOR)
    mc = json.loads((tmp_path / "scores/mc.json").read_text())["networks"]["mc@64"]
    assert mc["summary"]["consolidation05"]["slices"] == len(DOCTOR)


@pytest.fixture
def table(run, root, tmp_path):
    """Calls the table command at a tiny budget -> its report."""
    cache = tmp_path / "cache.npz"
    run("prepare", "--data", root, "--expert", root / "expert", "--cache", cache, "--side", 64)

    def call(number, *words):
        out = tmp_path / f"table{number}.json"
        run("table", "--table", number, "--cache", cache, "--data", root, "--runs", tmp_path / "runs", "--minutes", 0.004,
            "--side", 64, "--out", out, *words)
        return json.loads(out.read_text())

    return call


def checkpoints(runs):
    return {str(path.parent.relative_to(runs)): checkpoint.load(path) for path in runs.rglob("checkpoint.pt")}


def test_one_command_trains_and_compares_all_systems_of_table_2_and_goes_on_where_it_was(table, tmp_path):
    report = table(2, "--pick", 2)
    names = ["U-Net", "Attention-UNet", "Gated-UNet", "Dense-UNet", "U-Net++", "Inf-Net", "Semi-Inf-Net"]
    assert list(report["networks"]) == names and report["reference"] == "Semi-Inf-Net"
    assert list(report["differences"]) == names[:-1]
    for network in report["networks"].values():
        assert {measure: mean["slices"] for measure, mean in network["summary"].items()} == dict.fromkeys(
            ["dice05", "dicePaper", "eMeasure", "mae", "precision", "sMeasure", "sensitivity", "specificity"], 2)
    markdown = (tmp_path / "table2.md").read_text()
    assert all(f"| {name} |" in markdown for name in names) and "| minus Semi-Inf-Net |" in markdown
    before = checkpoints(tmp_path / "runs")
    assert before["infnet-ppd-ra-ea-semi/fold0/first"]["recipe"]["minutes"] == 0.002
    again = table(2, "--pick", 2)
    for name in names:  # scored anew: sums in another order may move a grey level
        for measure, mean in report["networks"][name]["summary"].items():
            assert again["networks"][name]["summary"][measure]["mean"] == pytest.approx(mean["mean"], abs=1e-3)
    after = checkpoints(tmp_path / "runs")
    assert {name: run.get("steps") for name, run in after.items()} == {name: run.get("steps") for name, run in before.items()}


def test_the_steps_of_a_system_of_table_3_share_its_budget(table, tmp_path):
    report = table(3, "--pick", 10)
    assert list(report["networks"])[:4] == ["DeepLabV3+ (stride 8)", "DeepLabV3+ (stride 16)", "FCN8s", "Multi-class U-Net"]
    assert list(report["networks"])[4:] == ["Semi-Inf-Net & FCN8s", "Semi-Inf-Net & MC"]
    assert all("ggo05" in n["summary"] and "consolidationPaper" in n["summary"] for n in report["networks"].values())
    minutes = {name: run["recipe"]["minutes"] for name, run in checkpoints(tmp_path / "runs").items() if "recipe" in run}
    assert minutes["deeplab-s8/fold0"] == 0.004 and minutes["infnet-ppd-ra-ea-semi-mc/fold0"] == 0.002
    assert minutes["first-steps/infnet-ppd-ra-ea-semi/fold0/first"] == 0.001


def test_a_part_of_table_4_is_compared_with_its_last_system_on_all_folds(table):
    report = table(4, "--systems", "infnet-plain", "infnet-ra", "--folds", 0, 1)
    assert list(report["networks"]) == ["baseline", "RA"] and report["reference"] == "RA"
    assert report["differences"]["baseline"]["dice05"]["slices"] == 4
    with pytest.raises(SystemExit, match="table 4 has no unet"):
        table(4, "--systems", "unet")


def test_whole_volumes_are_scored_by_the_fold_that_never_saw_their_patient(table, run, tmp_path, capsys):
    report = table(5, "--systems", "unet", "attention-unet")
    assert list(report["networks"]["U-Net"]["slices"]) == ["b-dcm"]
    assert set(report["networks"]["U-Net"]["summary"]) == {"dice", "sensitivity", "specificity", "falseCovid"}
    for name in ("unet", "attention-unet"):
        run("volumes", "--network", name, "--runs", tmp_path / "runs" / name, "--folds", 0, "--cache", tmp_path / "cache.npz", "--side", 64,
            "--out", tmp_path / f"volumes/{name}.json")
    assert "| b-dcm |" in capsys.readouterr().out
    both = json.loads((tmp_path / "volumes/attention-unet.json").read_text())
    assert both["networks"]["attention-unet@64"]["slices"] == report["networks"]["Attention-UNet"]["slices"]
    assert both["differences"]["attention-unet@64 - unet@64"]["dice"]["slices"] == 1
