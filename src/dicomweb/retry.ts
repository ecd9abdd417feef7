import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { PacsError } from './pacs-error.ts';

export interface RetryOptions {
  /** How many times a failed call is retried. */
  readonly retries: number;
  /**
   * Delay before the first retry, ms; it doubles with each retry, and is up to twice as long by chance, so that many callers do not
   * come back at once.
   * @default 250
   */
  readonly firstDelayMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A call whose archive asks for more patience fails at once: its study is better returned to the queue, where others overtake it, ms. */
const LONGEST_RETRY_AFTER = 60_000;
/** A wait is longer by up to this share, by chance. */
const JITTER = 0.1;

/**
 * Retries a call to the PACS while it fails for a temporary reason; never sooner than the archive's `Retry-After` says. Rejects with
 * the last error, or with an AbortError at once when the signal aborts.
 */
export async function retry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { retries, firstDelayMs = 250, signal } = options;
  const shouldRetry = async ({ error }: { error: Error }): Promise<boolean> => {
    if (!(error instanceof PacsError && error.transient)) return false;
    const { retryAfterMs = 0 } = error;
    if (retryAfterMs > LONGEST_RETRY_AFTER) return false;
    await delay(retryAfterMs * (1 + JITTER * Math.random()), undefined, { signal });
    return true;
  };
  return await pRetry(call, {
    retries,
    minTimeout: firstDelayMs,
    randomize: true,
    shouldRetry,
    ...(signal && { signal }),
  });
}

/** The wait that a `Retry-After` header asks for (RFC 9110 10.2.3: seconds, or a date), ms from `now`; undefined when it says nothing. */
export function parseRetryAfter(value: string | null | undefined, now: number = Date.now()): number | undefined {
  if (value === null || value === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(value) ? 1000 * Number(value) : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
