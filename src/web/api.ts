import type { Router } from 'express';
import { EventFeed } from './event-feed.ts';
import { openApiRoutes } from './routes/openapi.ts';
import { eventRoutes } from './routes/events.ts';
import { followUpRoutes } from './routes/follow-ups.ts';
import { healthRoutes } from './routes/health.ts';
import { patientRoutes } from './routes/patients.ts';
import { studyRoutes } from './routes/studies.ts';
import type { AppParts } from './server.ts';

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
