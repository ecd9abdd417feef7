import { text, type Dataset } from '../../dicom/dataset.ts';
import { derivedUid } from '../../dicom/references.ts';
import { type FindingKey, FINDINGS } from '../../volume/findings.ts';
import { REGION, type Region, REGIONS } from './measurements.ts';

/** Owner of tracking UIDs: a patient, or a study if the patient has no ID. */
export type TrackingNamespace = readonly string[];

/** The patient of a source header as PatientID and IssuerOfPatientID. */
export function trackingNamespace(header: Dataset): TrackingNamespace {
  const patientId = text(header, 'PatientID');
  return patientId === ''
    ? ['study', text(header, 'StudyInstanceUID')]
    : ['patient', text(header, 'IssuerOfPatientID'), patientId];
}

export type TrackedKey = Region | FindingKey;

/** What is tracked, by the words that people read. */
const LABELS: ReadonlyMap<TrackedKey, string> = new Map([
  ...FINDINGS.map(({ key, label }) => [key, label] as const),
  ...REGIONS.map((region) => [region, REGION[region].label] as const),
]);

/**
 * Tracking identifier and UID (TID 4108) of a region or finding. They are the same in every study of a patient, so that readers can
 * follow it over time, and in SEG and SR.
 */
export function tracking(patient: TrackingNamespace, key: TrackedKey): { trackingId: string; trackingUid: string } {
  return { trackingId: LABELS.get(key) ?? key, trackingUid: derivedUid('tracking', ...patient, key) };
}
