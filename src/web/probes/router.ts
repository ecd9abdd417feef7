import { Router } from 'express';
import { noStore } from '../access/headers.ts';
import type { Readiness } from './readiness.ts';

/**
 * What an orchestrator asks, open to everybody: `/livez` for whether the process answers, which touches nothing else, and `/readyz` for
 * which part is not ready, by name alone. `/readyz?exclude=archive` leaves a part out, as Kubernetes' own probes do.
 */
export function probeRouter(readiness: Readiness): Router {
  const router = Router();
  router.get('/livez', noStore, (_request, response) => {
    response.json({ live: true });
  });
  router.get('/readyz', noStore, async (request, response) => {
    const excluded = new Set([request.query['exclude']].flat());
    const notReady = (await readiness.notReady()).filter((part) => !excluded.has(part));
    response.status(notReady.length === 0 ? 200 : 503).json({ ready: notReady.length === 0, notReady });
  });
  return router;
}
