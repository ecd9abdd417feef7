#!/usr/bin/env bash
# npm test [-- FILES]: sets itself up, then runs every test with Node's own runner.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh test
export PATH="$PWD/node_modules/.bin:$PATH"
if [ $# -eq 0 ]; then set -- "test/**/*.test.ts"; fi
exec node --test --test-concurrency=2 --test-timeout=600000 "$@"
