/** `died`: by a fault or from outside; `overdue`: ended because a request took too long; `closed`: ended by its owner. */
export type ThreadEnd = 'died' | 'overdue' | 'closed';

/** Thrown when a thread ended before it answered: nothing is known to be wrong with the request. `cause` is the fault, if any. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
  readonly end: ThreadEnd;

  constructor(message: string, end: ThreadEnd, options?: ErrorOptions) {
    super(message, options);
    this.end = end;
  }
}
