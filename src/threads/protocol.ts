import type { Refusal } from '../errors/refusal-error.ts';
import type { CallCount } from './exit-guard.ts';

/** What one kind of thread exchanges with its owner. Every type must be cloneable between threads. */
export interface Protocol {
  /** What the thread starts with. */
  readonly start: unknown;
  /** What the thread says of itself once it is open. */
  readonly opened: unknown;
  readonly request: unknown;
  readonly answer: unknown;
  /** What the thread tells while it works on a request. */
  readonly progress: unknown;
}

/** `workerData` of a thread. */
export interface ThreadData<P extends Protocol> {
  readonly start: P['start'];
  readonly calls: CallCount;
  readonly isBackground: boolean;
}

/** Owner to thread; `id` numbers the requests. */
export type ToThread<P extends Protocol> =
  | { readonly kind: 'ask'; readonly id: number; readonly request: P['request'] }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' };

/** Thread to owner. */
export type FromThread<P extends Protocol> =
  | { readonly kind: 'open'; readonly opened: P['opened'] }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: P['progress'] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: P['answer'] }
  | { readonly kind: 'aborted'; readonly id: number }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };
