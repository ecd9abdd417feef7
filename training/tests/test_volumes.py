import pytest
import torch
from torch import Tensor

from lungtrace_training.data.folds import folds_of
from lungtrace_training.hints import Outputs, Rows, Scores
from lungtrace_training.measure.volumes import score_volumes


class LeftIsInfected(torch.nn.Module):
    """Infection on the left half of whatever it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.nn.Parameter(torch.tensor(30.0))

    def forward(self, image: Tensor) -> Outputs:
        return {"infection": [self.scale * torch.linspace(1, -1, image.shape[3]).sign().expand_as(image)]}


@pytest.fixture
def drawn(rows: Rows) -> Rows:
    """Volume `a` has three slices that experts drew on and a clean one, `b` none of theirs, `c` no infection."""
    rows["kind"][5:8] = "expert"
    rows["mask"][8] = 0
    rows["volume"][14] = "d"
    return rows


def scores_of(rows: Rows) -> dict[str, Scores]:
    folds = folds_of(rows)
    held = {
        volume: score_volumes(LeftIsInfected(), rows, int(folds[i]), 96)
        for i, volume in ((5, "a"), (9, "b"), (11, "c"))
    }
    return {volume: scores.get(volume, {}) for volume, scores in held.items()}


def test_a_volume_is_scored_over_all_its_pixels_clean_slices_too(drawn: Rows) -> None:
    half, hit, truth = 96 * 48, 30 * 18, 30 * 30
    scores = scores_of(drawn)["a"]
    assert scores["dice"] == pytest.approx(2 * 3 * hit / (4 * half + 3 * truth))
    assert scores["sensitivity"] == pytest.approx(hit / truth)
    assert scores["specificity"] == pytest.approx(1 - (4 * half - 3 * hit) / (4 * 96 * 96 - 3 * truth))
    assert scores["falseCovid"] == 50


def test_volumes_without_infection_have_their_own_measure_and_those_no_expert_drew_on_have_none(drawn: Rows) -> None:
    scores = scores_of(drawn)
    assert scores["c"] == {"falseOther": 50} and scores["b"] == {}


def test_slices_of_which_nothing_is_known_do_not_count(drawn: Rows) -> None:
    before = scores_of(drawn)["a"]
    drawn["kind"][5], drawn["gate"][5] = "pseudo", -1
    assert scores_of(drawn)["a"]["dice"] != before["dice"]
    drawn["kind"][5:8], drawn["gate"][5:8] = "pseudo", -1
    assert scores_of(drawn)["a"] == {}
