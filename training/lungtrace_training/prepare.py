"""`python -m lungtrace_training prepare`: builds the training cache."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np

from .data.cache import SIDE, build


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", required=True, help="COVID-SemiSeg root (holds TrainingSet/)")
    parser.add_argument(
        "--expert",
        help="infection/ and lungs/ drawn by radiologists on COVID-SemiSeg's pool; replace pseudo labels",
    )
    parser.add_argument("--ct", help="folder of CT series (lowdose-toshiba, labels.json) for negatives")
    parser.add_argument("--chest", help="folder of CT series without COVID-19, NAME/, with lungs, NAME-lungs.npz")
    parser.add_argument("--slices", help="folder of single slices without COVID-19 (Imgs/) and their lungs (Lungs/)")
    parser.add_argument("--cache", default="cache/slices.npz")
    parser.add_argument("--side", type=int, default=SIDE, help="image size in pixels")


def run(args: Namespace) -> None:
    rows = build(args.data, args.side, args.expert, args.ct, args.chest, args.slices)
    target = Path(args.cache)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial.npz")
    np.savez(partial, **rows)
    os.replace(partial, target)
    for kind in np.unique(rows["kind"]):
        chosen = rows["kind"] == kind
        gates = {int(g): int((rows["gate"][chosen] == g).sum()) for g in np.unique(rows["gate"][chosen])}
        print(f"{kind}: {chosen.sum()} slices, gate labels {gates}, mean weight {rows['weight'][chosen].mean():.2f}")
