import { Router } from 'express';
import { PRODUCT } from '../../product.ts';
import { type HealthParts, readHealth } from '../health.ts';

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
