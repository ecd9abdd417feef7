"""Small made-up slices with the shape of the real cache."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from lungtrace_training.hints import Rows

torch.set_num_threads(1)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """Removed after each test: the checkpoints of all of them take 14 GB."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.fixture
def rows() -> Rows:
    rng = np.random.default_rng(0)
    kinds = np.array(["doctor"] * 5 + ["pseudo"] * 6 + ["ct"] * 3 + ["expert"] * 3 + ["chest"] * 2 + ["slice"] * 2)
    count, side = len(kinds), 96
    image = rng.integers(0, 255, (count, side, side)).astype(np.uint8)
    mask = np.zeros((count, side, side), np.uint8)
    mask[np.isin(kinds, ("doctor", "pseudo", "expert")), 20:50, 30:60] = 255
    has_lungs = np.isin(kinds, ("expert", "chest", "slice"))
    lungs = np.zeros((count, side, side), np.uint8)
    lungs[has_lungs, 10:80, 20:80] = 255
    classes = np.full((count, side, side), 255, np.uint8)
    classes[kinds == "doctor"] = 0
    classes[kinds == "doctor", 20:50, 30:45] = 1
    classes[kinds == "doctor", 20:50, 45:60] = 2
    volume = np.array(
        [f"doctor-{i}" for i in range(5)]
        + ["a", "a", "a", "a", "b", "b", "c", "c", "c", "a", "d", "d", "e", "f", "g", "h"]
    )
    return {
        "image": image,
        "mask": mask,
        "classes": classes,
        "lungs": lungs,
        "has_lungs": has_lungs,
        "kind": kinds,
        "volume": volume,
        "place": np.array([10, 43, 1, 2, 3, *range(16)]),
        "weight": np.ones(count, np.float32),
        "gate": np.array([1] * 5 + [-1, 1, 1, 0, 1, 1] + [0] * 3 + [1] * 3 + [0] * 4),
    }
