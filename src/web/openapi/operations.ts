import { STUDY_STATES } from '../../db/worklist.ts';
import type { SchemaName } from './schemas.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** One thing that the API can be asked for. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put';
  /** Below /api, with {parameters}. */
  readonly path: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: SchemaName;
  readonly status?: number;
  /** What it answers with, by media type: the name of a schema, or nothing for what is no JSON. */
  readonly answers: Readonly<Record<string, SchemaName | undefined>>;
  /** Codes of problems besides the general ones, by status. */
  readonly problems?: Readonly<Record<number, string>>;
  /** Whether it is open to callers without the API token. */
  readonly open?: boolean;
}

const text = (maxLength: number) => ({ type: 'string', maxLength });
const whole = (minimum: number, more: object = {}) => ({ type: 'integer', minimum, ...more });
const query = (name: string, description: string, schema: Parameter['schema']): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const path = (name: string, description: string, schema: Parameter['schema']): Parameter => ({
  name,
  in: 'path',
  description,
  schema,
});
const UID = path('uid', 'Study Instance UID', { type: 'string', pattern: '^[0-9.]{1,64}$' });
const CSV = query('format', 'csv, as the header Accept: text/csv', { enum: ['csv'] });
const PAGE = [
  query('before', '`next` of the page before', whole(1)),
  query('limit', 'Entries a page', whole(1, { maximum: 500, default: 50 })),
];
const json = (schema: SchemaName) => ({ 'application/json': schema });
const NO_STUDY = { 404: 'NO_STUDY' };
const NO_FOLLOW_UP = { 404: 'NO_FOLLOW_UP' };

/** Everything that the API offers; a test holds it against the routes. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/health',
    summary: 'Whether database, queue and PACS answer; status 503 when one does not',
    answers: json('Health'),
  },
  {
    method: 'get',
    path: '/studies',
    summary: 'The worklist, a page at a time',
    parameters: [
      query('q', 'Words of patient, study or date that must all occur, or a Study Instance UID', text(200)),
      query('state', `One or more of ${STUDY_STATES.join(', ')}, separated by commas`, { type: 'string' }),
      ...PAGE,
    ],
    answers: json('Worklist'),
  },
  {
    method: 'get',
    path: '/studies/{uid}',
    summary: 'A study: its series and why one was chosen, the current analysis, what was stored, failures',
    parameters: [UID],
    answers: json('Study'),
    problems: NO_STUDY,
  },
  {
    method: 'get',
    path: '/studies/{uid}/measurements',
    summary: "The current analysis' measurements; CSV has a line a region and quantity",
    parameters: [UID, CSV],
    answers: { ...json('Measurements'), 'text/csv': undefined },
    problems: { 404: 'NO_STUDY, NO_ANALYSIS' },
  },
  {
    method: 'post',
    path: '/studies/{uid}/analyses',
    summary: 'Asks for a new analysis, also where nothing changed',
    parameters: [UID],
    status: 202,
    answers: json('Announced'),
    problems: NO_STUDY,
  },
  {
    method: 'put',
    path: '/studies/{uid}/corrections',
    summary:
      'What a person says about a study; nothing that the machine does changes it. Another series starts a new analysis',
    parameters: [UID],
    body: 'Corrections',
    answers: json('WrittenCorrections'),
    problems: NO_STUDY,
  },
  {
    method: 'get',
    path: '/studies/{uid}/follow-up',
    summary: "The study compared with the patient's earlier ones; CSV has a line a region and finding",
    parameters: [UID, CSV],
    answers: { ...json('FollowUp'), 'text/csv': undefined },
    problems: NO_FOLLOW_UP,
  },
  {
    method: 'get',
    path: '/studies/{uid}/report.html',
    summary: 'The report, complete in one document',
    parameters: [UID],
    answers: { 'text/html': undefined },
    problems: NO_FOLLOW_UP,
  },
  {
    method: 'get',
    path: '/studies/{uid}/report.pdf',
    summary: 'The report as it is in the PACS',
    parameters: [UID],
    answers: { 'application/pdf': undefined },
    problems: NO_FOLLOW_UP,
  },
  {
    method: 'get',
    path: '/studies/{uid}/thumbnails',
    summary: 'Small pictures of slices with findings, that reports are made from',
    parameters: [UID],
    answers: json('Thumbnails'),
    problems: { 404: 'NO_ANALYSIS' },
  },
  {
    method: 'get',
    path: '/studies/{uid}/thumbnails/{position}',
    summary: 'One of these pictures',
    parameters: [UID, path('position', '0 is nearest the head', whole(0))],
    answers: { 'image/jpeg': undefined },
    problems: { 404: 'NO_ANALYSIS, NO_THUMBNAIL' },
  },
  {
    method: 'get',
    path: '/patients',
    summary: 'The patients, a page at a time',
    parameters: [query('q', 'Words of Patient ID or name that must all occur', text(200)), ...PAGE],
    answers: json('Patients'),
  },
  {
    method: 'get',
    path: '/patients/{id}',
    summary: 'A patient over time; CSV has a line a timepoint, region and quantity',
    parameters: [path('id', '`patient` of a study', whole(1)), CSV],
    answers: { ...json('Patient'), 'text/csv': undefined },
    problems: { 404: 'NO_PATIENT' },
  },
  {
    method: 'get',
    path: '/events',
    summary: 'What happens to studies, as server-sent events named state, progress and report',
    answers: { 'text/event-stream': undefined },
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 'application/json': undefined },
  },
  {
    method: 'post',
    path: '/notifications/orthanc',
    summary: 'Orthanc tells of a stable study, with the secret that both know',
    parameters: [
      {
        name: 'X-Lungtrace-Secret',
        in: 'header',
        description: 'LUNGTRACE_NOTIFICATION_SECRET',
        schema: { type: 'string' },
      },
    ],
    body: 'Notification',
    status: 202,
    answers: json('Announced'),
    problems: { 401: 'WRONG_SECRET', 403: 'NOTIFICATIONS_OFF' },
    open: true,
  },
];
