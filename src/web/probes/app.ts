import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { noStore, securityHeaders } from '../access/headers.ts';
import { errorAnswers } from '../routes/http.ts';
import { type MetricsParts, metricsPage } from './metrics-page.ts';
import { probeRouter } from './router.ts';
import { forScrapersAlone } from './scrapers.ts';

export interface ProbeParts extends MetricsParts {
  readonly metricsToken: string | undefined;
  readonly log: Logger;
}

/** What a worker answers, which has no other web server: the probes, and its own metrics. */
export function createProbeApp(parts: ProbeParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(probeRouter(parts.readiness));
  app.get('/metrics', noStore, forScrapersAlone(parts.metricsToken, metricsPage(parts)));
  app.use(errorAnswers(parts.log));
  return app;
}
