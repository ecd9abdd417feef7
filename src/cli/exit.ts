/** Exit codes of the command line: 0 done, 1 failed, 2 wrong usage, 3 input refused. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3 } as const;

/** Thrown when a command was called in a way that cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
