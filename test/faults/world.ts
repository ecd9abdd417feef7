import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { freePort } from '../../src/tools/demo/orthanc.ts';
import { tinyModels } from '../support/tiny-models.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Archive, startArchive } from './archive.ts';
import { type ArchiveLink, type Lie, linkArchive } from './archive-link.ts';
import { type DatabaseLink, linkDatabase } from './database-link.ts';
import { type Process, startProcess } from './processes.ts';
import { newStudy, type Study } from './studies.ts';
import { type Caught, Wires } from './wires.ts';

/** A process with its links to the database and the archive. */
export interface Member extends Process {
  /** What the wires call it. */
  readonly owner: object;
  readonly database: DatabaseLink;
  readonly archive: ArchiveLink;
}

export interface Server extends Member {
  readonly url: string;
}

/** Servers and workers as processes, each with links of its own, on a real Postgres and beside a real Orthanc. */
export interface World {
  readonly postgres: TestPostgres;
  readonly archive: Archive;
  /** Past the links. */
  readonly database: Database;
  readonly wires: Wires;
  readonly workers: Set<Member>;
  readonly servers: Server[];
  /** What the archive's links answer themselves. */
  readonly lies: Set<Lie>;
  startWorker(): Promise<Member>;
  /** Starts a server on a port of its own; it becomes the first one. */
  startServer(): Promise<Server>;
  /** Starts a worker for each one that has ended: it may rather end itself than work without its database. */
  replaceEnded(): Promise<void>;
  /** The worker that waits at a point. */
  workerAt(caught: Caught): Member;
  /** Brings a new study into the archive, whole or of so few slices that it is refused. */
  arrive(slices?: number): Promise<Study>;
  /** Tells a server of it. */
  announce(study: Study, server?: Server): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly workers: number;
  readonly servers?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether servers follow Orthanc's change feed. */
  readonly feed?: boolean;
  /** Where Orthanc and Postgres keep their files. */
  readonly folders?: { readonly archive?: string; readonly postgres?: string };
}

const SECRET = 'secret-of-the-faults';
const SHORT_WAITS = {
  LUNGTRACE_PROVIDERS: 'cpu',
  LUNGTRACE_NOTIFICATION_SECRET: SECRET,
  LUNGTRACE_POLL_CRON: 'off',
  LUNGTRACE_RETRY_DELAY_SECONDS: '1',
  DICOMWEB_TIMEOUT_SECONDS: '10',
};

export async function startWorld(options: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-faults-'));
  const models = await tinyModels();
  const postgres = await startPostgres(options.folders?.postgres);
  const archive = await startArchive(options.folders?.archive ?? folder);
  const databaseUrl = await postgres.createDatabase();
  const database = await connect({ databaseUrl, dataDir: '' });
  await migrate(database);
  const wires = new Wires();
  const lies = new Set<Lie>();
  const members = new Set<Member>();
  const start = async (command: string, ready: string, own: Record<string, string>) => {
    const owner = {};
    const links = {
      owner,
      database: await linkDatabase(databaseUrl, owner, wires),
      archive: await linkArchive(archive.url, { owner, wires, lies }),
    };
    const env = { ...SHORT_WAITS, LUNGTRACE_MODELS_DIR: models.path, ...options.env, ...own };
    const feed = options.feed ? { ORTHANC_URL: links.archive.url } : {};
    const addresses = { ...feed, DATABASE_URL: links.database.url, DICOMWEB_URL: `${links.archive.url}/dicom-web` };
    const member = { ...(await startProcess(command, ready, { ...env, ...addresses })), ...links };
    members.add(member);
    return member;
  };
  const workers = new Set<Member>();
  const world: World = {
    postgres,
    archive,
    database,
    wires,
    lies,
    workers,
    servers: [],
    startWorker: async () => {
      const worker = await start('worker', 'waits for studies', {});
      workers.add(worker);
      return worker;
    },
    startServer: async () => {
      const port = String(await freePort());
      const own = { LUNGTRACE_PORT: port, LUNGTRACE_WORKER: 'off' };
      const server = { ...(await start('serve', 'lungtrace is up', own)), url: `http://127.0.0.1:${port}` };
      world.servers.unshift(server);
      return server;
    },
    replaceEnded: async () => {
      for (const worker of [...workers].filter((one) => !one.isRunning())) {
        workers.delete(worker);
        await world.startWorker();
      }
    },
    workerAt: ({ owner }) => [...workers].find((one) => one.owner === owner)!,
    arrive: async (slices) => {
      const study = newStudy(slices);
      for (const file of study.files) await archive.send(file);
      return study;
    },
    announce: (study, server = world.servers[0]) => announce(study, server),
    stop: async () => {
      for (const member of members) {
        await member.end('SIGKILL');
        await member.database.stop();
        await member.archive.stop();
      }
      await database.close();
      await archive.remove();
      await postgres.stop();
      await models.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (let index = 0; index < (options.servers ?? 1); index++) await world.startServer();
  await Promise.all(Array.from({ length: options.workers }, () => world.startWorker()));
  return world;
}

async function announce({ uid }: Study, server: Server | undefined): Promise<void> {
  const response = await fetch(`${server?.url}/api/notifications/orthanc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lungtrace-secret': SECRET },
    body: JSON.stringify({ StudyInstanceUID: uid }),
  });
  if (!response.ok) throw new Error(`the server did not take the announcement: ${response.status}`);
  await response.arrayBuffer();
}
