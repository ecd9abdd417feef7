import express, { type RequestHandler, Router } from 'express';
import { notifierGuard, requireRole } from '../access/guard.ts';
import { reportPolicy } from '../access/headers.ts';
import { audited } from '../audit/rules.ts';
import type { ApiParts } from '../parts.ts';
import type { Endpoint } from './endpoint.ts';

/** The routes of endpoints, to be mounted at /api. */
export function endpointRouter(endpoints: readonly Endpoint[], parts: ApiParts): Router {
  const router = Router();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    router[endpoint.method](path, ...before(endpoint, parts), (request, response) =>
      endpoint.answer(request, response, parts),
    );
  }
  return router;
}

function before(
  { access = 'viewer', audit: rule, body, media = {} }: Endpoint,
  { config, audit, guesses }: ApiParts,
): RequestHandler[] {
  return [
    ...(access === 'open'
      ? []
      : [access === 'notifier' ? notifierGuard(config.notificationSecret, guesses) : requireRole(access)]),
    audited(audit, rule),
    ...(body ? [express.json({ limit: '16kb' })] : []),
    ...('text/html' in media ? [reportPolicy] : []),
  ];
}
