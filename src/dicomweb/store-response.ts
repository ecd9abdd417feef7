import { items, number, text } from '../dicom/dataset.ts';
import { KnownError, problem } from '../errors/known-error.ts';
import { naturalise } from './library.ts';

/** What a STOW-RS response states about the objects sent. */
export interface StoreOutcome {
  readonly stored: readonly string[];
  readonly failures: readonly StoreFailure[];
}

/**
 * Reads the Store Instances Response Module (PS3.18 I.2) as DICOM JSON. Any other body, as some archives send, states nothing about any
 * object.
 */
export function readStoreResponse(body: unknown): StoreOutcome {
  const datasets = naturalise(Array.isArray(body) ? body : [body]);
  return {
    stored: datasets
      .flatMap((dataset) => items(dataset, 'ReferencedSOPSequence'))
      .map((item) => text(item, 'ReferencedSOPInstanceUID')),
    failures: datasets
      .flatMap((dataset) => items(dataset, 'FailedSOPSequence'))
      .map((item) => ({
        sopInstanceUid: text(item, 'ReferencedSOPInstanceUID'),
        reason: number(item, 'FailureReason'),
      })),
  };
}

/** An object that the PACS did not store; the reason is PS3.18's Failure Reason, undefined when it gave none. */
export interface StoreFailure {
  readonly sopInstanceUid: string;
  readonly reason: number | undefined;
}

/** Thrown when the PACS answered a STOW-RS request but did not keep every object. */
export class StoreError extends KnownError {
  override readonly name = 'StoreError';
  readonly failures: readonly StoreFailure[];

  constructor(failures: readonly StoreFailure[], options?: ErrorOptions) {
    super(problem('StoreError', { failures: failures.map(describe).join(', ') }), options);
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
