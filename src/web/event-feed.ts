import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { readEventsSince, readLastEvent, readRecentEvents, type RecordedEvent } from '../db/events.ts';

type Watcher = (event: RecordedEvent) => void;

/** How often the database is asked while somebody watches, ms. */
const PACE = 500;
/** Events may be committed in another order than they are numbered, so it is looked again this far back. */
const OVERLAP = 200;
/** What a new watcher is told of the past: between making a page and watching, something may have happened, s. */
const RECENT_SECONDS = 10;

/** Passes events of all processes on to whoever watches here; asks the database only while somebody does. */
export class EventFeed {
  readonly #database: Database;
  readonly #watchers = new Set<Watcher>();
  #loop: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Calls the watcher for every event from now on, until the function that it gives is called. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    void this.#replay(watcher);
    this.#loop ??= this.#follow().finally(() => (this.#loop = undefined));
    return () => this.#watchers.delete(watcher);
  }

  async #follow(): Promise<void> {
    const passed = new Set<number>();
    let newest: number | undefined;
    while (this.#watchers.size > 0) {
      newest = await this.#passOn(newest, passed).catch(() => newest);
      await delay(PACE);
    }
  }

  /** Passes on what is new, and gives the number of the newest event; the first time it only finds that. */
  async #passOn(newest: number | undefined, passed: Set<number>): Promise<number> {
    const since = (newest ?? (await readLastEvent(this.#database))) - OVERLAP;
    const events = await readEventsSince(this.#database, since);
    for (const event of events.filter(({ id }) => !passed.has(id))) {
      passed.add(event.id);
      if (newest !== undefined) this.#watchers.forEach((watcher) => watcher(event));
    }
    for (const id of passed) if (id <= since) passed.delete(id);
    return events.at(-1)?.id ?? newest ?? since + OVERLAP;
  }

  async #replay(watcher: Watcher): Promise<void> {
    const recent = await readRecentEvents(this.#database, RECENT_SECONDS).catch(() => []);
    recent.forEach(watcher);
  }
}
