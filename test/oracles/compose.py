"""Prints a Docker Compose file as JSON, variables filled in and anchors resolved; fails on what the schema forbids.

Usage: compose.py FILE VARIABLES, the variables as JSON.
"""

import json
import re
import sys

import compose_spec
import yaml


def fill(text: str, variables: dict[str, str]) -> str:
    """Puts values for ${NAME:?message} and ${NAME:-default}, as Compose does; an empty value counts as not set."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        given = variables.get(name, "")
        if given == "" and kind == "?":
            raise SystemExit(f"{name} is not set: {rest}")
        return given or rest

    return re.sub(r"\$\{(\w+):([?-])([^}]*)\}", value, text)


with open(sys.argv[1]) as file:
    filled = fill(file.read(), json.loads(sys.argv[2]))
# The validator refuses a tag beside a digest, which Compose takes.
compose_spec.PyCompose.from_json(json.dumps(yaml.safe_load(re.sub(r":[\w.-]+@sha256:", "@sha256:", filled))))
print(json.dumps(yaml.safe_load(filled)))
