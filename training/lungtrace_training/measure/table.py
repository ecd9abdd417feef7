"""Means with standard errors, and paired differences, as JSON-ready dicts and as markdown."""
import math

import numpy as np


def summary(per_slice):
    """{slice: {measure: value}} -> {measure: {mean, standardError, slices}}; slices without a measure are left out."""
    measures = sorted({name for scores in per_slice.values() for name in scores})
    return {name: _mean([s[name] for s in per_slice.values() if name in s]) for name in measures}


def paired(first, second, measure):
    """Mean of first - second over the slices that both have, with its standard error."""
    both = [k for k in first if k in second and measure in first[k] and measure in second[k]]
    return _mean([first[k][measure] - second[k][measure] for k in both])


def markdown(networks, measures):
    """{network: {slice: scores}} -> table of mean +- standard error, one row a network."""
    lines = ["| network | " + " | ".join(measures) + " |", "|---" * (len(measures) + 1) + "|"]
    for name, per_slice in networks.items():
        means = summary(per_slice)
        cells = [f"{means[m]['mean']:.3f} ± {means[m]['standardError']:.3f}" if m in means else "" for m in measures]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _mean(values):
    error = float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else 0.0
    return {"mean": float(np.mean(values)) if values else None, "standardError": error, "slices": len(values)}
