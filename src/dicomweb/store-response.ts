import { items, number, text } from '../dicom/dataset.ts';
import { KnownError, problem } from '../errors/known-error.ts';
import type { DicomJson } from './dicom-json.ts';

/** What a STOW-RS response states about the objects sent. */
export interface StoreOutcome {
  readonly stored: readonly string[];
  readonly failures: readonly StoreFailure[];
}

/**
 * Reads the Store Instances Response Module (PS3.18 I.2) as DICOM JSON. Any other body, XML included, states nothing about any object,
 * and one that is partly unreadable names none as stored.
 */
export function readStoreResponse(json: DicomJson): StoreOutcome {
  const answers = 'reason' in json ? [] : json;
  const stored = answers.flatMap(({ dataset, isSound }) => (isSound ? items(dataset, 'ReferencedSOPSequence') : []));
  return {
    stored: stored.map((item) => text(item, 'ReferencedSOPInstanceUID')),
    failures: answers
      .flatMap(({ dataset }) => items(dataset, 'FailedSOPSequence'))
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
    const details = { failures: failures.map(describe).join(', ') };
    super(problem(failures.some(isFull) ? 'StoreError.full' : 'StoreError.refused', details), options);
    this.failures = failures;
  }
}

/** Out of resources (PS3.7 annex C: A7xxH), which passes. */
function isFull({ reason = 0 }: StoreFailure): boolean {
  return reason >> 8 === 0xa7;
}

/** Failure reasons of an object that the archive already has (PS3.7 annex C: Duplicate SOP Instance; 45070 is Azure's). */
const DUPLICATE = [0x0111, 45_070];

/** Whether the archive has an object of this UID, in the same series or elsewhere. */
export function isDuplicate({ reason }: StoreFailure): boolean {
  return reason !== undefined && DUPLICATE.includes(reason);
}

function describe(failure: StoreFailure): string {
  return `${failure.sopInstanceUid} (${reasonOf(failure)})`;
}

function reasonOf(failure: StoreFailure): string {
  if (failure.reason === undefined) return 'it did not confirm it';
  if (isDuplicate(failure)) return 'it has an object of this UID in another study or series';
  return `failure reason ${failure.reason.toString(16).toUpperCase().padStart(4, '0')}H`;
}
