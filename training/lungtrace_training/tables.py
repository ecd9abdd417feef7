"""`python -m lungtrace_training table`: trains all systems of a table of the paper at the same budget, compares them
per slice.

Tables II (infection), III (ground glass and consolidation) and IV (ablation) are scored on the doctor-labelled slices
of the fold, V on whole volumes of patients that the fold never saw. It resumes when started again; II and V share their
runs.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from torch import nn

from .data.cache import load
from .data.folds import FOLDS, fold_of
from .hints import Bytes, Mask, Scores, Truth
from .measure import volumes
from .measure.overlap import paper_scores
from .measure.slices import read_doctor, score
from .measure.structure import structure_scores
from .measure.table import differences, markdown, markdown_differences, summary
from .predict import Answer, predict
from .semi import PICK
from .systems import TABLES, Budget, System, train_system
from .train.recipe import PRESETS

INFECTION = ("dice05", "dicePaper", "sensitivity", "specificity", "sMeasure", "eMeasure", "mae")
FINDINGS = ("ggo05", "ggoPaper", "consolidation05", "consolidationPaper", "dice05", "dicePaper")
MEASURES = {2: INFECTION, 3: FINDINGS, 4: INFECTION, 5: volumes.MEASURES}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--table", type=int, choices=TABLES, required=True)
    parser.add_argument(
        "--systems",
        nargs="+",
        help="only these, by the name of their run folder (default: all); the last is the reference",
    )
    parser.add_argument(
        "--step", choices=("alone", "doctor"), default="alone", help="alone: only the doctor's slices, as in the paper"
    )
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--data", required=True, help="COVID-SemiSeg root: slices are scored at their stored size")
    parser.add_argument("--runs", required=True, help="folder for the runs")
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="budget of one fold of one system, with both steps and all rounds"
    )
    parser.add_argument("--folds", type=int, nargs="+", choices=range(FOLDS), default=[0])
    parser.add_argument("--pick", type=int, default=PICK, help="slices that Algorithm 1 labels per round (K)")
    parser.add_argument("--limit", type=int, help="total slices that it labels (default: the whole pool)")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--out", required=True, help="JSON file for the scores; the tables go to a .md file beside it")


def run(args: Namespace) -> None:
    rows, slices, measures = load(args.cache), read_doctor(args.data), MEASURES[args.table]
    scores: dict[str, dict[str, Scores]] = {}
    for title, system in chosen(args.table, args.systems).items():
        for fold in args.folds:
            recipe = replace(PRESETS[args.preset], minutes=args.minutes, seed=fold + 1)
            model = train_system(rows, system, Budget(recipe, args.step, args.pick, args.limit), Path(args.runs), fold)
            held = (
                volumes.score_volumes(model, rows, fold, args.side)
                if args.table == 5
                else score_slices(model, slices, fold, args.side)
            )
            scores.setdefault(title, {}).update(held)
    reference = list(scores)[-1]
    text = markdown(scores, measures) + "\n" + markdown_differences(scores, reference, measures)
    print(text)
    out = Path(args.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.with_suffix(".md").write_text(text)
    networks = {title: {"summary": summary(s), "slices": s} for title, s in scores.items()}
    report = {"minutes": args.minutes, "step": args.step, "reference": reference, "networks": networks}
    out.write_text(json.dumps(report | {"differences": differences(scores, reference, measures)}, indent=1) + "\n")


def chosen(table: int, names: Sequence[str] | None) -> dict[str, System]:
    """Returns {title: System} of a table, or only those that `names` lists."""
    systems = TABLES[table]
    unknown = set(names or ()) - {system.name for system in systems.values()}
    if unknown:
        known = ", ".join(system.name for system in systems.values())
        raise SystemExit(f"table {table} has no {', '.join(sorted(unknown))}; choose from {known}")
    return {title: system for title, system in systems.items() if not names or system.name in names}


def score_slices(model: nn.Module, slices: Mapping[int, Truth], fold: int, side: int) -> dict[str, Scores]:
    """Returns {number: scores} of the held-out doctor-labelled slices, with the measures of the paper's tables."""
    folds = fold_of(slices)
    held = [place for place in slices if folds[place] == fold]
    found = predict(model, [slices[place][0] for place in held], side)
    return {str(place): _all_scores(answer, *slices[place][1:]) for place, answer in zip(held, found)}


def _all_scores(answer: Answer, infected: Mask, classes: Bytes) -> Scores:
    paper = paper_scores(answer[0], infected)
    paper["dicePaper"] = paper.pop("dice")
    return paper | structure_scores(answer[0], infected) | score(answer, infected, classes)
