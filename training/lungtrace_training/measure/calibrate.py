"""One fixed temperature: the factor on the infection logits that the paper's mean Dice likes best on training slices."""
import numpy as np

from ..predict import predict
from .overlap import paper_scores

TEMPERATURES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
SMALL = 1e-6


def best_temperature(model, slices, side):
    """Slices [(grey, infection bool, classes)] that the network was trained on -> one of TEMPERATURES."""
    found = [answer[0] for answer in predict(model, [grey for grey, *_ in slices], side)]
    truths = [infected for _, infected, _ in slices]

    def mean_dice(temperature):
        return np.mean([paper_scores(sharpen(p, temperature), t)["dice"] for p, t in zip(found, truths)])

    return max(TEMPERATURES, key=mean_dice)


def sharpen(probability, temperature):
    """Probability map with its logit multiplied by `temperature`; 0.5 stays 0.5."""
    p = np.clip(probability.astype(np.float64), SMALL, 1 - SMALL)
    return 1 / (1 + ((1 - p) / p) ** temperature)
