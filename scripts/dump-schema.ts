import { writeFile } from 'node:fs/promises';
import { startPostgres } from '../test/support/postgres.ts';
import { dumpSchema } from '../test/support/schema.ts';

const postgres = await startPostgres();
try {
  const { sql, types } = await dumpSchema(await postgres.createDatabase());
  await writeFile(new URL('../src/db/schema.sql', import.meta.url), sql);
  await writeFile(new URL('../src/db/schema.ts', import.meta.url), types);
} finally {
  await postgres.stop();
}
