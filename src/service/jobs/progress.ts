import type { Claim } from '../../db/claim.ts';
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
/** They wait for the archive, and every wait for it has a limit of its own. */
const AT_THE_ARCHIVE: readonly Stage[] = ['look', 'fetch', 'store'];
/** At most one write in this time, ms. */
const PACE = 500;

/**
 * Tells the claim that the study moves, and the worklist how far it is, as often as a person can read; trouble with the latter never ends
 * an analysis.
 */
export class Progress {
  readonly #database: Database;
  readonly #studyInstanceUid: string;
  readonly #claim: Pick<Claim, 'moved'>;
  readonly #stallMinutes: number;
  #stage: Stage | undefined;
  #lastWrite = 0;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(database: Database, studyInstanceUid: string, claim: Pick<Claim, 'moved'>, stallMinutes: number) {
    this.#database = database;
    this.#studyInstanceUid = studyInstanceUid;
    this.#claim = claim;
    this.#stallMinutes = stallMinutes;
  }

  report(stage: Stage, done: number, total: number): void {
    this.#claim.moved(AT_THE_ARCHIVE.includes(stage) ? undefined : this.#stallMinutes * 60);
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
    this.#claim.moved();
    await this.#writing;
  }
}

function share(stage: Stage, part: number): number {
  const next = STAGES[STAGES.indexOf(stage) + 1];
  const begin = BEGINS[stage];
  const end = next === undefined ? 1 : BEGINS[next];
  return begin + (end - begin) * Math.min(1, Math.max(0, part || 0));
}
