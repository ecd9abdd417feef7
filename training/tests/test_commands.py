"""Every command runs end to end on a tiny made-up data set."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from lungtrace_training import __main__ as command_line
from lungtrace_training.hints import Numeric, State
from lungtrace_training.train import checkpoint, recipe

DOCTOR = range(10)
Command = Callable[[str], None]
Table = Callable[[int, str], State]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Command:
    tiny = recipe.Recipe(minutes=0.002, batch=2, sizes=((0.0, 64),), threads=1)
    monkeypatch.setitem(recipe.PRESETS, "cpu", tiny)

    def call(line: str) -> None:
        """Runs `python -m lungtrace_training LINE`."""
        monkeypatch.setattr(sys, "argv", ["lungtrace_training", *line.split()])
        command_line.main()

    return call


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """COVID-SemiSeg with ten doctor-labelled slices of noise and a pool of two volumes.

    `a` has four pseudo-labelled slices, `b` three that experts drew on (expert/) and three clean ones.
    """
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


def save(image: Numeric, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image.astype(np.uint8)).save(path)


def test_every_command_runs_from_the_data_set_to_its_result(run: Command, root: Path, tmp_path: Path) -> None:
    cache, first = tmp_path / "cache.npz", tmp_path / "first"
    run(f"prepare --data {root} --cache {cache} --side 64")
    run(f"train --network unet --step pseudo --cache {cache} --folder {first}")
    run(f"train --network unet --step doctor --cache {cache} --weights {first} --folder {tmp_path}/u")
    budget = "--minutes 0.002 --round-minutes 0.002 --pick 3 --limit 4"
    run(f"semi --network unet --cache {cache} --folder {tmp_path}/semi {budget}")
    for network in ("mc", "fcn8s"):
        first_step = f"--first unet --first-folder {tmp_path}/semi"
        run(f"classes --network {network} {first_step} --cache {cache} --folder {tmp_path}/{network}")
    common = f"--cache {cache} --data {root} --minutes 0.002 --sides 64"
    out = tmp_path / "scores"
    run(f"crossval --network unet --weights {first} --runs {tmp_path}/folds --out {out}/unet.json {common}")
    run(f"train --network infnet --step doctor --cache {cache} --folder {tmp_path}/infnet/fold3 --fold 3")
    for fold in (0, 1, 2, 4):
        shutil.copytree(tmp_path / "infnet/fold3", tmp_path / f"infnet/fold{fold}")
    run(f"crossval --network mc --first-runs {tmp_path}/infnet --runs {tmp_path}/mc-folds --out {out}/mc.json {common}")

    labelled = torch.load(tmp_path / "semi/checkpoint.pt", weights_only=False) if torch.__version__ >= "2" else None
    assert labelled is None or len(labelled["picks"]) == 4
    scores = json.loads((out / "unet.json").read_text())["networks"]["unet@64"]
    assert scores["summary"]["dice05"]["slices"] == len(DOCTOR)
    mc = json.loads((out / "mc.json").read_text())["networks"]["mc@64"]
    assert mc["summary"]["consolidation05"]["slices"] == len(DOCTOR)


@pytest.fixture
def table(run: Command, root: Path, tmp_path: Path) -> Table:
    """Calls the table command at a tiny budget -> its report."""
    cache = tmp_path / "cache.npz"
    run(f"prepare --data {root} --expert {root}/expert --cache {cache} --side 64")

    def call(number: int, options: str) -> State:
        out = tmp_path / f"table{number}.json"
        common = f"--cache {cache} --data {root} --runs {tmp_path}/runs --minutes 0.004 --side 64"
        run(f"table --table {number} {common} --out {out} {options}")
        return json.loads(out.read_text())

    return call


def checkpoints(runs: Path) -> dict[str, State]:
    states = {str(path.parent.relative_to(runs)): checkpoint.load(path) for path in runs.rglob("checkpoint.pt")}
    return {name: state for name, state in states.items() if state is not None}


def steps_of(runs: dict[str, State]) -> dict[str, int | None]:
    return {name: run.get("steps") for name, run in runs.items()}


def test_one_command_trains_and_compares_all_systems_of_table_2_and_goes_on_where_it_was(
    table: Table, tmp_path: Path
) -> None:
    report = table(2, "--pick 2")
    names = ["U-Net", "Attention-UNet", "Gated-UNet", "Dense-UNet", "U-Net++", "Inf-Net", "Semi-Inf-Net"]
    assert list(report["networks"]) == names and report["reference"] == "Semi-Inf-Net"
    assert list(report["differences"]) == names[:-1]
    measures = {"dice05", "dicePaper", "eMeasure", "mae", "precision", "sMeasure", "sensitivity", "specificity"}
    for network in report["networks"].values():
        assert set(network["summary"]) == measures
        assert all(mean["slices"] == 2 for mean in network["summary"].values())
    markdown = (tmp_path / "table2.md").read_text()
    assert all(f"| {name} |" in markdown for name in names) and "| minus Semi-Inf-Net |" in markdown
    before = checkpoints(tmp_path / "runs")
    assert before["infnet-ppd-ra-ea-semi/fold0/first"]["recipe"]["minutes"] == 0.002
    again = table(2, "--pick 2")
    for name in names:  # scored anew: sums in another order may move a grey level
        for measure, mean in report["networks"][name]["summary"].items():
            assert again["networks"][name]["summary"][measure]["mean"] == pytest.approx(mean["mean"], abs=1e-3)
    assert steps_of(checkpoints(tmp_path / "runs")) == steps_of(before)


def test_the_steps_of_a_system_of_table_3_share_its_budget(table: Table, tmp_path: Path) -> None:
    report = table(3, "--pick 10")
    one_step = ["DeepLabV3+ (stride 8)", "DeepLabV3+ (stride 16)", "FCN8s", "Multi-class U-Net"]
    assert list(report["networks"]) == [*one_step, "Semi-Inf-Net & FCN8s", "Semi-Inf-Net & MC"]
    assert all("ggo05" in n["summary"] and "consolidationPaper" in n["summary"] for n in report["networks"].values())
    runs = checkpoints(tmp_path / "runs")
    minutes = {name: run["recipe"]["minutes"] for name, run in runs.items() if "recipe" in run}
    assert minutes["deeplab-s8/fold0"] == 0.004 and minutes["infnet-ppd-ra-ea-semi-mc/fold0"] == 0.002
    assert minutes["first-steps/infnet-ppd-ra-ea-semi/fold0/first"] == 0.001


def test_a_part_of_table_4_is_compared_with_its_last_system_on_all_folds(table: Table) -> None:
    report = table(4, "--systems infnet-plain infnet-ra --folds 0 1")
    assert list(report["networks"]) == ["baseline", "RA"] and report["reference"] == "RA"
    assert report["differences"]["baseline"]["dice05"]["slices"] == 4
    with pytest.raises(SystemExit, match="table 4 has no unet"):
        table(4, "--systems unet")


def test_whole_volumes_are_scored_by_the_fold_that_never_saw_their_patient(
    table: Table, run: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = table(5, "--systems unet attention-unet")
    assert list(report["networks"]["U-Net"]["slices"]) == ["b-dcm"]
    assert set(report["networks"]["U-Net"]["summary"]) == {"dice", "sensitivity", "specificity", "falseCovid"}
    for name in ("unet", "attention-unet"):
        folds = f"--runs {tmp_path}/runs/{name} --folds 0 --cache {tmp_path}/cache.npz"
        run(f"volumes --network {name} {folds} --side 64 --out {tmp_path}/volumes/{name}.json")
    assert "| b-dcm |" in capsys.readouterr().out
    both = json.loads((tmp_path / "volumes/attention-unet.json").read_text())
    assert both["networks"]["attention-unet@64"]["slices"] == report["networks"]["Attention-UNet"]["slices"]
    assert both["differences"]["attention-unet@64 - unet@64"]["dice"]["slices"] == 1
