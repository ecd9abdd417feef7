import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts, in the terms of Prometheus. One for the process, as its memory and its event loop are. */
export const PROCESS_METRICS = new Registry();

const registers = [PROCESS_METRICS];
/** Seconds of what happens in an answer, and of what happens in an analysis. */
const ANSWER_SECONDS = [0.01, 0.05, 0.1, 0.3, 1, 3, 10, 60];
const STAGE_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

/**
 * Every metric that this process counts. A label has few values, known before: a code, a stage, a route as it is written in the source.
 * What grows with the studies (UIDs, paths, names, messages) is never one, and no patient can be told from them.
 */
export const METRICS = {
  arrivals: new Counter({
    name: 'lungtrace_arrivals_total',
    help: 'Arrivals that were noted, by what told of the study.',
    labelNames: ['source'],
    registers,
  }),
  studies: new Counter({
    name: 'lungtrace_studies_total',
    help: 'Studies that a worker ended: done, refused or failed, and the code of the refusal or the last failure.',
    labelNames: ['result', 'code'],
    registers,
  }),
  retries: new Counter({
    name: 'lungtrace_retries_total',
    help: 'Attempts that failed and that the queue makes again, by code. Kind outage: the attempt is not counted against the study.',
    labelNames: ['kind', 'code'],
    registers,
  }),
  deviceFailures: new Counter({
    name: 'lungtrace_device_failures_total',
    help: 'Studies on which a device failed, so that the network ran on another.',
    labelNames: ['device'],
    registers,
  }),
  followUps: new Counter({
    name: 'lungtrace_follow_ups_total',
    help: 'Updates of a patient`s follow-ups that a worker ended: done or failed.',
    labelNames: ['result'],
    registers,
  }),
  stages: new Histogram({
    name: 'lungtrace_stage_seconds',
    help: 'How long each stage of an analysis takes; total is the whole analysis.',
    labelNames: ['stage'],
    buckets: STAGE_SECONDS,
    registers,
  }),
  requests: new Histogram({
    name: 'lungtrace_http_request_seconds',
    help: 'Requests that were answered, by route as it is written in the source.',
    labelNames: ['method', 'route', 'status'],
    buckets: ANSWER_SECONDS,
    registers,
  }),
  archive: new Histogram({
    name: 'lungtrace_archive_request_seconds',
    help: 'Requests to the archive, by kind. Status none: no answer came.',
    labelNames: ['kind', 'status'],
    buckets: ANSWER_SECONDS,
    registers,
  }),
  documents: new Counter({
    name: 'lungtrace_documents_total',
    help: 'Documents and pictures that were made.',
    labelNames: ['kind'],
    registers,
  }),
  build: new Gauge({
    name: 'lungtrace_build_info',
    help: 'Version of lungtrace and of Node.js; always 1.',
    labelNames: ['version', 'node'],
    registers,
  }),
  models: new Gauge({
    name: 'lungtrace_models_info',
    help: 'Model set and execution provider of the worker in this process; always 1.',
    labelNames: ['model_set', 'device'],
    registers,
  }),
  threads: new Gauge({
    name: 'lungtrace_threads',
    help: 'Threads of this process by what they are for: running, and busy with a request.',
    labelNames: ['pool', 'state'],
    registers,
  }),
  threadRequests: new Gauge({
    name: 'lungtrace_thread_requests_waiting',
    help: 'Requests that wait for a thread.',
    labelNames: ['pool'],
    registers,
  }),
  connections: new Gauge({
    name: 'lungtrace_database_connections',
    help: 'Connections of this process to Postgres, and requests that wait for one; none with the embedded database.',
    labelNames: ['state'],
    registers,
  }),
  disk: new Gauge({
    name: 'lungtrace_data_disk_bytes',
    help: 'Size of the disk of the data folder, and what is free there for this process.',
    labelNames: ['state'],
    registers,
  }),
  ready: new Gauge({
    name: 'lungtrace_ready',
    help: 'Whether a part that this process needs is ready, as /readyz says.',
    labelNames: ['part'],
    registers,
  }),
} as const;
