"""Reads TID 1500 reports with highdicom and prints, as a JSON list, what they say."""

import json
import sys
from typing import TypeAlias

import highdicom as hd

MeasurementGroup: TypeAlias = (
    hd.sr.VolumetricROIMeasurementsAndQualitativeEvaluations | hd.sr.MeasurementsAndQualitativeEvaluations
)
Report: TypeAlias = hd.sr.EnhancedSR | hd.sr.ComprehensiveSR | hd.sr.Comprehensive3DSR


def code(concept: hd.sr.CodedConcept) -> list[str]:
    return [concept.value, concept.scheme_designator, concept.meaning]


def properties_of(measurement: hd.sr.Measurement) -> dict[str, float]:
    """The numbers of TID 310 by the codes of their names."""
    inner = getattr(measurement[0], "ContentSequence", [])
    numbers = [item for item in inner if item.RelationshipType == "HAS PROPERTIES"]
    return {
        item.ConceptNameCodeSequence[0].CodeValue: float(item.MeasuredValueSequence[0].NumericValue) for item in numbers
    }


def group_of(group: MeasurementGroup, template: str) -> dict[str, object]:
    segment = getattr(group, "referenced_segment", None) if template == "1411" else None
    sites = group.finding_sites
    return {
        "template": template,
        "trackingIdentifier": group.tracking_identifier,
        "trackingUid": group.tracking_uid,
        "finding": code(group.finding_type),
        "sites": [{"site": code(s.value), "laterality": code(s.laterality) if s.laterality else None} for s in sites],
        "measurements": [
            {
                "name": code(m.name),
                "value": float(m.value),
                "unit": code(m.unit),
                "qualifier": code(m.qualifier) if m.qualifier else None,
                "properties": properties_of(m),
            }
            for m in group.get_measurements()
        ],
        "evaluations": [{"name": code(e.name), "value": code(e.value)} for e in group.get_qualitative_evaluations()],
        "segment": None
        if segment is None
        else {
            "sopInstanceUid": segment.referenced_sop_instance_uid,
            "number": segment.referenced_segment_numbers[0],
            "sourceSeries": segment.source_series_for_segmentation.value,
        },
    }


def evidence(report: Report) -> dict[str, list[str]]:
    studies = report.CurrentRequestedProcedureEvidenceSequence
    series = [series for study in studies for series in study.ReferencedSeriesSequence]
    return {s.SeriesInstanceUID: [i.ReferencedSOPInstanceUID for i in s.ReferencedSOPSequence] for s in series}


def report_of(path: str) -> dict[str, object]:
    report = hd.sr.srread(path)
    content = report.content
    observer = content.get_observer_contexts()[0].observer_identifying_attributes
    return {
        "sopClass": type(report).__name__,
        "patientName": str(report.PatientName),
        "completion": report.CompletionFlag,
        "verification": report.VerificationFlag,
        "observer": [observer.name, observer.manufacturer_name, observer.model_name],
        "evidence": evidence(report),
        "groups": [group_of(g, "1411") for g in content.get_volumetric_roi_measurement_groups()]
        + [group_of(g, "1501") for g in content.get_image_measurement_groups()],
    }


print(json.dumps([report_of(path) for path in sys.argv[1:]]))
