#!/usr/bin/env bash
# npm test [-- FILES]: sets itself up, then runs every test with Node's own runner. COVERAGE=on also measures which lines of src they cover,
# for which loops over voxels take about 2.7 times as long.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh test
export PATH="$PWD/node_modules/.bin:$PATH"
coverage=()
if [ "${COVERAGE:-off}" = on ]; then
  coverage=(--experimental-test-coverage "--test-coverage-include=src/**/*.ts" --test-reporter=./scripts/coverage-reporter.ts)
fi
if [ $# -eq 0 ]; then set -- "test/**/*.test.ts"; fi
exec node --test "${coverage[@]}" --test-concurrency=2 --test-timeout=1200000 "$@"
