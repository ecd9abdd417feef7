import { KnownError, problem } from '../errors/known-error.ts';
import type { Queryable } from './database.ts';
import { LONGEST_DELAY_SECONDS } from './queue-setup.ts';

/** What a job that an outage keeps waiting carries from round to round. */
export interface Outlasting {
  /** Since when, ISO. */
  readonly outageSince?: string;
  /** When the last round ended, ISO. */
  readonly lastRound?: string;
  /** Rounds in which the archive failed for this job, and served another study. */
  readonly choked?: number;
}

export interface Outage {
  /** How long the other side asks to be left alone, ms. */
  readonly retryAfterMs: number;
}

/** Whether jobs are taken. */
export interface Gate {
  /** Whether the other side answers this process at all. If not, the gate closes until it does. */
  check(): Promise<boolean>;
  /** Resolves when the gate is closed. */
  readonly closed: Promise<void>;
  /** Resolves when it is open. */
  readonly opened: Promise<void>;
}

export const ALWAYS_OPEN: Gate = {
  check: () => Promise.resolve(true),
  closed: new Promise(() => {}),
  opened: Promise.resolve(),
};

export interface OutageOptions {
  /** The outage that an error is, if it is one. */
  outageOf?(error: unknown): Outage | undefined;
  /**
   * Asked after an outage, and closed while the archive does not answer this process.
   * @default one that is always open
   */
  readonly gate?: Gate;
  /** Delay before the first retry of a failed job. */
  readonly retryDelaySeconds: number;
}

/** The job as it is sent again. */
export interface NextRound {
  readonly data: Required<Outlasting>;
  readonly startAfterSeconds: number;
}

/**
 * While the PACS answers, but fails for a study, it is retried after this many first delays, later after half of the time that this has
 * lasted...
 */
const FIRST_DELAYS = 12;
/** ...and so long: afterwards attempts count again, and the study may fail. */
const MOST_DAYS = 7;
/** So often at most if the archive serves others in the meantime. */
const MOST_CHOKED = 5;
/** Longest pause that an archive may ask for. */
const LONGEST_PAUSE_SECONDS = 86_400;
/** Rounds are later by up to this share, by chance, so that many studies do not come back at once. */
const JITTER = 0.25;
/**
 * The worker that sends a job again looks for jobs every second from then on. In a whole number of seconds it would be the first to see
 * its own, always, even where it alone cannot reach the archive: the others get the rest of a second.
 */
const OTHERS_FIRST_SECONDS = 0.2;

/** Thrown when the archive fails for one study while it serves others. */
export class ChokedError extends KnownError {
  override readonly name = 'ChokedError';

  constructor(rounds: number, cause: Error) {
    super(problem('ARCHIVE_CHOKES', { rounds, reason: cause.message }), { cause });
  }
}

/** What becomes of a job that an error ended. */
export interface Fate {
  /** What is recorded. */
  readonly cause: Error;
  /** When it is tried again without an attempt used up; undefined where it is a failed attempt. */
  readonly round: NextRound | undefined;
}

/**
 * The fate of a job that `error` ended, and that was sent with `before`. An outage uses up no attempt, unless it has lasted too long, or
 * the archive has failed for this job too often while it served others: then it is a ChokedError. Where the archive does not answer this
 * process at all, the job is soon free for the others, if their gates are open.
 */
export async function fateOf(
  database: Queryable,
  error: Error,
  before: Outlasting,
  { outageOf, gate = ALWAYS_OPEN, retryDelaySeconds }: OutageOptions,
): Promise<Fate> {
  const outage = outageOf?.(error);
  const now = new Date().toISOString();
  const { outageSince = now, lastRound, choked: rounds = 0 } = before;
  const lastedSeconds = (Date.now() - Date.parse(outageSince)) / 1000;
  if (outage === undefined || lastedSeconds > MOST_DAYS * 86_400) return { cause: error, round: undefined };
  const isAnswered = await gate.check();
  // An archive that asks for time, or does not answer, has not choked.
  const mayChoke = isAnswered && outage.retryAfterMs === 0 && lastRound !== undefined;
  const isChoked = mayChoke && (await hasServed(database, lastRound));
  const choked = rounds + (isChoked ? 1 : 0);
  if (choked >= MOST_CHOKED) return { cause: new ChokedError(choked, error), round: undefined };
  const failing = Math.min(Math.max(FIRST_DELAYS * retryDelaySeconds, lastedSeconds / 2), LONGEST_DELAY_SECONDS);
  const delay = isAnswered ? failing : retryDelaySeconds;
  const pause = Math.min(outage.retryAfterMs / 1000, LONGEST_PAUSE_SECONDS);
  const startAfterSeconds = Math.ceil(Math.max(delay, pause) * (1 + JITTER * Math.random())) + OTHERS_FIRST_SECONDS;
  return { cause: error, round: { data: { outageSince, lastRound: now, choked }, startAfterSeconds } };
}

/** Whether a study was fetched and its results stored since then. */
async function hasServed(database: Queryable, since: string): Promise<boolean> {
  const done = await database.statements
    .selectFrom('studies')
    .select('id')
    .where('state', '=', 'done')
    .where('changedAt', '>', new Date(since))
    .limit(1)
    .executeTakeFirst();
  return done !== undefined;
}
