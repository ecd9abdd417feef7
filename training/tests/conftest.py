"""Small made-up slices with the shape of the real cache."""
import numpy as np
import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    kinds = np.array(["doctor"] * 5 + ["pseudo"] * 6 + ["ct"] * 3)
    count, side = len(kinds), 96
    image = rng.integers(0, 255, (count, side, side)).astype(np.uint8)
    mask = np.zeros((count, side, side), np.uint8)
    mask[kinds != "ct", 20:50, 30:60] = 255
    classes = np.full((count, side, side), 255, np.uint8)
    classes[kinds == "doctor"] = 0
    classes[kinds == "doctor", 20:50, 30:45] = 1
    classes[kinds == "doctor", 20:50, 45:60] = 2
    volume = np.array([f"doctor-{i}" for i in range(5)] + ["a", "a", "a", "a", "b", "b", "c", "c", "c"])
    return {
        "image": image, "mask": mask, "classes": classes, "kind": kinds, "volume": volume,
        "place": np.array([10, 43, 1, 2, 3, *range(9)]), "weight": np.ones(count, np.float32),
        "gate": np.array([1] * 5 + [-1, 1, 1, 0, 1, 1] + [0] * 3),
        "lungs": np.zeros((count, side, side), np.uint8), "has_lungs": np.zeros(count, bool),
    }
