import { setTimeout as delay } from 'node:timers/promises';
import { PacsError } from './pacs-error.ts';

export interface RetryOptions {
  /** How many times a failed call is retried. */
  readonly retries: number;
  /** Delay before the first retry, ms; it doubles with each retry. */
  readonly firstDelayMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Retries a call to the PACS while it fails for a temporary reason; stops at once when the signal aborts. */
export async function retry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      const mayPass = error instanceof PacsError && error.transient;
      if (!mayPass || attempt >= options.retries) throw error;
    }
    await delay((options.firstDelayMs ?? 250) * 2 ** attempt, undefined, { signal: options.signal });
  }
}
