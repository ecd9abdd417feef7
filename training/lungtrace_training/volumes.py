"""`python -m lungtrace_training volumes`: scores whole volumes, each by the fold that never saw its patient."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from .crossval import write
from .data.cache import load
from .data.folds import FOLDS
from .hints import Scores
from .measure.table import markdown, markdown_each
from .measure.volumes import MEASURES, score_volumes
from .nets.registry import NETWORKS, trained


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--network", choices=NETWORKS, default="infnet-lite0")
    parser.add_argument(
        "--runs", required=True, help="folder of fold0 to fold4, trained with `train --fold` or `crossval`"
    )
    parser.add_argument("--folds", type=int, nargs="+", choices=range(FOLDS), default=list(range(FOLDS)))
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument(
        "--out", help="JSON file for the scores; compared with other networks' files in the same folder"
    )


def run(args: Namespace) -> None:
    rows = load(args.cache)
    scores: dict[str, Scores] = {}
    for fold in args.folds:
        scores |= score_volumes(trained(args.network, Path(args.runs) / f"fold{fold}"), rows, fold, args.side)
    networks = {f"{args.network}@{args.side}": scores}
    print(markdown_each("patient", scores, MEASURES))
    print(markdown(networks, MEASURES))
    if args.out:
        write(Path(args.out), networks, MEASURES)
