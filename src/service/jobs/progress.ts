import type { Database } from '../../db/database.ts';
import { writeProgress } from '../../db/states.ts';
import type { AnalysisStage } from '../../inference/analyse-volume.ts';

export type Stage = 'look' | 'fetch' | 'decode' | AnalysisStage | 'write' | 'store';

/** Where each stage begins in the whole, 0..1, by the time that stages take on a CPU. */
const BEGINS: Readonly<Record<Stage, number>> = {
  look: 0,
  fetch: 0.02,
  decode: 0.1,
  lungs: 0.15,
  infection: 0.3,
  findings: 0.9,
  measure: 0.94,
  write: 0.95,
  store: 0.97,
};
const STAGES = Object.keys(BEGINS) as Stage[];
/** At most one write in this time, ms. */
const PACE = 500;

/** Tells the worklist how far a study is, as often as a person can read; trouble with that never ends an analysis. */
export class Progress {
  readonly #database: Database;
  readonly #studyInstanceUid: string;
  #stage: Stage | undefined;
  #lastWrite = 0;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(database: Database, studyInstanceUid: string) {
    this.#database = database;
    this.#studyInstanceUid = studyInstanceUid;
  }

  report(stage: Stage, done: number, total: number): void {
    const now = performance.now();
    if (this.#busy || (stage === this.#stage && now - this.#lastWrite < PACE)) return;
    this.#stage = stage;
    this.#lastWrite = now;
    this.#busy = true;
    this.#writing = writeProgress(this.#database, this.#studyInstanceUid, stage, share(stage, done / total))
      .catch(() => {})
      .finally(() => (this.#busy = false));
  }

  /** Waits for the last write, so that none comes after the study's final state. */
  async end(): Promise<void> {
    await this.#writing;
  }
}

function share(stage: Stage, part: number): number {
  const next = STAGES[STAGES.indexOf(stage) + 1];
  const begin = BEGINS[stage];
  const end = next === undefined ? 1 : BEGINS[next];
  return begin + (end - begin) * Math.min(1, Math.max(0, part || 0));
}
