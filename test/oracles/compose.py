"""Reads a Docker Compose file as the Compose Specification says; prints its services as JSON, fails on what the schema forbids."""

import json
import sys

import compose_spec
import yaml

with open(sys.argv[1]) as file:
    merged = yaml.safe_load(file)
document = compose_spec.PyCompose.from_json(json.dumps(merged)).to_dict()
print(json.dumps(document["services"]))
