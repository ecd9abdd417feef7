"""`python -m lungtrace_training ablate`: Table IV (without PPD, RA, EA) and the U-Nets, at one equal small budget."""
from dataclasses import replace
from pathlib import Path

from .crossval import MEASURES, write
from .data.cache import load
from .data.folds import FOLDS, fold_of
from .measure.slices import read_doctor, score
from .measure.table import markdown
from .nets.registry import NETWORKS
from .predict import predict
from .steps import train_step
from .train.recipe import DOCTOR_SHARES, PRESETS


def add_arguments(parser):
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--data", required=True, help="COVID-SemiSeg root")
    parser.add_argument("--runs", required=True, help="folder for the runs")
    parser.add_argument("--minutes", type=float, default=10.0, help="budget of one network, from scratch in one step")
    parser.add_argument("--fold", type=int, choices=range(FOLDS), default=0, help="the slices to score on")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--out", required=True, help="JSON file for the scores; the table lies beside it")


def run(args):
    rows, slices = load(args.cache), read_doctor(args.data)
    recipe = replace(PRESETS[args.preset], minutes=args.minutes, shares=DOCTOR_SHARES)
    held = [place for place, fold in fold_of(slices).items() if fold == args.fold]
    scores = {}
    for name in args.networks:
        model = train_step(rows, name, "doctor", recipe, Path(args.runs) / name, None, args.fold)
        found = predict(model, [slices[place][0] for place in held], args.side)
        scores[name] = {str(place): score(answer, *slices[place][1:]) for place, answer in zip(held, found)}
    print(markdown(scores, MEASURES))
    write(Path(args.out), scores)
