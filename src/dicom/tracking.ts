import { PRODUCT } from '../product.ts';
import { text, type Dataset } from '../study/dataset.ts';
import { derivedUid } from '../study/uid.ts';

/** Whom tracking UIDs belong to: a patient, or a study where the patient has no id. */
export type TrackingNamespace = readonly string[];

/** The patient of a source header as PatientID and IssuerOfPatientID. */
export function trackingNamespace(header: Dataset): TrackingNamespace {
  const patientId = text(header, 'PatientID');
  return patientId === ''
    ? ['study', text(header, 'StudyInstanceUID')]
    : ['patient', text(header, 'IssuerOfPatientID'), patientId];
}

/**
 * Tracking identifier and UID (TID 4108) of a region or finding. They are the same in every study of a patient, so that readers
 * can follow it over time, and the same in SEG and SR.
 */
export function tracking(patient: TrackingNamespace, key: string): { trackingId: string; trackingUid: string } {
  return { trackingId: `${PRODUCT.name} ${key}`, trackingUid: derivedUid('tracking', ...patient, key) };
}
