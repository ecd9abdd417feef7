#!/usr/bin/env bash
# npm run demo [-- FOLDER] [-- --once]: sets itself up, then shows a chest CT going into Orthanc and the results coming out.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
bash "$root/scripts/setup.sh" demo
exec bash "$root/scripts/lungtrace.sh" demo "$@"
