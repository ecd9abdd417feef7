"""Reads audit messages (a JSON list in a file) as FHIR AuditEvent, and holds their codes against PS3.16."""

import json
import sys
from collections.abc import Iterator

from fhir.resources.R4B.auditevent import AuditEvent
from pydicom.sr._concepts_dict import concepts

DICOM = "http://dicom.nema.org/resources/ontology/DCM"
MEANINGS = {code: meaning for named in concepts["DCM"].values() for code, (meaning, _) in named.items()}
CONTEXTS = {code: cids for named in concepts["DCM"].values() for code, (_, cids) in named.items()}


def codings(event: AuditEvent) -> Iterator[tuple[str, str, str]]:
    yield "id", event.type.code, event.type.display
    for one in event.subtype or []:
        if one.system == DICOM:
            yield "type", one.code, one.display
    for agent in event.agent:
        for one in agent.type.coding if agent.type else []:
            yield "role", one.code, one.display


def faults(event: AuditEvent) -> Iterator[str]:
    context = {"id": 400, "type": 401, "role": 402}
    for use, code, display in codings(event):
        if MEANINGS.get(code) != display:
            yield f"{code} is {MEANINGS.get(code)}, not {display}"
        if context[use] not in CONTEXTS.get(code, []):
            yield f"{code} is not in CID {context[use]}"


with open(sys.argv[1], encoding="utf-8") as file:
    events = [AuditEvent.model_validate(one) for one in json.load(file)]
print(json.dumps({"events": len(events), "faults": [fault for event in events for fault in faults(event)]}))
