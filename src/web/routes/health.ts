import { z } from 'zod';
import type { Config } from '../../config.ts';
import { readLastArrival } from '../../db/arrivals.ts';
import { type Database, ping } from '../../db/database.ts';
import { PROCESS_STATES, readProcesses, type SeenProcess } from '../../db/processes.ts';
import type { Queue, QueueCounts } from '../../db/queue.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { PRODUCT } from '../../product.ts';
import { newStudies } from '../../service/arrivals/query.ts';
import { type Disk, readDisk } from '../probes/disk.ts';
import { endpoint, Reply } from '../endpoints/endpoint.ts';
import { instant } from '../endpoints/shapes.ts';

const part = <S extends z.ZodRawShape>(shape: S) =>
  z.union([
    z.strictObject({ ok: z.literal(true), ...shape }),
    z.strictObject({ ok: z.literal(false), problem: z.string() }),
  ]);
const Process = z.strictObject({
  role: z.enum(['server', 'worker']),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  modelSet: z.string().describe('Empty for a server that does not analyse, as is the device'),
  device: z.string(),
  state: z
    .enum(PROCESS_STATES)
    .describe('stuck: it lives, and its study has not moved for five minutes; lost: it has been silent for a minute'),
  startedAt: instant,
  seenAt: instant,
  running: z.int().describe('Studies that it works on'),
  stage: z.string().describe('Of the study that has not moved for longest'),
});
const Health = z
  .strictObject({
    ok: z.boolean(),
    version: z.string(),
    notice: z.string(),
    device: z.string().nullable(),
    database: part({ kind: z.enum(['postgres', 'pglite']) }),
    queue: part({ waiting: z.int(), running: z.int() }),
    pacs: part({
      answeredInMs: z.number(),
      asked: z.string().describe('Study dates and modality of the query, which is the one for new studies'),
      studies: z.int().describe('Studies on the first page of the answer'),
      more: z.boolean().describe('Whether there may be more pages'),
      malformed: z.int().describe('Studies that cannot be read, and are left out'),
    }),
    disk: part({ sizeBytes: z.int(), freeBytes: z.int() }).describe('Where the data folder lies'),
    lastArrival: instant.nullable().describe('When the archive last told of a study'),
    processes: z.array(Process).describe('Servers and workers that lived within the last day'),
  })
  .meta({ id: 'Health' });

export const healthEndpoints = {
  health: endpoint({
    method: 'get',
    path: '/health',
    audit: 'nothing',
    summary: 'Whether database, queue and PACS answer; status 503 when one does not',
    statuses: [200, 503],
    json: Health,
    async handle(_input, parts) {
      const { ok, ...health } = await readHealth(parts);
      const answer = { ok, version: PRODUCT.version, notice: PRODUCT.notice, ...health };
      return ok ? answer : new Reply((response) => response.status(503).json(answer));
    },
  }),
};

interface HealthParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
  readonly config: Pick<Config, 'poll' | 'dataDir'>;
  /** Execution provider of the worker in this process; undefined where none runs. */
  readonly device: string | undefined;
}

/** Whether a part answers, and what it says or why it does not. */
export type PartHealth<T> = ({ readonly ok: true } & Readonly<T>) | { readonly ok: false; readonly problem: string };

/** What the PACS answered to the query for new studies. */
export interface PacsHealth {
  readonly answeredInMs: number;
  readonly asked: string;
  readonly studies: number;
  readonly more: boolean;
  readonly malformed: number;
}

/** What the service needs, each asked just now. */
export interface ServiceHealth {
  readonly ok: boolean;
  readonly device: string | null;
  readonly database: PartHealth<{ kind: Database['kind'] }>;
  readonly queue: PartHealth<QueueCounts>;
  readonly pacs: PartHealth<PacsHealth>;
  readonly disk: PartHealth<Disk>;
  readonly lastArrival: Date | null;
  /** Servers and workers that lived within the last day; none while the database does not answer. */
  readonly processes: readonly SeenProcess[];
}

/** How long the PACS may take to answer before it counts as out of order, ms. */
const PATIENCE = 5000;

/** Asks database, queue and PACS whether they answer. */
export async function readHealth(parts: HealthParts): Promise<ServiceHealth> {
  const { database, queue, device, config } = parts;
  const [databaseHealth, queueHealth, pacsHealth, disk, lastArrival, processes] = await Promise.all([
    check(async () => {
      await ping(database);
      return { kind: database.kind };
    }),
    check(() => queue.counts()),
    check(() => askPacs(parts)),
    check(() => readDisk(config.dataDir)),
    readLastArrival(database).catch(() => undefined),
    readProcesses(database).catch(() => []),
  ]);
  const ok = databaseHealth.ok && queueHealth.ok && pacsHealth.ok;
  return {
    ok,
    device: device ?? null,
    database: databaseHealth,
    queue: queueHealth,
    pacs: pacsHealth,
    disk,
    lastArrival: lastArrival ?? null,
    processes,
  };
}

/** Asks for new studies as the clock does, once and one page: what works here works there. */
async function askPacs({ pacs, config: { poll } }: HealthParts): Promise<PacsHealth> {
  const start = performance.now();
  const query = newStudies(poll, new Date());
  const signal = AbortSignal.timeout(PATIENCE);
  const { datasets, malformed, isCut } = await pacs.surveyStudies(query, { pages: 1, retries: 0, signal });
  return {
    answeredInMs: Math.round(performance.now() - start),
    asked: `${query.StudyDate} ${query.ModalitiesInStudy}`,
    studies: datasets.length,
    more: isCut,
    malformed,
  };
}

async function check<T>(ask: () => Promise<T>): Promise<PartHealth<T>> {
  try {
    return { ok: true, ...(await ask()) };
  } catch (error) {
    return { ok: false, problem: (error as Error).message };
  }
}
