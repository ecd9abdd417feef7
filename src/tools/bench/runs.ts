import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { RunAnswer, RunResult, RunTask } from './run-protocol.ts';
import { middle } from './statistics.ts';

/** One task of a bench, and what it is called in tables. */
export interface NamedTask extends RunTask {
  readonly series: string;
}

/** A task and what each of its turns measured. */
export interface Runs {
  readonly task: NamedTask;
  readonly turns: readonly RunResult[];
}

/**
 * Runs every task in a process of its own, `turns` times: all tasks once, then all again, so that a machine that drifts favours none.
 * Throws an Error when a process ends without a result.
 */
export async function runAll(
  tasks: readonly NamedTask[],
  turns: number,
  onProgress: (done: number, total: number) => void,
): Promise<Runs[]> {
  const results = tasks.map((task) => ({ task, turns: [] as RunResult[] }));
  for (let done = 0; done < turns * tasks.length; done++) {
    onProgress(done, turns * tasks.length);
    const { task, turns: measured } = results[done % tasks.length]!;
    measured.push(await runOnce(task));
  }
  return results;
}

async function runOnce({ series, ...task }: NamedTask): Promise<RunResult> {
  const child = fork(new URL('./run-process.ts', import.meta.url), [JSON.stringify(task satisfies RunTask)]);
  let answer: RunAnswer | undefined;
  child.on('message', (message) => (answer = message as RunAnswer));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (answer !== undefined && 'result' in answer) return answer.result;
  throw new Error(`The process that analysed ${series} failed: ${answer?.reason ?? `it ended with ${code ?? signal}`}`);
}

/** Middle values of the turns. */
export interface Summary {
  readonly series: string;
  readonly atOnce: number;
  readonly slices: number;
  readonly device: string;
  /** From the start of the process, for all studies of the run, ms. */
  readonly wallMs: number;
  readonly processorMs: number;
  readonly peakMemoryMiB: number;
}

export function summarise({ task, turns }: Runs): Summary {
  const of = (key: 'wallMs' | 'processorMs' | 'peakMemoryMiB') => middle(turns.map((turn) => turn[key]));
  const { slices, device } = turns[0]!;
  const { series, atOnce } = task;
  return {
    series,
    atOnce,
    slices,
    device,
    wallMs: of('wallMs'),
    processorMs: of('processorMs'),
    peakMemoryMiB: of('peakMemoryMiB'),
  };
}
