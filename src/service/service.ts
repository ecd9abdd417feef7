import { once } from 'node:events';
import type { Logger } from 'pino';
import { serviceAs } from '../audit/message.ts';
import { type Config, refuseOpenDoor } from '../config.ts';
import { connect } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { withLease } from '../db/leases.ts';
import { migrate } from '../db/migrate.ts';
import { watchSchema } from '../db/outdated.ts';
import { openQueue, type Queue } from '../db/queue.ts';
import { hasUsers } from '../db/users.ts';
import { PixelDecoder } from '../dicom/pixels/decoder.ts';
import { openPacs, type Pacs } from '../dicomweb/client.ts';
import { outageOf } from '../errors/edges.ts';
import { Press } from '../press/press.ts';
import { METRICS } from '../telemetry/metrics.ts';
import { openLog } from '../telemetry/log.ts';
import { openTraces } from '../telemetry/traces.ts';
import { listen } from '../web/listen.ts';
import { Audit } from '../web/audit/recorder.ts';
import { createProbeApp } from '../web/probes/app.ts';
import { commonChecks, Readiness } from '../web/probes/readiness.ts';
import { createApp } from '../web/server.ts';
import { type Announce, announcer } from './arrivals/announce.ts';
import { backfill } from './arrivals/query.ts';
import { watchArrivals } from './arrivals/watch.ts';
import { ArchiveGate } from './jobs/archive-gate.ts';
import { followUpHandler, type RenewalParts, renewFollowUps } from './jobs/follow-up.ts';
import type { Analyser } from './jobs/parts.ts';
import { showPresence } from './jobs/presence.ts';
import { handleDeadJob, studyHandler } from './jobs/worker.ts';

/** Makes the analyser where a worker runs: loading the networks takes seconds, and a server alone needs none. */
export type OpenAnalyser = () => Promise<Analyser & { close(): Promise<void> }>;

export interface RunningService {
  /** Where the server listens; undefined for a worker. */
  readonly url: string | undefined;
  /** Execution provider that serves; undefined where no worker runs. */
  readonly device: string | undefined;
  /** Rejects with OutdatedError once a newer version has migrated the database: this process must end. */
  readonly outdated: Promise<void>;
  /** Ends in order: no new work, running studies are given to another worker, connections are closed. */
  readonly stop: () => Promise<void>;
}

interface Base {
  readonly config: Config;
  readonly log: Logger;
  readonly database: Database;
  readonly queue: Queue;
  readonly gate: ArchiveGate;
  readonly pacs: Pacs;
  readonly decoder: PixelDecoder;
  readonly press: Press;
  readonly announce: Announce;
}

/** Starts the web server and the watch for arrivals, and a worker in the same process unless LUNGTRACE_WORKER=off. */
export async function startServer(config: Config, openAnalyser: OpenAnalyser): Promise<RunningService> {
  return await assembled(config, async (base, closers) => {
    refuseOpenDoor(config, await hasUsers(base.database));
    // The embedded database belongs to one process, so nobody else could work.
    const works = config.worker.inServer || base.database.kind === 'pglite';
    await auditActivity(base, 'server', closers);
    const { device, modelSet } = works ? await startWork(base, openAnalyser, closers) : {};
    closers.push(await showPresence(base.database, { role: 'server', device, modelSet }));
    closers.push(watchArrivals(base));
    const { url, close } = await listen(createApp({ ...base, device }), config);
    closers.push(close);
    base.log.info({ url, device, database: base.database.kind }, 'lungtrace is up');
    return { url, device };
  });
}

/** Starts a worker alone; any number of them share one Postgres. */
export async function startWorker(config: Config, openAnalyser: OpenAnalyser): Promise<RunningService> {
  return await assembled(config, async (base, closers) => {
    await auditActivity(base, 'worker', closers);
    const networks = { areLoaded: false };
    await listenForProbes(base, networks, closers);
    const { device, modelSet } = await startWork(base, openAnalyser, closers);
    networks.areLoaded = true;
    closers.push(await showPresence(base.database, { role: 'worker', device, modelSet }));
    base.log.info({ device }, 'the worker waits for studies');
    return { url: undefined, device };
  });
}

/** Announces every study of the PACS whose date lies in the range; gives how many there are. */
export async function runBackfill(config: Config, from: Date, to: Date): Promise<number> {
  let announced = 0;
  const service = await assembled(config, async ({ pacs, announce }) => {
    announced = await backfill({ pacs, announce, modality: config.poll.modality }, from, to);
    return { url: undefined, device: undefined };
  });
  await service.stop();
  return announced;
}

/** Waits until the process is told to end (untilTold) or is outdated, which it throws; then ends the service in order. */
export async function untilTerminated(service: RunningService): Promise<void> {
  try {
    await Promise.race([untilTold(), service.outdated]);
  } finally {
    await service.stop();
  }
}

