import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface BoxOptions {
  /** Addresses by name, for /etc/hosts. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly readOnly: boolean }[];
  readonly tmpfs: readonly { readonly target: string; readonly options: string }[];
  readonly readOnly: boolean;
}

/** As whom a command runs: user and group by name or number, and the capabilities that it keeps. */
export interface Confinement {
  readonly user: string;
  readonly group: string;
  readonly capabilities: readonly string[];
}

/** Stands in for a container: a network, mounts and a root directory of its own, over this machine's programs. */
export interface Box {
  readonly pid: number;
  /** Starts a command in the box, with nothing in its environment but `env`; its output goes to the file. */
  start(command: readonly string[], env: Readonly<Record<string, string>>, as: Confinement, log: number): ChildProcess;
  /** Runs a command in the box to its end and gives its output; throws when it fails or takes longer than `timeoutMs`. */
  run(
    command: readonly string[],
    env: Readonly<Record<string, string>>,
    as: Confinement,
    timeoutMs?: number,
  ): Promise<string>;
  /** Runs a command of this machine in the box's network alone. */
  outside(command: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

const SCRIPT = join(import.meta.dirname, 'box.sh');
export const ROOT: Confinement = { user: 'root', group: 'root', capabilities: ['all'] };

/** Makes a box; needs root and util-linux. */
export async function openBox(options: BoxOptions): Promise<Box> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-box-'));
  const holder = spawn('unshare', ['--net', '--mount', '--propagation', 'private', 'bash', SCRIPT, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...described(options) },
  });
  const ended = once(holder, 'exit');
  const first = await Promise.race([once(holder.stdout, 'data'), ended.then(() => undefined)]);
  if (String(first?.[0]).trim() !== 'ready') throw new Error('the box cannot be made: see above');
  const pid = holder.pid!;
  const enter = ['-t', String(pid), '--net', '--mount', 'chroot', join(folder, 'root')];
  return {
    pid,
    start: (command, env, as, log) =>
      spawn('nsenter', [...enter, ...confined(as), ...command], { env: { ...env }, stdio: ['ignore', log, log] }),
    run: async (command, env, as, timeout = 60_000) => {
      const done = await promisify(execFile)('nsenter', [...enter, ...confined(as), ...command], {
        env: { ...env },
        timeout,
      });
      return done.stdout;
    },
    outside: async (command) => (await promisify(execFile)('nsenter', ['-t', String(pid), '--net', ...command])).stdout,
    close: async () => {
      holder.stdin.end();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function described({ hosts, mounts, tmpfs, readOnly }: BoxOptions): Record<string, string> {
  return {
    HOSTS: [...hosts].map(([name, address]) => `${address} ${name}`).join('\n'),
    MOUNTS: mounts.map((one) => `${one.source} ${one.target} ${one.readOnly ? 'ro' : 'rw'}`).join('\n'),
    TMPFS: tmpfs.map(({ target, options }) => `${target} ${options}`).join('\n'),
    READ_ONLY: String(readOnly),
  };
}

/** Drops user, capabilities and the right to new privileges, as Docker does; the command dies with the test. */
function confined({ user, group, capabilities }: Confinement): string[] {
  const kept = capabilities.map((name) => (name === 'all' ? '+all' : `+${name.toLowerCase()}`));
  const identity = user === 'root' ? [] : ['--reuid', user, '--regid', group, '--clear-groups'];
  const bounding = kept.includes('+all') ? [] : [`--bounding-set=${['-all', ...kept].join(',')}`, '--inh-caps=-all'];
  return ['setpriv', ...identity, ...bounding, '--no-new-privs', '--pdeathsig', 'KILL', '--'];
}
