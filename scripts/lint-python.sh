#!/usr/bin/env bash
# Lints all Python with ruff (ruff.toml) and checks its format, after a first set-up if needed.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh check
.venv/bin/ruff check --quiet .
exec .venv/bin/ruff format --check --quiet .
