import express, { type Express } from 'express';
import { securityHeaders } from '../access/headers.ts';
import { Readiness, type ReadyChecks } from './readiness.ts';
import { probeRouter } from './router.ts';

/** What a worker answers, which has no other web server: the probes. */
export function createProbeApp(checks: ReadyChecks): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(probeRouter(new Readiness(checks)));
  return app;
}
