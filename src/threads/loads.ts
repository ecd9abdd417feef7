/** How busy the threads of one kind are. */
export interface PoolLoad {
  readonly name: string;
  readonly threads: number;
  /** Threads that work on a request. */
  readonly busy: number;
  /** Requests that wait for a thread. */
  readonly waiting: number;
}

interface Loaded {
  readonly load: PoolLoad;
}

const pools = new Set<Loaded>();

/** Counts a pool among those of the process, until the function that it gives is called. */
export function countPool(pool: Loaded): () => void {
  pools.add(pool);
  return () => pools.delete(pool);
}

/** The loads of all open pools of the process, those of one name together. */
export function poolLoads(): PoolLoad[] {
  const loads = new Map<string, PoolLoad>();
  for (const { load } of pools) {
    const other = loads.get(load.name) ?? { threads: 0, busy: 0, waiting: 0 };
    const sum = (key: 'threads' | 'busy' | 'waiting') => other[key] + load[key];
    loads.set(load.name, { name: load.name, threads: sum('threads'), busy: sum('busy'), waiting: sum('waiting') });
  }
  return [...loads.values()];
}
