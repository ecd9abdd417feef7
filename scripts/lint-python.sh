#!/usr/bin/env bash
# Checks all Python after a first set-up if needed: lint and format with ruff (ruff.toml), types with mypy (mypy.ini).
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh check
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet .
exec .venv/bin/mypy --no-error-summary
