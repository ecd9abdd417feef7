import { z } from 'zod';
import { readPatient, readPatients } from '../../db/patients.ts';
import { STUDY_STATES } from '../../db/worklist.ts';
import { exportedAsCsv, listed, patientSeen } from '../audit/rules.ts';
import { endpoint } from '../endpoints/endpoint.ts';
import {
  csvQuery,
  date,
  instant,
  leftOut,
  local,
  markedWarnings,
  next,
  outcome,
  pageQuery,
  precision,
  recordedUid,
  regions,
  severityScore,
  verdictKind,
} from '../endpoints/shapes.ts';
import { csvFile, timelineCsv } from './csv.ts';
import { wantsCsv } from './http.ts';
import { withPrecision } from './with-precision.ts';

const patient = z.strictObject({
  id: z.int(),
  patientId: z.string(),
  issuerOfPatientId: z.string(),
  patientName: z.string(),
  patientBirthDate: date.nullable(),
  patientSex: z.string(),
});
const Patients = z
  .strictObject({
    patients: z
      .array(patient.extend({ timepoints: z.int(), lastAcquiredAt: local.nullable() }))
      .describe('The newest first'),
    next,
  })
  .meta({ id: 'Patients' });

const timepoint = z.strictObject({
  studyInstanceUid: recordedUid,
  studyDate: date.nullable(),
  studyDescription: z.string(),
  acquiredAt: local.nullable(),
  modelSet: z.string(),
  regions,
  precision,
  severityScore,
  person: z
    .strictObject({
      patientId: z.string(),
      name: z.string(),
      sex: z.string(),
      birthDate: date.nullable(),
      age: z.number().nullable(),
    })
    .nullable()
    .describe('Who the study says that its patient is'),
  leftOut,
  excludedFromFollowUp: z.boolean(),
  outcome,
  category: verdictKind.nullable().describe('What became of the infection since the previous timepoint'),
  headline: z.string().nullable().describe('The same in words, with the parts that do not follow the whole'),
  warnings: markedWarnings,
  summary: z.string().nullable().describe('The sentence of the report that matters first'),
});
const Patient = patient
  .extend({
    timepoints: z.array(timepoint).describe('In order of acquisition'),
    others: z.array(
      z.strictObject({ studyInstanceUid: recordedUid, studyDate: date.nullable(), state: z.enum(STUDY_STATES) }),
    ),
    followUpFailure: z
      .strictObject({ message: z.string(), attempts: z.int(), lastFailedAt: instant })
      .nullable()
      .describe('Why the follow-ups are not up to date'),
  })
  .meta({ id: 'Patient' });

/** The patients, and one patient over time. */
export const patientEndpoints = {
  patients: endpoint({
    method: 'get',
    path: '/patients',
    audit: listed,
    summary: 'The patients, a page at a time',
    query: {
      q: z.string().max(200).optional().describe('Words of Patient ID or name that must all occur'),
      ...pageQuery,
    },
    json: Patients,
    async handle({ query: { q, before, limit } }, { database }) {
      const page = await readPatients(database, { search: q, before, limit });
      return { patients: page.entries, next: page.next };
    },
  }),
  patient: endpoint({
    method: 'get',
    path: '/patients/{id}',
    audit: exportedAsCsv(patientSeen),
    summary: 'A patient over time; CSV has a line a timepoint, region and quantity, with interval and limit',
    params: { id: z.coerce.number().int().min(1).describe('`patient` of a study') },
    query: csvQuery,
    json: Patient,
    media: { 'text/csv': null },
    missing: 'NO_PATIENT',
    async handle({ params, request }, { database }) {
      const found = await readPatient(database, params.id);
      if (found === undefined) return undefined;
      if (wantsCsv(request)) return csvFile(`patient-${found.id}.csv`, timelineCsv(found.timepoints));
      return { ...found, timepoints: found.timepoints.map(withPrecision) };
    },
  }),
};
