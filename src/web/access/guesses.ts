import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network.ts';

const QUARTER = 900;
const HOUR = 3600;
/** Pairs and tokens that are remembered. */
const KNOWN = 10_000;

/**
 * Limits how often passwords and tokens are guessed, by the network that a guess comes from (networkOf). Kept in memory, so that attackers
 * cannot fill the database: each server counts by itself. Nobody locks a person out for good: a name is limited as a whole only where its
 * owner has not signed in from before, and every limit ends by itself.
 */
export class Guesses {
  readonly #byNetwork = new RateLimiterMemory({ points: 50, duration: QUARTER });
  readonly #byPair = new RateLimiterMemory({ points: 5, duration: QUARTER });
  readonly #byName = new RateLimiterMemory({ points: 50, duration: HOUR });
  readonly #tokens = new RateLimiterMemory({ points: 100, duration: QUARTER });
  /** Pairs that have signed in. */
  readonly #known = new LRUCache<string, true>({ max: KNOWN });
  readonly #knownTokens = new LRUCache<string, true>({ max: KNOWN });
  readonly #wrongTokens = new LRUCache<string, true>({ max: KNOWN, ttl: QUARTER * 1000 });

  /**
   * Counts an attempt to sign in before it is judged, and gives how long to wait instead, s; 0 where it may be judged. Without a name
   * it is an answer of the provider.
   */
  async attempt(name: string | undefined, address: string): Promise<number> {
    const limits: [RateLimiterMemory, string][] = [[this.#byNetwork, networkOf(address)]];
    if (name !== undefined) {
      const pair = pairOf(name, address);
      limits.push([this.#byPair, pair]);
      if (!this.#known.has(pair)) limits.push([this.#byName, name]);
    }
    for (const [limiter, key] of limits) {
      const waitMs = await limiter.consume(key).then(() => 0, waitOf);
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
    }
    return 0;
  }

  /** The attempt was right, so it was no guess. */
  async right(name: string | undefined, address: string): Promise<void> {
    await this.#byNetwork.reward(networkOf(address));
    if (name === undefined) return;
    const pair = pairOf(name, address);
    if (!this.#known.has(pair)) await this.#byName.reward(name);
    this.#known.set(pair, true);
    await this.#byPair.delete(pair);
  }

  /** How long to wait before the token of this hash is judged, s: 0 where not many were wrong, or where this one was right before. */
  async tokenWait(tokenHash: string, address: string): Promise<number> {
    if (this.#knownTokens.has(pairOf(tokenHash, address))) return 0;
    const { remainingPoints = 1, msBeforeNext = 0 } = (await this.#tokens.get(networkOf(address))) ?? {};
    return remainingPoints > 0 ? 0 : Math.ceil(msBeforeNext / 1000);
  }

  /** Remembers whether a token was right. The same one again is no other guess: a program does not know that its token has ended. */
  async tokenJudged(tokenHash: string, address: string, isRight: boolean): Promise<void> {
    const pair = pairOf(tokenHash, address);
    if (isRight) this.#knownTokens.set(pair, true);
    if (isRight || this.#wrongTokens.has(pair)) return;
    this.#wrongTokens.set(pair, true);
    await this.#tokens.consume(networkOf(address)).catch(waitOf);
  }
}

function pairOf(name: string, address: string): string {
  return JSON.stringify([name, networkOf(address)]);
}

function waitOf(reason: unknown): number {
  if (reason instanceof RateLimiterRes) return reason.msBeforeNext;
  throw reason;
}
