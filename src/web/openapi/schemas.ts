import { z } from 'zod';
import { STUDY_STATES } from '../../db/worklist.ts';
import { FOLLOWED } from '../../followup/change.ts';
import { type RegionMeasurements, REGIONS } from '../../inference/measure/measurements.ts';
import {
  type Metric,
  METRIC_KEYS,
  type MetricKey,
  METRICS,
  type MetricShown,
  metricsShown,
} from '../../inference/measure/metrics.ts';

/** What the API answers with, as it goes over the wire; the tests hold every answer against these. */

const uid = z.string().regex(/^[0-9.]{1,64}$/, 'This is no DICOM UID.');
const instant = z.iso.datetime().describe('ISO 8601 with zone');
const local = z.string().describe('Local time of the scanner, ISO 8601 without zone');
const date = z.iso.date();
const percent = z.number();
const record = <K extends string, V extends z.ZodType>(keys: readonly K[], value: V) => z.record(z.enum(keys), value);

const regionMeasurements = z.strictObject(
  Object.fromEntries(METRIC_KEYS.map((key) => [key, metricSchema(METRICS[key])])) as {
    [K in MetricKey]: z.ZodType<RegionMeasurements[K]>;
  },
);
const regions = record(REGIONS, regionMeasurements);
const severityScore = z.int().describe('Six zones, 0-4 each');
const slices = z
  .array(
    z.strictObject({
      sopInstanceUid: uid,
      frameNumber: z.int().optional(),
      z: z.number(),
      lungMm2: z.number(),
      infectedMm2: z.number(),
      infectionScore: z.number(),
    }),
  )
  .describe('Head to foot');
const model = z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() });

function metricSchema({ nullable, note }: Metric): z.ZodType<number | null> {
  const schema = nullable ? z.number().nullable() : z.number();
  return note === undefined ? schema : schema.describe(note);
}

const WorklistEntry = z.strictObject({
  id: z.int(),
  studyInstanceUid: uid,
  patient: z.int().nullable().describe('Key for /api/patients'),
  patientId: z.string().nullable(),
  patientName: z.string().nullable(),
  studyDate: date.nullable(),
  studyDescription: z.string(),
  accessionNumber: z.string(),
  state: z.enum(STUDY_STATES),
  stage: z.string().describe('While running: what is being done'),
  progress: z.number().min(0).max(1),
  ...(Object.fromEntries(metricsShown('overview').map((key) => [key, z.number().nullable()])) as Record<
    MetricShown<'overview'>,
    z.ZodNullable<z.ZodNumber>
  >),
  severityScore: severityScore.nullable(),
  failureCode: z.string().nullable(),
  failureMessage: z.string().nullable(),
  changedAt: instant,
});

const Worklist = z.strictObject({
  studies: z.array(WorklistEntry).describe('The newest first'),
  next: z.int().nullable().describe('`before` of the next page'),
  counts: record(STUDY_STATES, z.int()),
});

const series = z.strictObject({
  seriesInstanceUid: uid,
  modality: z.string(),
  seriesNumber: z.int().nullable(),
  seriesDescription: z.string(),
  convolutionKernel: z.string(),
  sliceThickness: z.number().nullable(),
  numberOfInstances: z.int(),
  rank: z.int().nullable().describe('1 is the one that the rules prefer; null when they refuse it'),
  reason: z.string(),
  refusalCode: z.string().nullable(),
  refusalMessage: z.string().nullable(),
});
const analysis = z.strictObject({
  id: z.int(),
  seriesInstanceUid: uid,
  acquiredAt: local.nullable(),
  analysedAt: instant,
  modelSet: z.string(),
  models: z.array(model),
  device: z.string(),
  numberOfSlices: z.int(),
  spacingMm: z.array(z.number()).describe('[z, y, x]'),
  regions,
  severityScore,
  slices,
  timingsMs: z.record(z.string(), z.number()),
});
const artefact = z.strictObject({
  kind: z.string(),
  sopClassUid: uid,
  sopInstanceUid: uid,
  seriesInstanceUid: uid,
  instances: z.int(),
  bytes: z.int(),
  storedAt: instant,
});
const failure = z.strictObject({
  code: z.string(),
  message: z.string(),
  attempts: z.int(),
  firstFailedAt: instant,
  lastFailedAt: instant,
  resolvedAt: instant.nullable(),
});
const superseded = z.strictObject({ analysedAt: instant, modelSet: z.string(), infectedPercent: percent.nullable() });

const Corrections = z.strictObject({
  seriesInstanceUid: uid.nullable().describe('The series to analyse instead of the one that the rules prefer'),
  excludedFromFollowUp: z.boolean(),
  note: z.string().max(2000, 'It may have 2000 characters at most.'),
});
const WrittenCorrections = Corrections.extend({
  studyInstanceUid: uid,
  again: z.boolean().describe('Whether a new analysis was asked for, since another series is chosen'),
});

