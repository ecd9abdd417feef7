"""Reads SEGs with highdicom and prints their segments as a JSON list.

With the positions of their voxels in the patient by the SEG's own geometry, and the pixels that they cover in each
source image.
"""

import json
import sys

import highdicom as hd
import numpy as np
from highdicom.seg import Segmentation


def voxels_in_patient(seg: Segmentation, number: int) -> list[list[float]]:
    volume = seg.get_volume(segment_numbers=[number], combine_segments=True, relabel=True, allow_missing_positions=True)
    indices = np.argwhere(volume.array == 1)
    return np.round(volume.map_indices_to_reference(indices), 3).tolist()


def pixels_by_source(seg: Segmentation, number: int) -> dict[str, list[int]]:
    pixels = {}
    frames = seg.pixel_array.reshape(seg.NumberOfFrames, seg.Rows, seg.Columns)
    for frame, groups in zip(frames, seg.PerFrameFunctionalGroupsSequence):
        if "SegmentIdentificationSequence" not in groups:
            frame = frame == number
            if not frame.any():
                continue
        elif groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber != number:
            continue
        source = groups.DerivationImageSequence[0].SourceImageSequence[0]
        key = f"{source.ReferencedSOPInstanceUID}#{source.get('ReferencedFrameNumber', '')}"
        pixels[key] = np.flatnonzero(frame).tolist()
    return pixels


def segment(seg: Segmentation, number: int) -> dict[str, object]:
    description = seg.get_segment_description(number)
    return {
        "number": number,
        "label": description.SegmentLabel,
        "category": description.segmented_property_category.meaning,
        "type": [description.segmented_property_type.value, description.segmented_property_type.scheme_designator],
        "trackingUid": description.tracking_uid,
        "voxels": voxels_in_patient(seg, number),
        "pixels": pixels_by_source(seg, number),
    }


def segmentation(path: str) -> dict[str, object]:
    seg = hd.seg.segread(path)
    references = seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence
    return {
        "frames": int(seg.NumberOfFrames),
        "bytes": len(seg.PixelData),
        "referenced": [reference.ReferencedSOPInstanceUID for reference in references],
        "segments": [segment(seg, number) for number in seg.segment_numbers],
    }


print(json.dumps([segmentation(path) for path in sys.argv[1:]]))
