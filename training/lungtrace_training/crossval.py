"""`python -m lungtrace_training crossval`: five-fold cross-validation of step `doctor` or `alone`, or of a two-step
head.

Every slice is scored by a network that never saw it.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from torch import nn

from .classes import train_classes
from .data.cache import load
from .data.folds import FOLDS, fold_of
from .hints import PerSlice, Rows, Scores, Truth
from .measure.calibrate import best_temperature
from .measure.slices import read_doctor, score
from .measure.table import markdown, paired, summary
from .nets.registry import CLASS_NETWORKS, NETWORKS, trained
from .predict import predict
from .steps import train_step
from .train.recipe import PRESETS, for_step

MEASURES = ("dice05", "dicePaper", "ggo05", "ggoPaper", "consolidation05", "consolidationPaper")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS | CLASS_NETWORKS, default="infnet")
    parser.add_argument(
        "--step",
        choices=("mixed", "doctor", "alone"),
        default="doctor",
        help="mixed: what is shipped; alone: without pseudo labels, from scratch",
    )
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--data", required=True, help="COVID-SemiSeg root: slices are scored at their stored size")
    parser.add_argument(
        "--weights", nargs=1, help="run of step `pseudo` to start every fold from (default: from scratch)"
    )
    parser.add_argument(
        "--relabel",
        action="store_true",
        help="let each fold label the pseudo-labelled slices itself after 60 %% of its budget",
    )
    parser.add_argument("--first-runs", help="for mc and fcn8s: folder of the five runs that make their infection maps")
    parser.add_argument("--first", choices=NETWORKS, default="infnet", help="the network of these runs")
    parser.add_argument("--runs", required=True, help="folder for the five runs")
    parser.add_argument("--minutes", type=float, default=5.0, help="time budget of one fold")
    parser.add_argument(
        "--folds",
        type=int,
        nargs="+",
        help="train only these folds, without scores (to share the work between processes)",
    )
    parser.add_argument("--sides", type=int, nargs="+", default=[256], help="input sizes to compare")
    parser.add_argument(
        "--out", help="JSON file for the scores; compared with other networks' files in the same folder"
    )


def run(args: Namespace) -> None:
    if args.network in CLASS_NETWORKS and not args.first_runs:
        raise SystemExit(f"{args.network} needs --first-runs: the folder of the folds that make its infection maps")
    rows, slices = load(args.cache), read_doctor(args.data)
    scores: dict[str, dict[str, Scores]] = {}
    for fold in args.folds or range(FOLDS):
        model = train_fold(rows, args, fold)
        for side in () if args.folds else args.sides:
            scores.setdefault(f"{name_of(args)}@{side}", {}).update(score_fold(model, slices, fold, side))
    if scores:
        print(markdown(scores, MEASURES))
    if scores and args.out:
        write(Path(args.out), scores)


def name_of(args: Namespace) -> str:
    """Returns the name that the paper's tables use: the network, with `-alone` if it had only the doctor's labels."""
    return args.network + ("-alone" if args.step == "alone" else "")


def train_fold(rows: Rows, args: Namespace, fold: int) -> nn.Module:
    """Trains, resumes or finds finished one fold under `args.runs`; returns the averaged network."""
    folder = Path(args.runs) / f"fold{fold}"
    preset = replace(PRESETS[args.preset], minutes=args.minutes, seed=fold + 1)
    if args.network in CLASS_NETWORKS:
        first = trained(args.first, Path(args.first_runs) / f"fold{fold}")
        return train_classes(rows, args.network, preset, first, folder, fold, args.step)
    recipe = for_step(preset, args.step, not args.weights)
    return train_step(rows, args.network, args.step, recipe, folder, args.weights, fold, args.relabel)


def score_fold(model: nn.Module, slices: Mapping[int, Truth], fold: int, side: int) -> dict[str, Scores]:
    """Scores the held-out slices; the temperature is chosen on the slices that the fold was trained on."""
    folds = fold_of(slices)
    held = [place for place in slices if folds[place] == fold]
    rest = [slices[place] for place in slices if folds[place] != fold]
    temperature = best_temperature(model, rest, side)
    found = predict(model, [slices[place][0] for place in held], side, temperature=temperature)
    return {
        str(place): score(answer, *slices[place][1:]) | {"temperature": temperature}
        for place, answer in zip(held, found)
    }


def write(out: Path, scores: Mapping[str, PerSlice], measures: Sequence[str] = MEASURES) -> None:
    """Writes the scores of this network and the paired differences to the networks whose files lie beside `out`."""
    report = {name: {"summary": summary(s), "slices": s} for name, s in scores.items()}
    others: dict[str, PerSlice] = {}
    for path in sorted(out.parent.glob("*.json")):
        if path != out:
            others |= {name: part["slices"] for name, part in json.loads(path.read_text())["networks"].items()}
    differences = {
        f"{mine} - {theirs}": {m: paired(scores[mine], others[theirs], m) for m in measures}
        for mine in scores
        for theirs in others
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"networks": report, "differences": differences}, indent=1) + "\n")
    out.with_suffix(".md").write_text(markdown({**scores, **others}, measures))
