import { KnownError, problemOf } from '../errors/known-error.ts';

/** `died`: by a fault or from outside; `overdue`: ended because a request took too long; `closed`: ended by its owner. */
export type ThreadEnd = 'died' | 'overdue' | 'closed';

/** Thrown when a thread ended before it answered: nothing is known to be wrong with the request. `cause` is the fault, if any. */
export class ThreadError extends KnownError {
  override readonly name = 'ThreadError';
  readonly end: ThreadEnd;

  constructor(threads: string, end: ThreadEnd, options?: ErrorOptions) {
    super(problemOf('ThreadError', end, { threads }), options);
    this.end = end;
  }
}
