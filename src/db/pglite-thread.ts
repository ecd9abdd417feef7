import { threadId } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';
import type { Protocol } from '../threads/protocol.ts';
import { serve } from '../threads/serve.ts';
import type { Row } from './database.ts';

export interface PgliteProtocol extends Protocol {
  readonly start: { readonly dataDir: string };
  readonly opened: undefined;
  /** One statement with its parameters; without them one or more statements. `session`: the thread that a transaction was begun on. */
  readonly request: { readonly sql: string; readonly params?: readonly unknown[]; readonly session?: number };
  /**
   * Rows of all statements, or what Postgres says against them: a copied Error would lose its SQLSTATE. `isOther`: nothing was done, because
   * this thread knows nothing of the transaction.
   */
  readonly answer:
    | { readonly rows: readonly Row[]; readonly session: number }
    | { readonly failed: { readonly message: string; readonly code?: string } }
    | { readonly isOther: true };
}

const parsers = { [types.INT8]: Number, [types.DATE]: String, [types.TIMESTAMP]: String };

await serve<PgliteProtocol>(
  async ({ dataDir }) => {
    const pglite = await PGlite.create({ dataDir, parsers });
    return {
      opened: undefined,
      answer: async (request) => ({ answer: await run(pglite, request) }),
      close: () => pglite.close(),
    };
  },
  { inTurn: true },
);

async function run(
  pglite: PGlite,
  { sql, params, session }: PgliteProtocol['request'],
): Promise<PgliteProtocol['answer']> {
  if (session !== undefined && session !== threadId) return { isOther: true };
  try {
    const results = params === undefined ? await pglite.exec(sql) : [await pglite.query(sql, [...params])];
    return { rows: results.flatMap(({ rows }) => rows as Row[]), session: threadId };
  } catch (error) {
    // Parameters, which the error has too, may name a patient.
    const { message, code } = error as Error & { code?: string };
    return { failed: { message, ...(code !== undefined && { code }) } };
  }
}
