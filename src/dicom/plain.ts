import type { Dataset } from './dataset.ts';

/** A dataset without the accessors of dcmjs, which cannot be copied between threads. */
export function plain(dataset: Dataset): Dataset {
  return copied(dataset) as Dataset;
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!(value instanceof Object) || value instanceof ArrayBuffer) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}
