import type { Region } from './measurements.ts';
import { text, type Dataset } from '../../dicom/dataset.ts';
import { derivedUid } from '../../dicom/references.ts';

/** Whom tracking UIDs belong to: a patient, or a study where the patient has no id. */
export type TrackingNamespace = readonly string[];

/** The patient of a source header as PatientID and IssuerOfPatientID. */
export function trackingNamespace(header: Dataset): TrackingNamespace {
  const patientId = text(header, 'PatientID');
  return patientId === ''
    ? ['study', text(header, 'StudyInstanceUID')]
    : ['patient', text(header, 'IssuerOfPatientID'), patientId];
}

/** What is tracked, by the words that people read; many viewers show no laterality beside them. */
const TRACKED = {
  ggo: 'Ground glass opacity',
  consolidation: 'Consolidation',
  lungs: 'Both lungs',
  right: 'Right lung',
  left: 'Left lung',
  rightUpper: 'Right lung, upper zone',
  rightMiddle: 'Right lung, middle zone',
  rightLower: 'Right lung, lower zone',
  leftUpper: 'Left lung, upper zone',
  leftMiddle: 'Left lung, middle zone',
  leftLower: 'Left lung, lower zone',
} as const satisfies Record<Region | 'ggo' | 'consolidation', string>;
export type TrackedKey = keyof typeof TRACKED;

/**
 * Tracking identifier and UID (TID 4108) of a region or finding. They are the same in every study of a patient, so that readers
 * can follow it over time, and the same in SEG and SR.
 */
export function tracking(patient: TrackingNamespace, key: TrackedKey): { trackingId: string; trackingUid: string } {
  return { trackingId: TRACKED[key], trackingUid: derivedUid('tracking', ...patient, key) };
}
