import { Router } from 'express';
import type { EventFeed } from '../event-feed.ts';

/** Keeps proxies from closing a quiet connection, ms. */
const HEARTBEAT = 20_000;

/** GET /: what happens to studies, as server-sent events named `state`, `progress` and `report`. */
export function eventRoutes(feed: EventFeed): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.flushHeaders();
    response.write('retry: 2000\n\n');
    const stop = feed.watch(({ id, kind, data }) => {
      response.write(`id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT);
    response.once('close', () => {
      clearInterval(heartbeat);
      stop();
    });
  });
  return router;
}
