"""`python -m lungtrace_training evaluate`: scores a run on doctor-labelled slices that it never saw and on whole CT
series.
"""

import json
from argparse import ArgumentParser, Namespace

from .data.folds import fold_of
from .measure.ct import measure_series
from .measure.slices import read_doctor, score
from .measure.table import summary
from .nets.registry import NETWORKS, trained
from .predict import predict


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet")
    parser.add_argument("--folder", nargs="+", required=True, help="run, or several for the mean of their weights")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--data", help="COVID-SemiSeg root: score its doctor-labelled slices")
    parser.add_argument("--fold", type=int, choices=range(5), help="only the slices of this fold")
    parser.add_argument("--ct", help="folder of CT series with labels.json")
    parser.add_argument("--series", nargs="*", default=["covid-P001", "normal-001"])
    parser.add_argument("--gate", type=float, default=0.5)


def run(args: Namespace) -> None:
    model = trained(args.network, *args.folder)
    if args.data:
        slices = read_doctor(args.data)
        folds = fold_of(slices)
        chosen = {p: s for p, s in slices.items() if args.fold is None or folds[p] == args.fold}
        found = predict(model, [s[0] for s in chosen.values()], args.side, temperature=args.temperature)
        scores = {str(p): score(answer, *s[1:]) for (p, s), answer in zip(chosen.items(), found)}
        print(json.dumps(summary(scores), indent=1))
    for name in args.series if args.ct else ():
        print(name, json.dumps(measure_series(model, args.ct, name, args.side, args.gate, args.temperature)))
