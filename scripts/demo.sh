#!/usr/bin/env bash
# npm run demo [-- FOLDER] [-- --once]: sets itself up, then shows a chest CT going into Orthanc and the results coming out.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bash "$root/scripts/setup.sh" demo
# glibc raises this threshold as large arrays come and go, and keeps their memory from then on; a fixed one gives it back.
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-1048576}"
exec "$root/node_modules/.bin/node" "$root/src/main.ts" demo "$@"
