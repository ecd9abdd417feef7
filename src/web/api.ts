import { z } from 'zod';
import { type Endpoint, endpoint } from './endpoints/endpoint.ts';
import { auditEndpoints } from './routes/audit.ts';
import { correctionEndpoints } from './routes/corrections.ts';
import { decisionEndpoints } from './routes/decisions.ts';
import { eventEndpoints } from './routes/events.ts';
import { followUpEndpoints } from './routes/follow-ups.ts';
import { hangingEndpoints } from './routes/hanging.ts';
import { healthEndpoints } from './routes/health.ts';
import { notificationEndpoints } from './routes/notifications.ts';
import { patientEndpoints } from './routes/patients.ts';
import { studyEndpoints } from './routes/studies.ts';
import { thumbnailEndpoints } from './routes/thumbnails.ts';
import { viewEndpoints } from './routes/views.ts';

const openApi = endpoint({
  method: 'get',
  path: '/openapi.json',
  audit: 'nothing',
  summary: 'This document',
  json: z.looseObject({ openapi: z.string() }),
  async handle() {
    const { openApiDocument } = await import('./endpoints/document.ts');
    return { ...openApiDocument(ENDPOINTS) };
  },
});

/** Every endpoint of the API by name; each is defined in one file of routes/. */
const API = {
  ...healthEndpoints,
  ...studyEndpoints,
  ...correctionEndpoints,
  ...decisionEndpoints,
  ...followUpEndpoints,
  ...thumbnailEndpoints,
  ...hangingEndpoints,
  ...viewEndpoints,
  ...patientEndpoints,
  ...eventEndpoints,
  ...notificationEndpoints,
  ...auditEndpoints,
  openApi,
};
export const ENDPOINTS: readonly Endpoint[] = Object.values(API);

type Api = typeof API;

/** What clients receive as JSON from an endpoint. */
export type Answer<N extends keyof Api> = z.input<NonNullable<Api[N]['json']>>;
/** What clients send to an endpoint as JSON. */
export type Body<N extends keyof Api> = z.input<NonNullable<Api[N]['body']>>;
