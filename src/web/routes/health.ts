import { Router } from 'express';
import { type Database, ping } from '../../db/database.ts';
import type { Queue, QueueCounts } from '../../db/queue.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { PRODUCT } from '../../product.ts';

/** GET /: whether database, queue and PACS answer; status 503 when one does not. */
export function healthRoutes(parts: HealthParts): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const { ok, ...health } = await readHealth(parts);
    const { version, notice } = PRODUCT;
    response.status(ok ? 200 : 503).json({ ok, version, notice, ...health });
  });
  return router;
}

interface HealthParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
  /** Execution provider of the worker in this process; undefined where none runs. */
  readonly device: string | undefined;
}

/** Whether a part answers, and what it says or why it does not. */
export type Health<T> = ({ readonly ok: true } & Readonly<T>) | { readonly ok: false; readonly problem: string };

/** What the service needs, each asked just now. */
export interface ServiceHealth {
  readonly ok: boolean;
  readonly device: string | null;
  readonly database: Health<{ kind: Database['kind'] }>;
  readonly queue: Health<QueueCounts>;
  readonly pacs: Health<{ answeredInMs: number }>;
}

/** How long the PACS may take to answer before it counts as out of order, ms. */
const PATIENCE = 5000;

/** Asks database, queue and PACS whether they answer. */
export async function readHealth({ database, queue, pacs, device }: HealthParts): Promise<ServiceHealth> {
  const [databaseHealth, queueHealth, pacsHealth] = await Promise.all([
    check(async () => {
      await ping(database);
      return { kind: database.kind };
    }),
    check(() => queue.counts()),
    check(async () => {
      const start = performance.now();
      await pacs.ping(AbortSignal.timeout(PATIENCE));
      return { answeredInMs: Math.round(performance.now() - start) };
    }),
  ]);
  const ok = databaseHealth.ok && queueHealth.ok && pacsHealth.ok;
  return { ok, device: device ?? null, database: databaseHealth, queue: queueHealth, pacs: pacsHealth };
}

async function check<T>(ask: () => Promise<T>): Promise<Health<T>> {
  try {
    return { ok: true, ...(await ask()) };
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
}
