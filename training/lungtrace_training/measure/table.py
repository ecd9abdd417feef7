"""Means with standard errors, and paired differences, as JSON-ready dicts and as markdown."""

import math
from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from ..hints import PerSlice


class Mean(TypedDict):
    """A mean (None without values), its standard error and the number of slices."""

    mean: float | None
    standardError: float
    slices: int


def summary(per_slice: PerSlice) -> dict[str, Mean]:
    """{slice: {measure: value}} -> {measure: Mean}; slices without a measure are left out."""
    measures = sorted({name for scores in per_slice.values() for name in scores})
    return {name: _mean([s[name] for s in per_slice.values() if name in s]) for name in measures}


def paired(first: PerSlice, second: PerSlice, measure: str) -> Mean:
    """Mean and standard error of first - second over the slices that both have."""
    both = [k for k in first if k in second and measure in first[k] and measure in second[k]]
    return _mean([first[k][measure] - second[k][measure] for k in both])


def markdown(networks: Mapping[str, PerSlice], measures: Sequence[str]) -> str:
    """{network: {slice: scores}} -> table of mean ± standard error, one row per network."""
    rows = {name: summary(per_slice) for name, per_slice in networks.items()}
    cells = {name: [_with_error(means.get(m)) for m in measures] for name, means in rows.items()}
    return _rows("network", cells, measures)


def markdown_each(heading: str, per_slice: PerSlice, measures: Sequence[str]) -> str:
    """{slice or volume: scores} -> table, one row each."""
    cells = {name: [f"{s[m]:.3f}" if m in s else "" for m in measures] for name, s in per_slice.items()}
    return _rows(heading, cells, measures)


def differences(
    networks: Mapping[str, PerSlice], reference: str, measures: Sequence[str]
) -> dict[str, dict[str, Mean]]:
    """{network: {slice: scores}} -> {network: {measure: paired difference to `reference`}} of all other networks."""
    rest = {name: per_slice for name, per_slice in networks.items() if name != reference}
    return {name: {m: paired(per_slice, networks[reference], m) for m in measures} for name, per_slice in rest.items()}


def markdown_differences(networks: Mapping[str, PerSlice], reference: str, measures: Sequence[str]) -> str:
    """The differences as a table of mean ± standard error, one row per network."""
    rows = differences(networks, reference, measures)
    cells = {name: [_with_error(means[m], "+") for m in measures] for name, means in rows.items()}
    return _rows(f"minus {reference}", cells, measures)


def _rows(heading: str, rows: Mapping[str, Sequence[str]], measures: Sequence[str]) -> str:
    lines = [f"| {heading} | " + " | ".join(measures) + " |", "|---" * (len(measures) + 1) + "|"]
    return "\n".join(lines + [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()]) + "\n"


def _with_error(mean: Mean | None, sign: str = "") -> str:
    if mean is None or mean["mean"] is None:
        return ""
    return f"{mean['mean']:{sign}.3f} ± {mean['standardError']:.3f}"


def _mean(values: Sequence[float]) -> Mean:
    error = float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else 0.0
    return {"mean": float(np.mean(values)) if values else None, "standardError": error, "slices": len(values)}
