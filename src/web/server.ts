import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, Router } from 'express';
import type { Logger } from 'pino';
import { answerOf } from '../errors/edges.ts';
import { callerIfKnown } from './access/caller.ts';
import { accessGuard, saneRequest, sameOriginGuard } from './access/guard.ts';
import { Guesses } from './access/guesses.ts';
import { dataPolicy, foreignPolicy, noStore, securityHeaders } from './access/headers.ts';
import { identifier } from './access/identify.ts';
import { loginRouter } from './access/login.ts';
import { ENCRYPTED } from './access/session.ts';
import { ENDPOINTS } from './api.ts';
import { Audit } from './audit/recorder.ts';
import { noteRefusals } from './audit/refusals.ts';
import { archiveRead, audited } from './audit/rules.ts';
import { errorPage, page } from './dashboard/page.ts';
import { dashboardRouter, notFoundPage } from './dashboard/router.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { endpointRouter } from './endpoints/router.ts';
import { EventFeed } from './event-feed.ts';
import type { ApiParts, AppParts } from './parts.ts';
import { ClusterMetrics } from './probes/cluster.ts';
import { metricsPage } from './probes/metrics-page.ts';
import { commonChecks, Readiness } from './probes/readiness.ts';
import { observeRequests } from './probes/requests.ts';
import { probeRouter } from './probes/router.ts';
import { forScrapers } from './probes/scrapers.ts';
import { peopleRouter } from './people/router.ts';
import { proxyRouter } from './proxy/router.ts';
import { analyseAgain } from './routes/analyse-again.ts';
import { correctStudy } from './routes/corrections.ts';
import { decideStudy } from './routes/decisions.ts';
import { readHealth } from './routes/health.ts';
import { errorAnswers, unknownRoute } from './routes/http.ts';
import { SlicePictures } from './slices/slice-pictures.ts';
import { viewerRouter } from './viewer/router.ts';

/** The whole web server: notifications, API, DICOMweb proxy, viewer and dashboard. Everything but the first and the probes asks who it is. */
export function createApp(parts: AppParts): Express {
  const { config, database, pacs, log } = parts;
  const audit = new Audit(database, log);
  const guesses = new Guesses();
  const apiParts = { ...parts, events: new EventFeed(database), audit, guesses };
  const readiness = new Readiness(commonChecks(parts));
  const metrics = metricsPage({ ...parts, dataDir: config.dataDir, readiness, cluster: new ClusterMetrics(database) });
  const app = express();
  app.disable('x-powered-by').set('trust proxy', config.trustedProxies);
  if (config.publicUrl?.startsWith('https:')) app.enable(ENCRYPTED);
  app.use(securityHeaders);
  app.use(observeRequests);
  app.use(probeRouter(readiness));
  app.use(saneRequest);
  app.use('/api', dataPolicy, noStore);
  app.use('/dicomweb', foreignPolicy);
  app.use('/api', endpointRouter(ENDPOINTS.filter(isForAnybody), apiParts), errorAnswers(log));
  app.get('/metrics', noStore, forScrapers(config.metricsToken, guesses, metrics), errorAnswers(log));
  app.use('/public', publicFiles());
  const identify = identifier(parts);
  app.use(sameOriginGuard(), loginRouter(apiParts, identify), accessGuard(identify, audit, guesses));
  app.use(
    '/api',
    endpointRouter(
      ENDPOINTS.filter((one) => !isForAnybody(one)),
      apiParts,
    ),
    unknownRoute,
    noteRefusals(audit),
    errorAnswers(log),
  );
  app.get('/metrics', metrics);
  app.use(
    '/dicomweb',
    audited(audit, archiveRead),
    proxyRouter({ http: pacs.http, dicomwebUrl: config.pacs.dicomwebUrl }),
  );
  app.use('/viewer', viewerRouter());
  app.use(dashboard(apiParts), peopleRouter(apiParts));
  app.use(notFoundPage());
  app.use(noteRefusals(audit), errorPages(log));
  return app;
}

/** Whether an endpoint is not for callers who sign in: it is open, or has a guard of its own. */
function isForAnybody({ access }: Endpoint): boolean {
  return access === 'open' || access === 'notifier';
}

function dashboard(parts: ApiParts) {
  const { config, database, audit, pacs, decoder, press } = parts;
  return dashboardRouter({
    database,
    audit,
    pictures: new SlicePictures(pacs, decoder, press),
    press,
    pacsUrl: config.pacs.dicomwebUrl,
    health: () => readHealth(parts),
    analyseAgain: (caller, studyInstanceUid) => analyseAgain(parts, caller, studyInstanceUid),
    decide: (caller, studyInstanceUid, decision) => decideStudy(parts, caller, studyInstanceUid, decision),
    correct: (caller, studyInstanceUid, corrections) => correctStudy(parts, caller, studyInstanceUid, corrections),
  });
}

function errorPages(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, headers } = answerOf(error);
    if (status >= 500) log.error({ err: error, method: request.method, path: request.path }, 'a page failed');
    response
      .status(status)
      .set(headers)
      .send(page({ ...errorPage(status), caller: callerIfKnown(request) }));
  };
}

const FOLDER = resolve(import.meta.dirname, 'public');
const CHART_FONT = fileURLToPath(import.meta.resolve('pdfmake/fonts/Roboto/Roboto-Regular.ttf'));

/** Styles, scripts and the font of the pages, to be mounted at /public: the sign-in page needs them before anybody signed in. */
function publicFiles(): Router {
  const router = Router();
  router.get('/fonts/Roboto-Regular.ttf', (_request, response) => response.sendFile(CHART_FONT, { maxAge: '1y' }));
  router.use(express.static(FOLDER, { index: false, maxAge: 0 }));
  return router;
}
