/** An object that the PACS did not take; the reason is PS3.18's Failure Reason, undefined when it gave none. */
export interface StoreFailure {
  readonly sopInstanceUid: string;
  readonly reason: number | undefined;
}

/** Thrown when the PACS answered a STOW-RS request but did not keep every object. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failures: readonly StoreFailure[];

  constructor(failures: readonly StoreFailure[], options?: ErrorOptions) {
    super(`the PACS did not store ${failures.map(describe).join(', ')}`, options);
    this.failures = failures;
  }
}

function describe({ sopInstanceUid, reason }: StoreFailure): string {
  const words =
    reason === undefined
      ? 'it did not confirm it'
      : `failure reason ${reason.toString(16).toUpperCase().padStart(4, '0')}H`;
  return `${sopInstanceUid} (${words})`;
}
