import pytest
import torch
from torch import Tensor

from lungtrace_training.losses import edge_of, hardness, segmentation_loss


def square() -> Tensor:
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 20:40, 20:40] = 1
    return mask


def loss(logits: Tensor, mask: Tensor, weight: float = 1.0) -> float:
    return float(segmentation_loss(logits, mask, hardness(mask), torch.full((len(mask),), weight)))


def test_a_perfect_map_costs_nothing_and_an_inverted_one_much() -> None:
    mask = square()
    logits = 40 * (mask - 0.5)
    assert loss(logits, mask) == pytest.approx(0, abs=1e-4)
    assert loss(-logits, mask) > 10


def test_hardness_is_highest_at_rims_and_one_far_from_them() -> None:
    hard = hardness(square())
    assert hard[0, 0, 20, 20] > 3
    assert float(hard[0, 0, 0, 63]) == 1


def test_hardness_is_the_31_by_31_mean_of_the_paper() -> None:
    mask = square()
    direct = 1 + 5 * (torch.nn.functional.avg_pool2d(mask, 31, 1, 15) - mask).abs()
    assert torch.allclose(hardness(mask), direct, atol=1e-5)


def test_a_slice_of_weight_zero_does_not_count() -> None:
    mask = square()
    assert loss(torch.zeros_like(mask), mask, weight=0.0) == 0


def test_the_edge_is_a_rim_around_the_mask() -> None:
    edge = edge_of(square())[0, 0]
    assert edge[19, 25] == edge[20, 25] == 1
    assert edge[18, 25] == edge[22, 25] == edge[30, 30] == 0
