import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { kindOf } from '../../audit/events.ts';
import { appendAudit, type AuditedEvent } from '../../db/audit.ts';
import type { Database } from '../../db/database.ts';
import { networkOf } from '../access/network.ts';

/** Seeing the same again is one event in this time, ms. */
const SAME_SIGHT = 10 * 60_000;
/** How many refusals of strangers are written in an hour: a flood would fill the disk, and others wait for their turn in the chain. */
const REFUSALS = 1000;
/** How many sights are remembered; one that was forgotten is an event again. */
const SIGHTS = 10_000;

/**
 * Writes events that stand alone. Changes write theirs with `appendAudit` as the last statement of their own transaction: a change that cannot be audited
 * is not made. Seeing, signing in and out go on without: patients are cared for also while the audit cannot be written, as IHE ATNA wants it
 * (ITI TF-1: 9.1). The event is in the log then, as an error.
 */
export class Audit {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #refusals = new RateLimiterMemory({ points: REFUSALS, duration: 3600 });
  readonly #sights = new LRUCache<string, true>({ max: SIGHTS, ttl: SAME_SIGHT });

  constructor(database: Database, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  /** Writes an event, or nothing where it repeats one that is grouped. What cannot be written goes to the log; never throws. */
  async note(event: AuditedEvent): Promise<void> {
    const sight = kindOf(event.event).grouped && sightOf(event);
    if (sight !== undefined && this.#sights.has(sight)) return;
    if (sight !== undefined) this.#sights.set(sight, true);
    if (kindOf(event.event).byStrangers && !(await this.#hasRoom())) return;
    if (!(await this.#written(event)) && sight !== undefined) this.#sights.delete(sight);
  }

  async #hasRoom(): Promise<boolean> {
    try {
      await this.#refusals.consume('strangers');
      return true;
    } catch (reason) {
      if ((reason as RateLimiterRes).consumedPoints === REFUSALS + 1)
        this.#log.warn(`${REFUSALS} strangers were refused within an hour; more are not written to the audit in it`);
      return false;
    }
  }

  async #written(event: AuditedEvent): Promise<boolean> {
    try {
      return await appendAudit(this.#database, event);
    } catch (error) {
      // What was searched for may be a name.
      this.#log.error(
        { err: error, audit: { ...event, query: undefined } },
        'an event could not be written to the audit',
      );
      return false;
    }
  }
}

/** What makes two events the same. */
function sightOf({ by: { user, address }, event, study, patient, query, object }: AuditedEvent): string {
  const from = kindOf(event).byStrangers ? networkOf(address) : address;
  return JSON.stringify([user, from, event, study, patient, query, object]);
}
