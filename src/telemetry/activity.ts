/** A study that this process works on. */
export interface Running {
  /** It has moved, in this stage. */
  moved(stage: string): void;
  end(): void;
}

/** What a process works on: how many studies, and what the one that has not moved for longest is in. */
export interface ActivityNow {
  readonly running: number;
  /** '' while nothing runs. */
  readonly stage: string;
  /** Since when that study has not moved, s. */
  readonly stillSeconds: number;
}

interface Study {
  stage: string;
  movedAt: number;
}

/** The studies that a process works on now. */
class Activity {
  readonly #studies = new Set<Study>();

  begin(): Running {
    const study: Study = { stage: 'look', movedAt: performance.now() };
    this.#studies.add(study);
    return {
      moved: (stage) => Object.assign(study, { stage, movedAt: performance.now() }),
      end: () => this.#studies.delete(study),
    };
  }

  now(): ActivityNow {
    const [oldest] = [...this.#studies].toSorted((a, b) => a.movedAt - b.movedAt);
    const stillSeconds = oldest === undefined ? 0 : (performance.now() - oldest.movedAt) / 1000;
    return { running: this.#studies.size, stage: oldest?.stage ?? '', stillSeconds };
  }
}

/** What this process works on. */
export const ACTIVITY = new Activity();
