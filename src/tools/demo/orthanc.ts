import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface OrthancOptions {
  /** HTTP basic authentication; off without it. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** Lua scripts to load, and the variables that they read. */
  readonly luaScripts?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds without a new instance after which a study counts as stable. */
  readonly stableAge?: number;
}

/** A separate Orthanc with its files in a temporary folder, reachable only from this machine. */
export interface RunningOrthanc {
  /** Orthanc's own REST API. */
  readonly url: string;
  readonly dicomwebUrl: string;
  /** Headers that a request needs: authorization, or none. */
  readonly headers: Readonly<Record<string, string>>;
  /** Stores one DICOM file; throws if Orthanc rejects it. */
  send(bytes: Uint8Array): Promise<void>;
  /** Ends Orthanc and removes its files. */
  stop(): Promise<void>;
}

const PROGRAM = '/usr/sbin/Orthanc';
const DICOMWEB_PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** Starts Debian's Orthanc with DICOMweb on a free port; throws with its log if it does not start. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<RunningOrthanc> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-orthanc-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const headers = authorization(options);
  await mkdir(join(folder, 'storage'));
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration(folder, port, options)));
  const child = await launch(folder, options.environment ?? {});
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilUp(url, headers, child, join(folder, 'orthanc.log'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, dicomwebUrl: `${url}/dicom-web`, headers, send: (bytes) => send(url, headers, bytes), stop };
}

function configuration(folder: string, port: number, options: OrthancOptions) {
  return {
    Name: 'lungtrace',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    Plugins: [DICOMWEB_PLUGIN],
    LuaScripts: options.luaScripts ?? [],
    HttpPort: port,
    HttpServerEnabled: true,
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: options.credentials !== undefined,
    RegisteredUsers: options.credentials ? { [options.credentials.user]: options.credentials.password } : {},
    StableAge: options.stableAge ?? 2,
    DicomWeb: { Enable: true, Root: '/dicom-web/', StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
}

function authorization({ credentials }: OrthancOptions): Record<string, string> {
  if (credentials === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}` };
}

async function launch(folder: string, environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const log = await open(join(folder, 'orthanc.log'), 'w');
  const child = spawn(PROGRAM, [join(folder, 'orthanc.json')], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', log.fd, log.fd],
  });
  await once(child, 'spawn');
  await log.close();
  return child;
}

async function waitUntilUp(url: string, headers: Record<string, string>, child: ChildProcess, log: string) {
  for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 100) {
    const response = await fetch(`${url}/system`, { headers }).catch(() => undefined);
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`Orthanc did not start:\n${await readFile(log, 'utf8')}`);
}

async function send(url: string, headers: Record<string, string>, bytes: Uint8Array): Promise<void> {
  const response = await fetch(`${url}/instances`, { method: 'POST', headers, body: new Uint8Array(bytes) });
  if (!response.ok) throw new Error(`Orthanc did not take the file: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** A free TCP port of 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
