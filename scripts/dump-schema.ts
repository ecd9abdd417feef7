import { startPostgres } from '../test/support/postgres.ts';
import { dumpSchema } from '../test/support/schema.ts';

const postgres = await startPostgres();
try {
  process.stdout.write(await dumpSchema(await postgres.createDatabase()));
} finally {
  await postgres.stop();
}
