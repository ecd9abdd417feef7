"""Reads key object selections with highdicom and prints, as a JSON list, what they select and say."""

import json
import sys

import highdicom as hd
import pydicom


def references(items: list[hd.sr.ImageContentItem] | list[hd.sr.CompositeContentItem]) -> list[list[object]]:
    return [
        [
            item.referenced_sop_class_uid,
            item.referenced_sop_instance_uid,
            *(getattr(item, "referenced_frame_numbers", None) or []),
        ]
        for item in items
    ]


def selection_of(path: str) -> dict[str, object]:
    document = hd.ko.KeyObjectSelectionDocument.from_dataset(pydicom.dcmread(path))
    content = document.content
    root = content[0]
    texts = [item.TextValue for item in root.ContentSequence if item.ValueType == "TEXT"]
    names = [str(item.PersonName) for item in root.ContentSequence if item.ValueType == "PNAME"]
    images = [i for i in content.get_references() if isinstance(i, hd.sr.ImageContentItem)]
    composites = [i for i in content.get_references() if isinstance(i, hd.sr.CompositeContentItem)]
    return {
        "title": root.ConceptNameCodeSequence[0].CodeValue,
        "observer": root.ContentSequence[1].ConceptCodeSequence[0].CodeMeaning,
        "persons": names,
        "texts": texts,
        "images": references(images),
        "composites": references(composites),
        # Looks each reference up in the evidence.
        "resolved": [list(document.resolve_reference(i.referenced_sop_instance_uid)) for i in content.get_references()],
    }


print(json.dumps([selection_of(path) for path in sys.argv[1:]]))
