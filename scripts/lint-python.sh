#!/usr/bin/env bash
# Lints all Python with ruff (ruff.toml), after a first set-up if needed.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh check
exec .venv/bin/ruff check --quiet .
