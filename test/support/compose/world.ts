import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Box, type Confinement, openBox, ROOT } from './box.ts';
import { type Bridges, openBridges } from './bridges.ts';
import { type ComposeDocument, PROJECT, type Service } from './document.ts';
import { type Image, imageOf, type Mount } from './images.ts';

/** The services of a Compose file as processes of this machine, each in a box that stands in for its container. */
export interface ComposedWorld {
  /** Runs a command on the machine that the services run on, where their published ports are. */
  run(command: readonly string[]): Promise<string>;
  /** Runs a command in a service's box, as its user and with its environment. */
  exec(service: string, command: readonly string[]): Promise<string>;
  log(service: string): Promise<string>;
  /** Tells every service to end, as `docker compose down` does; gives how long each took, ms. Ends them once, however often it is called. */
  stop(): Promise<Map<string, number>>;
}

interface Running {
  readonly box: Box;
  readonly child: ChildProcess;
  readonly env: Readonly<Record<string, string>>;
  readonly as: Confinement;
  readonly workdir: string;
  readonly log: string;
}

/** How long a service may take until its health check passes, ms; this machine may be busy. */
const HEALTHY_MS = 180_000;

/** Starts every service after those that it depends on, and waits until its health check passes; throws with its log when it ends before. */
export async function startComposed(document: ComposeDocument): Promise<ComposedWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-composed-'));
  const bridges = await openBridges(document);
  const running = new Map<string, Running>();
  let stopping: Promise<Map<string, number>> | undefined;
  const end = async () => {
    const took = await stopAll(running);
    await bridges.close();
    await rm(folder, { recursive: true });
    return took;
  };
  const stop = () => (stopping ??= end());
  try {
    for (const [name, service] of inOrder(document)) {
      const one = await start(name, service, bridges, folder);
      running.set(name, one);
      await untilHealthy(name, service, one);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    run: (command) => bridges.run(command),
    exec: (name, command) => execute(running.get(name)!, command),
    log: (name) => readFile(running.get(name)!.log, 'utf8'),
    stop,
  };
}

function inOrder({ services }: ComposeDocument): [string, Service][] {
  const ordered = new Map<string, Service>();
  while (ordered.size < Object.keys(services).length) {
    const next = Object.entries(services).find(
      ([name, { depends_on = {} }]) =>
        !ordered.has(name) && Object.keys(depends_on).every((other) => ordered.has(other)),
    );
    if (next === undefined) throw new Error('services depend on each other, or on one that is not there');
    ordered.set(...next);
  }
  return [...ordered];
}

async function start(name: string, service: Service, bridges: Bridges, folder: string): Promise<Running> {
  const image = await imageOf(service, folder);
  const as = confinementOf(service, image);
  const mounts = [...image.mounts, ...(await volumesOf(service, as, folder))];
  const tmpfs = (service.tmpfs ?? []).map((text) => {
    const [target, options = ''] = text.split(':') as [string, string?];
    return { target, options };
  });
  const box = await openBox({ hosts: bridges.hostsOf(service), mounts, tmpfs, readOnly: service.read_only === true });
  const env = { ...image.env, ...service.environment };
  const log = join(folder, `${name}.log`);
  const output = await open(log, 'w');
  try {
    await bridges.plug(name, service, box);
    const workdir = image.workdir;
    if (image.prepare !== undefined) await box.run(image.prepare, env, as);
    const child = box.start(['env', '-C', workdir, ...image.command], env, as, output.fd);
    return { box, child, env, as, workdir, log };
  } catch (error) {
    await box.close();
    throw error;
  } finally {
    await output.close();
  }
}

function confinementOf({ user, cap_drop, cap_add = [] }: Service, image: Image): Confinement {
  const [name, group = name] = (user ?? image.user).split(':') as [string, string?];
  if (!cap_drop.includes('ALL')) return { ...ROOT, user: name, group };
  return { user: name, group, capabilities: cap_add };
}

/** Named volumes are empty folders that belong to the service's user; the others are files of the project. */
async function volumesOf({ volumes = [] }: Service, { user }: Confinement, folder: string): Promise<Mount[]> {
  return await Promise.all(
    volumes.map(async (text) => {
      const [from, target, mode] = text.split(':') as [string, string, string?];
      if (from.startsWith('.')) return { source: resolve(PROJECT, from), target, readOnly: mode === 'ro' };
      const source = join(folder, from);
      await mkdir(source);
      const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
      await chown(source, id('-u'), id('-g'));
      return { source, target, readOnly: mode === 'ro' };
    }),
  );
}

async function untilHealthy(name: string, { healthcheck }: Service, running: Running): Promise<void> {
  const [kind, ...rest] = healthcheck.test;
  const command = kind === 'CMD-SHELL' ? ['sh', '-c', ...rest] : rest;
  let problem = '';
  for (const end = performance.now() + HEALTHY_MS; performance.now() < end; await delay(500)) {
    const { exitCode, signalCode } = running.child;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`${name} ended with ${exitCode ?? signalCode}:\n${await readFile(running.log, 'utf8')}`);
    }
    try {
      await execute(running, command);
      return;
    } catch (error) {
      problem = String(error);
    }
  }
  throw new Error(`${name} did not become healthy: ${problem}\n${await readFile(running.log, 'utf8')}`);
}

async function execute({ box, env, as, workdir }: Running, command: readonly string[]): Promise<string> {
  return await box.run(['env', '-C', workdir, ...command], env, as);
}

/** In the opposite order, each with SIGTERM; Postgres with SIGINT, which its image says. */
async function stopAll(running: ReadonlyMap<string, Running>): Promise<Map<string, number>> {
  const took = new Map<string, number>();
  for (const [name, { child, box }] of [...running].toReversed()) {
    const from = performance.now();
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(name === 'postgres' ? 'SIGINT' : 'SIGTERM');
      await ended;
    }
    took.set(name, performance.now() - from);
    await box.close();
  }
  return took;
}
