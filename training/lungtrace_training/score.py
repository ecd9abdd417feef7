"""`python -m lungtrace_training score`: the folds of step `mixed` on everything that they did not see, beside another
network.

Doctor-labelled slices at their stored size; the experts' volumes, planning CT and single slices from the cache, by
patient. Every row of the table compares both networks on the same patients: paired difference with standard error.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .data.cache import load
from .data.folds import FOLDS, fold_of, of_kind, split
from .export.onnx_network import OnnxNetwork
from .hints import Scores, Truth
from .measure.overlap import auc
from .measure.patients import score_rows
from .measure.slices import read_doctor, score
from .measure.table import Mean, paired, summary
from .nets.registry import NETWORKS, trained
from .predict import predict

HANDS = {"doctor": 0, "expert": 1}
Entry = Mapping[str, float | list[float]]  # Scores, or PatientScores
ROWS = (
    ("doctor", "dice05"),
    ("doctor", "dicePaper"),
    ("doctor", "ggoPaper"),
    ("doctor", "consolidationPaper"),
    ("expert", "infection"),
    ("expert", "lungs"),
    ("chest", "foundPercent"),
    ("chest", "lungs"),
    ("slice", "foundPercent"),
    ("slice", "lungs"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument("--runs", required=True, help="folder with the runs fold0 ... fold4")
    parser.add_argument(
        "--against", required=True, help="an exported .onnx file; its own training slices are not excluded"
    )
    parser.add_argument(
        "--data", required=True, help="COVID-SemiSeg root: its 50 slices are scored at their stored size"
    )
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--every", type=int, default=1, help="use only every n-th row of volumes and single slices")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="JSON file for the scores; the table goes to a .md file beside it")


def run(args: Namespace) -> None:
    torch.set_num_threads(args.threads)
    rows, slices = load(args.cache), read_doctor(args.data)
    other = OnnxNetwork(args.against, args.threads)
    scores: dict[str, dict[str, Entry]] = {name: {} for name in ("against", *HANDS)}
    for fold in range(FOLDS):
        folder = Path(args.runs) / f"fold{fold}"
        if not (folder / "checkpoint.pt").exists():
            continue
        model = trained(args.network, folder)
        held = {n: slice for n, slice in slices.items() if fold_of(slices)[n] == fold}
        picks = of_kind(rows, split(rows, fold)[1], "expert", "chest", "slice")[:: args.every]
        for name, network, hand in (("against", other, None), *((name, model, hand) for name, hand in HANDS.items())):
            scores[name] |= doctor_scores(network, held, args.side, hand)
            scores[name] |= score_rows(network, rows, picks, args.side, hand)
    out = Path(args.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(scores, indent=1) + "\n")
    out.with_suffix(".md").write_text(table(scores))
    print(table(scores))


def doctor_scores(network: nn.Module, slices: Mapping[int, Truth], side: int, hand: int | None) -> dict[str, Scores]:
    """{number: (grey, infected, classes)} -> {doctor/number: scores} at the stored size."""
    found = predict(network, [grey for grey, *_ in slices.values()], side, hand=hand)
    return {
        f"doctor/{n}": score(answer, infected, classes)
        for answer, (n, (_, infected, classes)) in zip(found, slices.items())
    }


def table(scores: Mapping[str, Mapping[str, Entry]]) -> str:
    """{network: {kind/patient: scores}} -> markdown: one row per measure, then how well the gates separate infected
    from clean.
    """
    names = list(HANDS)
    lines = ["| on | measure | n | against | " + " | ".join(f"{name}'s hand | difference" for name in names) + " |"]
    lines.append("|---" * (4 + 2 * len(names)) + "|")
    for kind, measure in ROWS:
        own = {name: _measures(of, kind) for name, of in scores.items()}
        cells = [_cell(summary(own["against"]).get(measure))]
        for name in names:
            cells += [_cell(summary(own[name]).get(measure)), _cell(paired(own[name], own["against"], measure))]
        lines.append(f"| {kind} | {measure} | {len(own['doctor'])} | " + " | ".join(cells) + " |")
    for name, of in scores.items():
        gates = [(gate, k.startswith("expert/")) for k, s in of.items() for gate in _gates(s)]
        values, infected = np.array(gates).T
        lines.append(
            f"\nGate ({name}), experts' slices against those without infection: AUC {auc(values, infected == 1):.3f}"
        )
    return "\n".join(lines) + "\n"


def _measures(scores: Mapping[str, Entry], kind: str) -> dict[str, Scores]:
    """Returns the numbers of one kind of patients, without the gates of single slices."""
    return {
        k: {m: v for m, v in s.items() if not isinstance(v, list)}
        for k, s in scores.items()
        if k.startswith(kind + "/")
    }


def _gates(scores: Entry) -> list[float]:
    gates = scores.get("gates")
    return gates if isinstance(gates, list) else []


def _cell(value: Mean | None) -> str:
    return "" if not value or value["mean"] is None else f"{value['mean']:.3f} ± {value['standardError']:.3f}"
