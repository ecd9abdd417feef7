"""Reads SEGs and a TID 1500 report with dcmqi, as 3D Slicer does, and prints what it finds as JSON.

Arguments: the report, then the SEGs. Of every segment its label and volume in ml; of every group of the report its
tracking identifier and its numbers by the codes of what is measured.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np


def run(program: str, *arguments: str) -> None:
    subprocess.run([Path(sys.executable).parent / program, *arguments], check=True, stdout=subprocess.DEVNULL)


def millilitres(nrrd: Path) -> float:
    """Volume of what is not 0 in an NRRD file of 16-bit voxels, which is what dcmqi writes."""
    header, _, data = nrrd.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in header.decode().splitlines() if ": " in line)
    assert (fields["type"], fields["encoding"], fields["endian"]) == ("short", "gzip", "little")
    directions = [json.loads(f"[{axis.strip('()')}]") for axis in fields["space directions"].split()]
    voxels = np.frombuffer(gzip.decompress(data), dtype="<i2")
    return float(np.count_nonzero(voxels) * abs(np.linalg.det(directions)) / 1000)


def segments(seg: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        run("segimage2itkimage", "--inputDICOM", seg, "--outputDirectory", folder, "-t", "nrrd")
        groups = json.loads(Path(folder, "meta.json").read_text())["segmentAttributes"]
        return {group[0]["SegmentLabel"]: millilitres(Path(folder, f"{n}.nrrd")) for n, group in enumerate(groups, 1)}


def groups(report: str) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "report.json")
        run("tid1500reader", "--inputDICOM", report, "--outputMetadata", str(metadata))
        return {
            group["TrackingIdentifier"]: {
                item["quantity"]["CodeValue"]: float(item["value"]) for item in group["measurementItems"]
            }
            for group in json.loads(metadata.read_text())["Measurements"]
        }


report, *segs = sys.argv[1:]
json.dump({"groups": groups(report), "segments": [segments(seg) for seg in segs]}, sys.stdout)
