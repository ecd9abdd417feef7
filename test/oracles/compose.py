"""Prints the services of a Docker Compose file as JSON; fails on what the Compose Specification's schema forbids."""

import json
import sys

import compose_spec
import yaml

with open(sys.argv[1]) as file:
    merged = yaml.safe_load(file)
document = compose_spec.PyCompose.from_json(json.dumps(merged)).to_dict()
print(json.dumps(document["services"]))
