import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openLog } from '../../src/telemetry/log.ts';
import { onBothDatabases } from '../support/databases.ts';

onBothDatabases((open) => {
  suite('the log', () => {
    test('tells what Postgres refused, and not the row that it refused', async () => {
      const database = await open();
      const lines: string[] = [];
      const log = openLog('info', { write: (line: string) => void lines.push(line) });
      const row = "insert into patients (patient_id, patient_name, patient_sex) values ('P-1', 'Miller^Anna', null)";
      await database.query(row).catch((error: unknown) => log.error({ err: error }, 'not stored'));
      assert.match(lines.join(''), /violates not-null constraint/);
      assert.doesNotMatch(lines.join(''), /Miller/);
    });
  });
});
