#!/usr/bin/env bash
# Writes src/db/schema.sql: the schema that the migrations make on a real Postgres, as pg_dump sees it.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
node scripts/dump-schema.ts > src/db/schema.sql.new
mv src/db/schema.sql.new src/db/schema.sql
