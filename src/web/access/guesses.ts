import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const QUARTER = 900;
const HOUR = 3600;

/**
 * Limits how often passwords are guessed. Kept in memory: attackers cannot fill the database, and a service has one server. Nobody locks a
 * person out for good: a name is limited as a whole only where its owner has not signed in from before, and every limit ends by itself.
 */
export class Guesses {
  readonly #byAddress = new RateLimiterMemory({ points: 50, duration: QUARTER });
  readonly #byPair = new RateLimiterMemory({ points: 5, duration: QUARTER });
  readonly #byName = new RateLimiterMemory({ points: 50, duration: HOUR });
  /** Pairs that have signed in. */
  readonly #known = new LRUCache<string, true>({ max: 10_000 });

  /** Counts an attempt before it is judged, and gives how long to wait instead, s; 0 where it may be judged. */
  async attempt(name: string, address: string): Promise<number> {
    const pair = pairOf(name, address);
    const limits: [RateLimiterMemory, string][] = [
      [this.#byAddress, address],
      [this.#byPair, pair],
      ...(this.#known.has(pair) ? [] : ([[this.#byName, name]] as [RateLimiterMemory, string][])),
    ];
    for (const [limiter, key] of limits) {
      const waitMs = await limiter.consume(key).then(() => 0, waitOf);
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
    }
    return 0;
  }

  /** The attempt was right, so it was no guess. */
  async right(name: string, address: string): Promise<void> {
    const pair = pairOf(name, address);
    if (!this.#known.has(pair)) await this.#byName.reward(name);
    this.#known.set(pair, true);
    await this.#byPair.delete(pair);
    await this.#byAddress.reward(address);
  }
}

function pairOf(name: string, address: string): string {
  return JSON.stringify([name, address]);
}

function waitOf(reason: unknown): number {
  if (reason instanceof RateLimiterRes) return reason.msBeforeNext;
  throw reason;
}
