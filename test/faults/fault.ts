import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Outcome } from './verdict.ts';

/** The kinds of faults, in the order of docs/faults.md. */
export const KINDS = {
  kill: 'A worker is killed',
  freeze: 'A worker freezes, and wakes when another has done its work',
  silence: 'Connections fall silent',
  lie: 'The archive, or a proxy before it, answers badly',
  outage: 'Database and archive restart, crash and run full',
  crowd: 'Many studies at once',
} as const;

export type Kind = keyof typeof KINDS;

/** One row of docs/faults.md. */
export interface Row extends Partial<Outcome> {
  readonly kind: Kind;
  readonly fault: string;
  readonly where: string;
  readonly verdict: string;
}

/**
 * A test that is also a row of docs/faults.md: with FAULTS_TABLE, a folder, it is written there (scripts/faults.ts reads them). An
 * outcome after more than `withinSeconds` is called late, but fails nothing: the machine may have been busy.
 */
export function fault(kind: Kind, name: string, where: string, run: () => Promise<Outcome>, withinSeconds = 60): void {
  void test(`${KINDS[kind]}: ${name}, ${where}`, { timeout: 3_600_000 }, async () => {
    const row = { kind, fault: name, where };
    try {
      const outcome = await run();
      const problems = problemsOf(outcome);
      const late = outcome.seconds > withinSeconds;
      note({ ...row, ...outcome, verdict: problems.join('; ') || (late ? 'late' : 'pass') });
      assert.deepEqual(problems, []);
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) note({ ...row, verdict: (error as Error).message });
      throw error;
    }
  });
}

function problemsOf({ lost, twice, failed, wrong }: Outcome): string[] {
  return [
    ...(lost > 0 ? [`${lost} lost or late`] : []),
    ...(twice > 0 ? [`${twice} twice`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...wrong,
  ];
}

function note(row: Row): void {
  const folder = process.env['FAULTS_TABLE'];
  if (folder) appendFileSync(join(folder, `${String(process.pid)}.jsonl`), `${JSON.stringify(row)}\n`);
  console.log(JSON.stringify(row));
}