const Study = WorklistEntry.extend({
  series: z.array(series),
  analysis: analysis.optional().describe('The current analysis'),
  artefacts: z.array(artefact).describe('Series that the analysis and its latest follow-up wrote to the PACS'),
  failures: z.array(failure).describe('The latest first'),
  superseded: z.array(superseded),
  corrections: Corrections.extend({ correctedAt: instant.nullable().describe('null where nobody said anything') }),
});

const Measurements = z.strictObject({
  studyInstanceUid: uid,
  seriesInstanceUid: uid,
  modelSet: z.string(),
  acquiredAt: local.nullable(),
  regions,
  severityScore,
  slices,
});

const Announced = z.strictObject({
  studyInstanceUid: uid,
  added: z.boolean().describe('False when a look at the study is waiting already'),
});

const CATEGORY = ['noInfection', 'new', 'increasing', 'stable', 'decreasing', 'resolved', 'notMeasured'] as const;
const category = z.enum(CATEGORY);
const amount = { percent, ml: z.number() };
const change = z.strictObject({
  from: z.strictObject(amount),
  percentPoints: z.number(),
  ml: z.number(),
  relativePercent: z.number().nullable(),
  percentPointsPerDay: z.number().nullable(),
  category,
});
const followed = z.strictObject({
  current: z.strictObject(amount),
  sincePrevious: change,
  sinceFirst: change,
  peak: z.strictObject({ ...amount, acquiredAt: local, studyInstanceUid: uid }),
});
const thresholds = z.strictObject({
  infectionPercent: z.number(),
  percentPoints: z.number(),
  relativePercent: z.number(),
  rateMinimumDays: z.number(),
  sliceDistanceRatio: z.number(),
  lungVolumePercent: z.number(),
});
const comparison = z.strictObject({
  category: category.describe('What became of the infection of both lungs since the previous timepoint'),
  previous: uid,
  first: uid,
  daysSincePrevious: z.number(),
  daysSinceFirst: z.number(),
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  regions: record(REGIONS, record(FOLLOWED, followed)),
});

const FollowUp = z.strictObject({
  studyInstanceUid: uid,
  acquiredAt: local,
  modelSet: z.string(),
  timepoints: z
    .array(z.strictObject({ studyInstanceUid: uid, acquiredAt: local, infectedPercent: percent }))
    .describe('What is compared, in order of acquisition, the study itself last'),
  thresholds,
  sentences: z.array(z.string()).describe('The one that matters first'),
  comparison: comparison.nullable().describe('null for a first study'),
  comparedAt: instant,
});

const Thumbnails = z.strictObject({
  thumbnails: z
    .array(
      z.strictObject({
        position: z.int(),
        height: z.number().describe('0 at the highest slice of the lungs, 1 at the lowest'),
        sopInstanceUid: uid,
        frameNumber: z.int().optional(),
        infectedMm2: z.number(),
        infectedPercent: percent,
      }),
    )
    .describe('Head to foot'),
});

const patient = z.strictObject({
  id: z.int(),
  patientId: z.string(),
  issuerOfPatientId: z.string(),
  patientName: z.string(),
  patientBirthDate: date.nullable(),
  patientSex: z.string(),
});
const Patients = z.strictObject({
  patients: z
    .array(patient.extend({ timepoints: z.int(), lastAcquiredAt: local.nullable() }))
    .describe('The newest first'),
  next: z.int().nullable().describe('`before` of the next page'),
});
const timepoint = z.strictObject({
  studyInstanceUid: uid,
  studyDate: date.nullable(),
  studyDescription: z.string(),
  acquiredAt: local.nullable(),
  modelSet: z.string(),
  regions,
  severityScore,
  excludedFromFollowUp: z.boolean(),
  category: category.nullable(),
  summary: z.string().nullable().describe('The sentence of the report that matters first'),
});
const Patient = patient.extend({
  timepoints: z.array(timepoint).describe('In order of acquisition'),
  others: z.array(z.strictObject({ studyInstanceUid: uid, studyDate: date.nullable(), state: z.enum(STUDY_STATES) })),
  followUpFailure: z
    .strictObject({ message: z.string(), attempts: z.int(), lastFailedAt: instant })
    .nullable()
    .describe('Why the follow-ups are not up to date'),
});

const part = (shape: z.ZodRawShape) =>
  z.union([
    z.strictObject({ ok: z.literal(true), ...shape }),
    z.strictObject({ ok: z.literal(false), problem: z.string() }),
  ]);
const Health = z.strictObject({
  ok: z.boolean(),
  version: z.string(),
  notice: z.string(),
  device: z.string().nullable(),
  database: part({ kind: z.enum(['postgres', 'pglite']) }),
  queue: part({ waiting: z.int(), running: z.int() }),
  pacs: part({ answeredInMs: z.number() }),
});

const Problem = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) });
const Notification = z.strictObject({ StudyInstanceUID: uid });

export const SCHEMAS = {
  Worklist,
  Study,
  Measurements,
  Announced,
  Corrections,
  WrittenCorrections,
  FollowUp,
  Thumbnails,
  Patients,
  Patient,
  Health,
  Problem,
  Notification,
} as const;
export type SchemaName = keyof typeof SCHEMAS;
