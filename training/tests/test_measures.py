import numpy as np
import pytest

from lungtrace_training.hints import Mask
from lungtrace_training.measure.calibrate import sharpen
from lungtrace_training.measure.overlap import auc, dice_at, paper_scores
from lungtrace_training.measure.structure import mean_e_measure, s_measure, structure_scores
from lungtrace_training.measure.table import paired, summary


@pytest.fixture
def truth() -> Mask:
    mask = np.zeros((40, 50), bool)
    mask[10:20, 5:30] = True
    return mask


def test_a_perfect_map_scores_one_everywhere(truth: Mask) -> None:
    scores = paper_scores(truth.astype(float), truth) | structure_scores(truth.astype(float), truth)
    for name in ("sensitivity", "precision", "sMeasure"):
        assert scores[name] == pytest.approx(1, abs=0.01), name
    assert scores["dice"] == pytest.approx(1, abs=0.01)
    assert scores["mae"] == 0


def test_dice_counts_by_hand() -> None:
    found, truth = np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False])
    assert dice_at(found, truth) == pytest.approx(2 * 1 / (2 + 2))
    assert dice_at(np.zeros(4), truth) == 0


def test_paper_scores_equal_a_loop_over_thresholds(truth: Mask) -> None:
    probability = np.rint(np.random.default_rng(1).random(truth.shape) * 255) / 255
    scaled = (probability - probability.min()) / (probability.max() - probability.min())
    dice = [dice_at(scaled, truth, t / 255 - 1e-9) for t in range(256)]
    assert paper_scores(probability, truth)["dice"] == pytest.approx(np.mean(dice))


def test_e_measure_equals_the_pixelwise_formula(truth: Mask) -> None:
    scaled = np.random.default_rng(2).random(truth.shape)
    values = []
    for threshold in np.linspace(0, 1, 256):
        a, b = truth - truth.mean(), (scaled >= threshold) - (scaled >= threshold).mean()
        values.append(((2 * a * b / (a * a + b * b + 1e-16) + 1) ** 2 / 4).sum() / (truth.size - 1))
    assert mean_e_measure(scaled, truth) == pytest.approx(np.mean(values))


def test_s_measure_of_an_empty_truth_is_what_the_map_leaves_empty() -> None:
    assert s_measure(np.full((4, 4), 0.25), np.zeros((4, 4), bool)) == pytest.approx(0.75)


def test_auc_counts_ties_half_and_needs_both_classes() -> None:
    assert auc([1, 1, 0], [True, False, False]) == pytest.approx(0.75)
    assert auc([1, 2], [True, True]) is None


def test_sharpening_moves_no_pixel_across_one_half() -> None:
    p = np.linspace(0.01, 0.99, 99)
    assert ((sharpen(p, 4) >= 0.5) == (p >= 0.5)).all()
    assert sharpen(np.array([0.6]), 4)[0] > 0.8


def test_paired_differences_use_only_slices_that_both_have() -> None:
    first, second = {"1": {"d": 0.8}, "2": {"d": 0.6}, "3": {}}, {"1": {"d": 0.7}, "2": {"d": 0.6}, "4": {"d": 0.1}}
    assert paired(first, second, "d") == {
        "mean": pytest.approx(0.05),
        "standardError": pytest.approx(0.05),
        "slices": 2,
    }
    assert summary(first)["d"]["slices"] == 2
