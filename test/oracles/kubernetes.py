"""Prints the objects of Kubernetes manifests as JSON; fails on what its schemas forbid, an unknown field included.

Usage: kubernetes.py FILE... Custom resources, of which Kubernetes has no schema, are only read.
"""

import json
import sys
from typing import Any

import kubernetes_validate
import yaml

VERSION = "1.37"


def check(path: str, manifest: dict[str, Any]) -> None:
    try:
        kubernetes_validate.validate(manifest, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        name = f"{manifest['kind']} {manifest['metadata']['name']}"
        sys.exit(f"{path}: {name}: {'.'.join(map(str, error.path))}: {error.message}")


found = []
for path in sys.argv[1:]:
    with open(path) as file:
        for manifest in yaml.safe_load_all(file):
            if manifest["apiVersion"].split("/")[0] not in ("keda.sh", "kustomize.config.k8s.io"):
                check(path, manifest)
            found.append(manifest)
print(json.dumps(found))
