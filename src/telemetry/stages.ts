import { METRICS } from './metrics.ts';
import { step } from './spans.ts';

/** Does the work of a stage and notes how long it took, also when it fails. */
export async function timed<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
  const end = METRICS.stages.startTimer({ stage });
  try {
    return await step(stage, {}, work);
  } finally {
    end();
  }
}

/** Notes stages that were timed elsewhere, ms. */
export function noteStages(timingsMs: Readonly<Record<string, number>>): void {
  for (const [stage, ms] of Object.entries(timingsMs)) METRICS.stages.observe({ stage }, ms / 1000);
}
