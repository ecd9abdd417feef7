import { items, number, text } from '../dicom/dataset.ts';
import type { StoreFailure } from './store-error.ts';
import { naturalise } from '../dicom/naturalise.ts';

/** What a STOW-RS response says of the objects that were sent. */
export interface StoreOutcome {
  readonly stored: readonly string[];
  readonly failures: readonly StoreFailure[];
}

/**
 * Reads the Store Instances Response Module (PS3.18 I.2) as DICOM JSON. A body that is no such thing, as some archives
 * send, says nothing of any object.
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
