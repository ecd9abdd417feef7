import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { METRICS } from '../../telemetry/metrics.ts';
import { tracer } from '../../telemetry/spans.ts';

/**
 * Counts every answer by route and status, with the time until it was sent or given up, and traces it unless a probe asks. To be mounted
 * before everything else.
 */
export const observeRequests: RequestHandler = (request, response, next) => {
  const end = METRICS.requests.startTimer();
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : 'aborted';
    end({ method: methodOf(request), route: routeOf(request), status });
  });
  if (PROBES.has(request.path)) next();
  else tracedRequest(request, response, next);
};

/** Continues the caller's trace (W3C Trace Context), or begins one. */
function tracedRequest(request: Request, response: Response, next: () => void): void {
  const caller = propagation.extract(ROOT_CONTEXT, request.headers);
  const method = methodOf(request);
  const span = tracer().startSpan(method, { kind: SpanKind.SERVER }, caller);
  response.once('close', () => {
    const route = routeOf(request);
    const { statusCode } = response;
    span.updateName(`${method} ${route}`);
    span.setAttributes({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': statusCode,
    });
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(caller, span), next);
}

const PROBES = new Set(['/livez', '/readyz', '/metrics']);

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Rooms of the address whose files have no route each. */
const ROOMS = ['/public', '/viewer', '/dicomweb', '/api'];

function methodOf({ method }: Request): string {
  return METHODS.has(method) ? method : 'other';
}

/** The route as the source writes it, `/studies/:uid`; never the path, which names a study, nor its case, which anybody varies. */
function routeOf(request: Request): string {
  const route = request.route as { readonly path: unknown } | undefined;
  if (route !== undefined) return request.baseUrl.toLowerCase() + String(route.path);
  const room = ROOMS.find((one) => request.originalUrl.startsWith(`${one}/`));
  return room === undefined ? 'other' : `${room}/*`;
}
