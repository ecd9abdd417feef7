import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Gate } from '../../db/outages.ts';
import { outageOf } from '../../errors/edges.ts';

/** Asks the archive the smallest question there is; rejects when it does not answer, or the signal aborts. */
export type Ping = (signal: AbortSignal) => Promise<void>;

export interface GateTimes {
  /** How long the archive may take to answer, ms. */
  readonly patience: number;
  /** Pause before it is asked again, ms; it doubles each time... */
  readonly first: number;
  /** ...up to so long. */
  readonly longest: number;
  /** The gate opens after so long at the latest, for some archives answer everything but this question. */
  readonly closed: number;
}

const TIMES: GateTimes = { patience: 10_000, first: 1000, longest: 60_000, closed: 600_000 };
/** A pause is shorter by up to this share, by chance, so that many workers do not come back at once. */
const JITTER = 0.5;

/**
 * Keeps a process from taking studies while the archive does not answer it: otherwise, a worker that alone cannot reach the archive, idle
 * as it is, would take studies from those that can.
 */
export class ArchiveGate implements Gate {
  readonly #ping: Ping;
  readonly #log: Logger;
  readonly #times: GateTimes;
  readonly #stopping = new AbortController();
  #closing = Promise.withResolvers<void>();
  #opening = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(ping: Ping, log: Logger, times: GateTimes = TIMES) {
    this.#ping = ping;
    this.#log = log;
    this.#times = times;
    this.#opening.resolve();
  }

  get closed(): Promise<void> {
    return this.#closing.promise;
  }

  get opened(): Promise<void> {
    return this.#opening.promise;
  }

  async check(): Promise<boolean> {
    if (!this.#isClosed && !(await this.#answers())) this.#close();
    return !this.#isClosed;
  }

  /** Asks no more. */
  stop(): void {
    this.#stopping.abort();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#log.warn('the archive does not answer; no study is taken until it does');
    this.#isClosed = true;
    this.#opening = Promise.withResolvers();
    this.#closing.resolve();
    // Stopped, it stays closed.
    void this.#untilAnswered().then(
      () => this.#open(),
      () => {},
    );
  }

  #open(): void {
    this.#log.info('studies are taken again');
    this.#isClosed = false;
    this.#closing = Promise.withResolvers();
    this.#opening.resolve();
  }

  async #untilAnswered(): Promise<void> {
    const { first, longest, closed } = this.#times;
    const end = performance.now() + closed;
    for (let pause = first; performance.now() < end; pause = Math.min(2 * pause, longest)) {
      const { signal } = this.#stopping;
      await delay(pause * (1 - JITTER * Math.random()), undefined, { signal });
      if (await this.#answers()) return;
    }
  }

  /** Whatever is no outage is an answer, also that the question is refused. */
  async #answers(): Promise<boolean> {
    const silent = AbortSignal.timeout(this.#times.patience);
    try {
      await this.#ping(AbortSignal.any([silent, this.#stopping.signal]));
      return true;
    } catch (error) {
      return !silent.aborted && outageOf(error) === undefined;
    }
  }
}
