import { Router } from 'express';
import type { Database } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { PRODUCT } from '../../product.ts';

export interface HealthParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
  /** Execution provider of the worker in this process; undefined where none runs. */
  readonly device: string | undefined;
}

type Part = { readonly ok: true; readonly [fact: string]: unknown } | { readonly ok: false; readonly problem: string };

/** How long a part may take to answer before it counts as out of order, ms. */
const PATIENCE = 5000;

/** GET /: whether database, queue and PACS answer; status 503 when one does not. */
export function healthRoutes({ database, queue, pacs, device }: HealthParts): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const parts = {
      database: await check(async () => {
        await database.query('select 1');
        return { kind: database.kind };
      }),
      queue: await check(async () => ({ ...(await queue.counts()) })),
      pacs: await check(async () => {
        await pacs.ping(signal);
        return {};
      }),
    };
    const ok = Object.values(parts).every((part) => part.ok);
    const { version, notice } = PRODUCT;
    response.status(ok ? 200 : 503).json({ ok, version, notice, device: device ?? null, ...parts });
  });
  return router;
}

async function check(ask: () => Promise<Record<string, unknown>>): Promise<Part> {
  try {
    return { ok: true, ...(await ask()) };
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
}
