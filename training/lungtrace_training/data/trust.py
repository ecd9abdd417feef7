"""How much a pseudo label is trusted: on clean slices the labels show blobs that are not there."""

from collections.abc import Sequence

import numpy as np

from ..hints import Bytes

CLEAN_AREA, SURE_AREA = 0.0015, 0.01
NEIGHBOURS = 2


def trust_pseudo(masks: Sequence[Bytes]) -> list[tuple[float, int]]:
    """Soft masks 0..255 of one volume in order -> [(weight of the mask in the loss, gate label 1, 0 or -1)].

    A slice is clean where its own and its neighbours' labelled share is below 0.15 % of the pixels, and infected above
    1 %; in between its gate label is unknown, and the weight falls with the share.
    """
    own = np.array([(mask > 127).mean() for mask in masks])
    padded = np.pad(own, NEIGHBOURS, mode="edge")
    around = np.array([np.median(padded[i : i + 2 * NEIGHBOURS + 1]) for i in range(len(own))])
    return [_judge(a, b) for a, b in zip(own, around)]


def _judge(own: float, around: float) -> tuple[float, int]:
    if max(own, around) < CLEAN_AREA:
        return 0.5, 0
    sure = min(own, around) > SURE_AREA
    return float(np.clip(min(own, around) / SURE_AREA, 0.15, 1.0)), 1 if sure else -1
