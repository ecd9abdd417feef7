import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../src/tools/demo/orthanc.ts';

/** A Postgres server of its own for one test file. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Connections that others than this helper still hold after a moment, over all databases. */
  leftConnections(): Promise<number>;
  readonly folder: string;
  /** Ends the server with all its processes, as `SIGINT` in order or as `SIGKILL` at once. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** Starts it again on its files. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const VERSIONS = '/usr/lib/postgresql';

/** Path of a program of the newest Postgres that is installed, in the way that test/support/programs.ts looks for it. */
export function postgresProgram(name: string): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a)) : [];
  return join(VERSIONS, versions[0] ?? '15', 'bin', name);
}

/** Starts a server on a free port with its files in a folder below `parent`; as root it runs as user postgres. */
export async function startPostgres(parent = tmpdir()): Promise<TestPostgres> {
  const folder = await mkdtemp(join(parent, 'lungtrace-postgres-'));
  const owner = serverUser();
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
  const options = owner === undefined ? {} : { uid: owner.uid, gid: owner.gid };
  const data = join(folder, 'data');
  const made = spawnSync(postgresProgram('initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N'], {
    ...options,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const url = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`;
  const launch = () =>
    spawn(postgresProgram('postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'], {
      ...options,
      cwd: folder,
      stdio: 'ignore',
    });
  let server = launch();
  // Not after Ctrl-C either does it go on.
  const endAtExit = () => void server.kill('SIGINT');
  process.on('exit', endAtExit);
  let admin = await connectWhenReady(url('postgres'));
  let databases = 0;
  const count = async (): Promise<number> => {
    const { rows } = await admin.query(
      "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows[0].n;
  };
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    // Killed alone, the server would leave its processes behind.
    const children = signal === 'SIGKILL' ? childrenOf(server.pid) : [];
    server.kill(signal);
    for (const pid of children) process.kill(pid, signal);
    await once(server, 'exit');
  };
  return {
    folder,
    createDatabase: async () => {
      databases += 1;
      await admin.query(`create database test_${databases}`);
      return url(`test_${databases}`);
    },
    leftConnections: async () => {
      let left = await count();
      for (let waited = 0; left > 0 && waited < 3000; waited += 100) {
        await delay(100);
        left = await count();
      }
      return left;
    },
    end,
    start: async () => {
      await end('SIGINT');
      server = launch();
      admin = await connectWhenReady(url('postgres'));
    },
    stop: async () => {
      await admin.end().catch(() => {});
      await end('SIGINT');
      process.off('exit', endAtExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number | undefined): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.trim().split(/\s+/).filter(Boolean).map(Number);
}

function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

async function connectWhenReady(connectionString: string): Promise<pg.Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString });
    // A server that is killed ends the connection; the next query reports it.
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (attempt === 100) throw error;
      await delay(100);
    }
  }
}
