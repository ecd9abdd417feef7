"""What a department writes for itself: python segment_ct.py FOLDER OUT NETWORK WEIGHTS.pt SIDE.

pydicom reads a chest CT, scipy finds the lungs and resamples, PyTorch runs the network, highdicom writes two SEG
(findings, lungs). Prints one JSON line: stages in ms, processor time, peak memory. Neither tuned nor slowed down:
batches of 8, float32, all cores.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import highdicom as hd
import numpy as np
import pydicom
import torch
from highdicom.sr.coding import CodedConcept
from pydicom import Dataset
from pydicom.sr.codedict import codes
from scipy import ndimage

from lungtrace_training.nets.registry import make_network

LOW_HU, HIGH_HU, AIR_HU = -1100.0, 260.0, -400
TEMPERATURE, GATE, THRESHOLD, BATCH = 6.0, 0.2, 0.5, 8
MARGIN, LEAST_LITRES = 0.02, 0.3
STAGES: dict[str, float] = {}
Result = TypeVar("Result")


def stage(name: str, work: Callable[..., Result], *given: Any) -> Result:  # noqa: ANN401
    """Does the work and notes how long it took, ms."""
    start = time.perf_counter()
    result = work(*given)
    STAGES[name] = 1000 * (time.perf_counter() - start)
    return result


def read(folder: str) -> list[Dataset]:
    """Slices from head to foot."""
    slices = [pydicom.dcmread(path) for path in Path(folder).iterdir()]
    return sorted(slices, key=lambda s: -float(s.ImagePositionPatient[2]))


def decode(slices: list[Dataset]) -> np.ndarray:
    """HU [z,y,x], int16; padding becomes air."""
    volume = [s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices]
    return np.maximum(np.stack(volume), -1024).astype(np.int16)


def find_lungs(hu: np.ndarray, voxel_ml: float) -> np.ndarray:
    """Air inside the body, closed slice by slice, bool [z,y,x]."""
    air = hu < AIR_HU
    outside, _ = ndimage.label(air)
    border = np.unique(np.concatenate([outside[:, 0].ravel(), outside[:, -1].ravel(), outside[:, :, 0].ravel()]))
    inside = air & ~np.isin(outside, border[border > 0])
    parts, count = ndimage.label(inside)
    sizes = ndimage.sum_labels(inside, parts, np.arange(1, count + 1)) * voxel_ml / 1000
    lungs = np.isin(parts, 1 + np.flatnonzero(sizes > LEAST_LITRES))
    disc = ndimage.iterate_structure(ndimage.generate_binary_structure(2, 1), 7)
    return np.stack([ndimage.binary_fill_holes(ndimage.binary_closing(slice_, disc)) for slice_ in lungs])


def boxes(lungs: np.ndarray) -> dict[int, tuple[slice, slice]]:
    """Slice with lung -> its box with a margin."""
    found = {}
    for z, mask in enumerate(lungs):
        if mask.any():
            ranges = []
            for axis, length in enumerate(mask.shape):
                hit = np.flatnonzero(mask.any(axis=1 - axis))
                margin = int(np.ceil(MARGIN * (hit[-1] + 1 - hit[0])))
                ranges.append(slice(max(0, hit[0] - margin), min(length, hit[-1] + 1 + margin)))
            found[z] = (ranges[0], ranges[1])
    return found


def resample(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    factors = [new / old for new, old in zip(shape, image.shape)]
    return ndimage.zoom(image, factors, order=1, grid_mode=True, mode="nearest")


def infer(hu: np.ndarray, lungs: np.ndarray, network: torch.nn.Module, side: int) -> np.ndarray:
    """Findings uint8 [z,y,x]: 1 ground glass, 2 consolidation."""
    found = boxes(lungs)
    findings = np.zeros(hu.shape, np.uint8)
    order = list(found)
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        grey = [np.clip((hu[z][found[z]] - LOW_HU) / (HIGH_HU - LOW_HU), 0, 1) for z in part]
        images = np.stack([resample(image.astype(np.float32), (side, side)) for image in grey])[:, None]
        with torch.inference_mode():
            out = network(torch.from_numpy(images))
            infection = torch.sigmoid(out["infection"][0] * TEMPERATURE)
            consolidation, gate = torch.sigmoid(out["finding"]), torch.sigmoid(out["gate"])
        for n, z in enumerate(part):
            if float(gate[n]) < GATE:
                continue
            shape = (found[z][0].stop - found[z][0].start, found[z][1].stop - found[z][1].start)
            infected = resample(infection[n, 0].numpy(), shape) >= THRESHOLD
            dense = resample(consolidation[n, 0].numpy(), shape) >= THRESHOLD
            findings[z][found[z]] = np.where(infected, 1 + dense, 0) * lungs[z][found[z]]
    return findings


def seg(slices: list[Dataset], mask: np.ndarray, labels: list[tuple[str, CodedConcept]], number: int) -> Dataset:
    """BINARY SEG with a segment for each label that occurs."""
    algorithm = hd.AlgorithmIdentificationSequence(
        name="Inf-Net", version="1", family=codes.cid7162.ArtificialIntelligence
    )
    present = [value for value in range(1, len(labels) + 1) if (mask == value).any()]
    segments = [
        hd.seg.SegmentDescription(
            segment_number=at + 1,
            segment_label=labels[value - 1][0],
            segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
            segmented_property_type=labels[value - 1][1],
            algorithm_type=hd.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
            algorithm_identification=algorithm,
        )
        for at, value in enumerate(present)
    ]
    pixels = np.stack([mask == value for value in present], axis=-1).astype(np.uint8)
    return hd.seg.Segmentation(
        source_images=slices,
        pixel_array=pixels,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=segments,
        series_instance_uid=hd.UID(),
        series_number=number,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="department",
        manufacturer_model_name="script",
        software_versions="1",
        device_serial_number="1",
    )


def write(slices: list[Dataset], lungs: np.ndarray, findings: np.ndarray, out: Path) -> None:
    ggo = CodedConcept("112120", "DCM", "Ground glass opacity")
    dense = CodedConcept("95436008", "SCT", "Lung consolidation")
    lung = CodedConcept("39607008", "SCT", "Lung")
    if findings.any():
        seg(slices, findings, [("GGO", ggo), ("Consolidation", dense)], 100).save_as(out / "findings.dcm")
    seg(slices, lungs.astype(np.uint8), [("Lungs", lung)], 101).save_as(out / "lungs.dcm")


def load(name: str, weights: str) -> torch.nn.Module:
    network = make_network(name)
    network.load_state_dict(torch.load(weights, weights_only=True))
    return network.eval()


def main(folder: str, out: str, name: str, weights: str, side: str) -> None:
    network = stage("load", load, name, weights)
    slices = stage("read", read, folder)
    hu = stage("decode", decode, slices)
    spacing = [*(float(v) for v in slices[0].PixelSpacing)]
    gap = abs(float(slices[1].ImagePositionPatient[2]) - float(slices[0].ImagePositionPatient[2]))
    voxel_ml = spacing[0] * spacing[1] * gap / 1000
    lungs = stage("lungs", find_lungs, hu, voxel_ml)
    findings = stage("infection", infer, hu, lungs, network, int(side))
    Path(out).mkdir(parents=True, exist_ok=True)
    stage("seg", write, slices, lungs, findings, Path(out))
    used = resource.getrusage(resource.RUSAGE_SELF)
    result = {
        "slices": len(slices),
        "processorMs": 1000 * (used.ru_utime + used.ru_stime),
        "peakMemoryMiB": used.ru_maxrss / 1024,
        "infectedPercent": float(100 * (findings > 0).sum() / max(1, lungs.sum())),
        "timingsMs": STAGES,
        "torch": torch.__version__,
    }
    print(json.dumps(result))


main(*sys.argv[1:])
