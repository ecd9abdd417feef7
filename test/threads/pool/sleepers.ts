import { type PoolOptions, ThreadPool } from '../../../src/threads/pool.ts';
import type { SleeperProtocol } from './sleeper-thread.ts';

/** A pool of threads that sleep; one thread and one request at once unless told otherwise. */
export function sleepers(
  options: Partial<PoolOptions<SleeperProtocol>> = {},
  start: SleeperProtocol['start'] = {},
): ThreadPool<SleeperProtocol> {
  const file = new URL('./sleeper-thread.ts', import.meta.url);
  return new ThreadPool({ name: 'sleep', file, start: () => start, size: 1, requestsPerThread: 1, ...options });
}
