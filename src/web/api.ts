import { Router } from 'express';
import type { AppParts } from './parts.ts';
import { EventFeed, eventRoutes } from './routes/events.ts';
import { followUpRoutes } from './routes/follow-ups.ts';
import { healthRoutes } from './routes/health.ts';
import { patientRoutes } from './routes/patients.ts';
import { studyRoutes } from './routes/studies.ts';

/** Where the routes of the API are mounted, below /api; src/web/openapi describes each. */
export function apiMounts(parts: AppParts): readonly (readonly [path: string, routes: Router])[] {
  const { database } = parts;
  return [
    ['/health', healthRoutes(parts)],
    ['/studies', studyRoutes(parts)],
    ['/studies', followUpRoutes(database)],
    ['/patients', patientRoutes(database)],
    ['/events', eventRoutes(new EventFeed(database))],
    ['/openapi.json', openApiRoutes()],
  ];
}

/** GET /: what the API offers, as an OpenAPI 3.1 document. */
function openApiRoutes(): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const { openApiDocument } = await import('./openapi/document.ts');
    response.json(openApiDocument());
  });
  return router;
}
