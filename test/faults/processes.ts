import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../support/until.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** A process of lungtrace, as an administrator starts it. */
export interface Process {
  readonly pid: number;
  /** Lines of its log. */
  readonly log: string[];
  readonly isRunning: () => boolean;
  signal(name: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  end(name: NodeJS.Signals): Promise<void>;
}

const children = new Set<ChildProcess>();

/** Remembers a child, so that none outlives this process: not after a failure and not after Ctrl-C. */
export function keep(child: ChildProcess): void {
  children.add(child);
  child.on('exit', () => children.delete(child));
}
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Starts `lungtrace COMMAND` and waits until its log says `ready`. */
export async function startProcess(command: string, ready: string, env: Record<string, string>): Promise<Process> {
  const child = spawn(process.execPath, [MAIN, command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  keep(child);
  const log: string[] = [];
  createInterface(child.stderr).on('line', (line) => log.push(line));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  await until(() => !isRunning() || log.some((line) => line.includes(ready)), `lungtrace ${command} is up`, 180);
  if (!isRunning()) throw new Error(`lungtrace ${command} ended:\n${log.join('\n')}`);
  return {
    pid: child.pid!,
    log,
    isRunning,
    signal: (name) => void child.kill(name),
    end: async (name) => {
      const ended = isRunning() ? once(child, 'exit') : undefined;
      child.kill(name);
      await ended;
    },
  };
}

/** The most memory that a running process has held, MiB. */
export function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
