import type { Request, RequestHandler } from 'express';
import { METRICS } from '../../telemetry/metrics.ts';

/** Counts every answer by route and status, with the time until it was sent or given up. To be mounted before everything else. */
export const observeRequests: RequestHandler = (request, response, next) => {
  const end = METRICS.requests.startTimer();
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : 'aborted';
    end({ method: METHODS.has(request.method) ? request.method : 'other', route: routeOf(request), status });
  });
  next();
};

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Rooms of the address whose files have no route each. */
const ROOMS = ['/public', '/viewer', '/dicomweb', '/api'];

/** The route as the source writes it, `/studies/:uid`; never the path, which names a study, nor its case, which anybody varies. */
function routeOf(request: Request): string {
  const route = request.route as { readonly path: unknown } | undefined;
  if (route !== undefined) return request.baseUrl.toLowerCase() + String(route.path);
  const room = ROOMS.find((one) => request.originalUrl.startsWith(`${one}/`));
  return room === undefined ? 'other' : `${room}/*`;
}
