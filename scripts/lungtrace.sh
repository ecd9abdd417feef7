#!/usr/bin/env bash
# Runs the command line with the project's own Node 24, after a first set-up where needed. stdout is the command's alone.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bash "$root/scripts/setup.sh" run
# glibc raises this threshold as large arrays come and go, and keeps their memory from then on; a fixed one gives it back.
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-1048576}"
exec "$root/node_modules/.bin/node" "$root/src/main.ts" "$@"