/**
 * Waits until the process is told to end: SIGTERM, SIGINT, or SIGHUP when its terminal goes. That one comes from the kernel and from
 * shells and npm again, so more of it changes nothing; a second SIGTERM or SIGINT ends the process at once.
 */
export async function untilTold(): Promise<void> {
  process.on('SIGHUP', () => {});
  // A terminal that has gone takes no words, and they shall not end what is being ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  await Promise.race(['SIGTERM', 'SIGINT', 'SIGHUP'].map((signal) => once(process, signal)));
}

type Closers = (() => Promise<unknown>)[];

/** Opens what every process needs, starts it, and closes everything in the opposite order, also when the start fails. */
async function assembled(
  config: Config,
  start: (base: Base, closers: Closers) => Promise<Pick<RunningService, 'url' | 'device'>>,
): Promise<RunningService> {
  const closers: Closers = [];
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const base = await openBase(config, closers);
    const outdated = watch(base, closers);
    return { ...(await start(base, closers)), outdated, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Looks whether another version takes the database over. */
function watch({ database, log }: Base, closers: Closers): Promise<void> {
  const stopping = new AbortController();
  const outdated = watchSchema(database, stopping.signal);
  outdated.catch((error: unknown) => log.error({ err: error }, 'this process is outdated and ends'));
  closers.push(async () => {
    stopping.abort();
    await outdated.catch(() => {});
  });
  return outdated;
}

async function openBase(config: Config, closers: Closers): Promise<Base> {
  const log = openLog(config.logLevel);
  if (config.tracesUrl !== undefined) closers.push(await openTraces(config.tracesUrl, log));
  const database = await connect(config);
  closers.push(() => database.close());
  await migrate(database);
  const onError = (error: Error) => log.error({ err: error }, 'the queue has a problem');
  const pacs = await openPacs(config.pacs);
  closers.push(() => pacs.close());
  const gate = new ArchiveGate((signal) => pacs.ping(signal), log);
  const queue = await openQueue(database, { ...config.worker, outageOf, gate, onError });
  closers.push(() => queue.stop());
  const decoder = new PixelDecoder();
  closers.push(() => decoder.close());
  const press = new Press();
  closers.push(() => press.close());
  return { config, log, database, queue, gate, pacs, decoder, press, announce: announcer(database, queue) };
}

/** Notes in the audit that the process starts now, and when it ends in order. */
async function auditActivity({ database, log }: Base, role: 'server' | 'worker', closers: Closers): Promise<void> {
  const audit = new Audit(database, log);
  const by = serviceAs(role);
  await audit.note({ event: 'started', by });
  closers.push(() => audit.note({ event: 'stopped', by }));
}

/** Begins to take jobs, and gives what analyses. */
async function startWork(base: Base, openAnalyser: OpenAnalyser, closers: Closers): Promise<Partial<Analyser>> {
  const { config, queue, gate } = base;
  const analyser = await openAnalyser();
  closers.push(() => analyser.close());
  const { lungsSeg, segEncoding, overlaySeries, followUp, organization } = config;
  const { concurrency, stallMinutes } = config.worker;
  const parts = { ...base, analyser, lungsSeg, segEncoding, overlaySeries, followUp, organization, stallMinutes };
  await queue.workDead((studyInstanceUid, attempts) => handleDeadJob(base, studyInstanceUid, attempts));
  await queue.work(concurrency, studyHandler(parts));
  await queue.workFollowUps(followUpHandler(parts));
  // Before the analyser closes, what it works on must have ended.
  closers.push(() => queue.stop());
  closers.push(() => Promise.resolve(gate.stop()));
  closers.push(renew(parts));
  METRICS.models.set({ model_set: analyser.modelSet, device: analyser.device }, 1);
  return analyser;
}

/** Lets new thresholds and another language take effect, while everything else runs already. */
function renew(parts: RenewalParts): () => Promise<unknown> {
  const stopping = new AbortController();
  const work = (signal: AbortSignal) => renewFollowUps(parts, signal);
  const renewal = withLease(parts.database, 'renewals', stopping.signal, work).catch((error: unknown) =>
    parts.log.error({ err: error }, 'follow-ups that were made otherwise cannot be looked for'),
  );
  return () => {
    stopping.abort();
    return renewal;
  };
}

async function listenForProbes(base: Base, networks: { readonly areLoaded: boolean }, closers: Closers): Promise<void> {
  const { host, probePort: port, metricsToken, dataDir } = base.config;
  if (port === undefined) return;
  const models = () => {
    if (!networks.areLoaded) throw new Error('the networks are being loaded');
  };
  const readiness = new Readiness({ ...commonChecks(base), models });
  const app = createProbeApp({ ...base, metricsToken, dataDir, readiness });
  const { url, close } = await listen(app, { host, port });
  closers.push(close);
  base.log.info({ url }, 'the worker answers probes');
}
