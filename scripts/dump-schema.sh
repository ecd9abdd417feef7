#!/usr/bin/env bash
# Writes src/db/schema.sql and src/db/schema.ts: the schema that the migrations make on a real Postgres, as pg_dump sees it and
# as the compiler does.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
node scripts/dump-schema.ts
