#!/usr/bin/env bash
# Runs the command line with the project's own Node 24, after a first set-up if needed. Only the command writes to stdout.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bash "$root/scripts/setup.sh" run
# glibc raises this threshold when large arrays are freed, and then keeps their memory; a fixed threshold returns it to the system.
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-262144}"
exec "$root/node_modules/.bin/node" "$root/src/main.ts" "$@"
