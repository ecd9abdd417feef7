import { z } from 'zod';
import { readStudy } from '../../db/study-detail.ts';
import {
  countStates,
  COURSE_NAMES,
  readWorklist,
  readWorklistEntry,
  STUDY_STATES,
  WORKLIST_ORDERS,
} from '../../db/worklist.ts';
import { REGIONS } from '../../inference/measure/measurements.ts';
import { type MetricShown, metricsShown } from '../../inference/measure/metrics.ts';
import { VIEW_KINDS } from '../../report/views.ts';
import { callerOf } from '../access/caller.ts';
import { exportedAsCsv, listed, studySeen } from '../audit/rules.ts';
import { endpoint } from '../endpoints/endpoint.ts';
import {
  Announced,
  csvQuery,
  date,
  decisionShape,
  instant,
  leftOut,
  local,
  next,
  outcome,
  pageQuery,
  percent,
  precision,
  record,
  recordedUid,
  regions,
  severityScore,
  slices,
  studyParams,
  verdictKind,
} from '../endpoints/shapes.ts';
import { analyseAgain } from './analyse-again.ts';
import { Corrections } from './corrections.ts';
import { csvFile, measurementsCsv } from './csv.ts';
import { HttpError, wantsCsv } from './http.ts';
import { withPrecision } from './with-precision.ts';

const entry = z.strictObject({
  id: z.int(),
  studyInstanceUid: recordedUid,
  patient: z.int().nullable().describe('Key for /api/patients'),
  patientId: z.string().nullable(),
  patientName: z.string().nullable(),
  studyDate: date.nullable(),
  studyDescription: z.string(),
  accessionNumber: z.string(),
  state: z.enum(STUDY_STATES),
  stage: z.string().describe('While running: what is being done'),
  progress: z.number().min(0).max(1),
  ...(Object.fromEntries(metricsShown('overview').map((key) => [key, percent.nullable()])) as Record<
    MetricShown<'overview'>,
    z.ZodNullable<z.ZodNumber>
  >),
  severityScore: severityScore.nullable(),
  changePoints: z
    .number()
    .nullable()
    .describe('Percentage points by which more of both lungs is infected than at the timepoint before'),
  category: z.string().nullable().describe('What the comparison with the timepoint before says'),
  nextAttemptAt: instant.nullable().describe('When a study that waits after a failed attempt is tried again'),
  outcome,
  failureCode: z.string().nullable(),
  failureMessage: z.string().nullable(),
  changedAt: instant,
});

const Worklist = z
  .strictObject({
    studies: z.array(entry),
    next,
    counts: record(STUDY_STATES, z.int()),
  })
  .meta({ id: 'Worklist' });

const series = z.strictObject({
  seriesInstanceUid: recordedUid,
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
const warnings = z
  .array(z.strictObject({ code: z.string(), message: z.string(), regions: z.array(z.enum(REGIONS)) }))
  .describe('What weakens the numbers, and of which regions');
const analysis = z.strictObject({
  id: z.int(),
  seriesInstanceUid: recordedUid,
  acquiredAt: local.nullable(),
  analysedAt: instant,
  modelSet: z.string(),
  models: z.array(z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() })),
  device: z.string(),
  numberOfSlices: z.int(),
  spacingMm: z.array(z.number()).describe('[z, y, x]'),
  regions,
  precision,
  severityScore,
  warnings,
  slices,
  histogram: z
    .strictObject({
      fromHu: z.number(),
      binHu: z.number(),
      lung: z.array(z.int()),
      ggo: z.array(z.int()),
      consolidation: z.array(z.int()),
    })
    .nullable()
    .describe('Voxels of the lungs, and of the findings in them, by attenuation; null in older analyses'),
  keySlices: z
    .array(
      z.strictObject({
        slice: z.int().describe('Index in `slices`'),
        thumbnail: z.int().nullable().describe('Below /api/studies/{uid}/thumbnails'),
      }),
    )
    .describe('To look at first, head to foot'),
  views: z
    .array(z.strictObject({ kind: z.enum(VIEW_KINDS), width: z.int(), height: z.int() }))
    .describe('Pictures below /api/studies/{uid}/views/{kind}'),
  timingsMs: z.record(z.string(), z.number()),
});
const artefact = z.strictObject({
  kind: z.string(),
  sopClassUid: recordedUid,
  sopInstanceUid: recordedUid,
  seriesInstanceUid: recordedUid,
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

const Study = entry
  .extend({
    series: z.array(series),
    analysis: analysis.optional().describe('The current analysis'),
    decision: decisionShape.optional().describe('What a person decided about it; absent where nothing stands'),
    artefacts: z.array(artefact).describe('Series that the analysis and its latest follow-up wrote to the PACS'),
    failures: z.array(failure).describe('The latest first'),
    superseded: z.array(
      z.strictObject({ analysedAt: instant, modelSet: z.string(), infectedPercent: percent.nullable() }),
    ),
    leftOut,
    comparison: z
      .strictObject({
        kind: verdictKind.nullable(),
        headline: z.string().describe('The verdict in words'),
        summary: z.string().describe('In the language of reports'),
      })
      .nullable()
      .describe('With earlier studies; its kind is null for a first study; null while it is not made'),
    corrections: Corrections.extend({ correctedAt: instant.nullable().describe('null where nobody said anything') }),
  })
  .meta({ id: 'Study' });

const Measurements = analysis
  .pick({
    seriesInstanceUid: true,
    modelSet: true,
    acquiredAt: true,
    regions: true,
    precision: true,
    severityScore: true,
    warnings: true,
    slices: true,
  })
  .extend({ studyInstanceUid: recordedUid })
  .meta({ id: 'Measurements' });

/** The worklist, one study with its analysis, its measurements, and a new analysis. */
export const studyEndpoints = {
  worklist: endpoint({
    method: 'get',
    path: '/studies',
    audit: listed,
    summary: 'The worklist, a page at a time',
    query: {
      q: z
        .string()
        .max(200)
        .optional()
        .describe('Words of patient, study or date that must all occur, or a Study Instance UID'),
      change: z
        .enum(COURSE_NAMES)
        .optional()
        .describe('Only studies of which the comparison with the timepoint before says so'),
      score: z.coerce.number().int().min(0).optional().describe('Only studies with at least this zone score'),
      sort: z
        .enum(WORKLIST_ORDERS)
        .default('arrival')
        .describe(
          'The newest, the greatest increase or the greatest score first; the latter two list only studies that have one',
        ),
      state: z
        .string()
        .transform((value) => value.split(','))
        .pipe(z.array(z.enum(STUDY_STATES)))
        .optional()
        .describe(`One or more of ${STUDY_STATES.join(', ')}, separated by commas`),
      ...pageQuery,
    },
    json: Worklist,
    async handle({ query: { q, state, change, score, sort, before, limit } }, { database }) {
      const query = { search: q, states: state, course: change, leastScore: score, order: sort, before, limit };
      const page = await readWorklist(database, query);
      return { studies: page.entries, next: page.next, counts: await countStates(database) };
    },
  }),
  study: endpoint({
    method: 'get',
    path: '/studies/{uid}',
    audit: studySeen,
    summary: 'A study: its series and why one was chosen, the current analysis, what was stored, failures',
    params: studyParams,
    json: Study,
    missing: 'NO_STUDY',
    async handle({ params }, { database }) {
      const study = await readStudy(database, params.uid);
      if (study === undefined) return undefined;
      const { analysis, ...others } = study;
      return analysis === undefined ? others : { ...others, analysis: withPrecision(analysis) };
    },
  }),
  measurements: endpoint({
    method: 'get',
    path: '/studies/{uid}/measurements',
    audit: exportedAsCsv(studySeen),
    summary: "The current analysis' measurements; CSV has a line a region and quantity, with interval and limit",
    params: studyParams,
    query: csvQuery,
    json: Measurements,
    media: { 'text/csv': null },
    missing: 'NO_STUDY',
    problems: ['NO_ANALYSIS'],
    async handle({ params, request }, { database }) {
      const study = await readStudy(database, params.uid);
      if (study === undefined) return undefined;
      const { studyInstanceUid, analysis: current } = study;
      if (current === undefined) throw new HttpError('NO_ANALYSIS', { uid: studyInstanceUid });
      const { seriesInstanceUid, modelSet, acquiredAt, regions, severityScore, warnings, slices } = current;
      if (wantsCsv(request)) return csvFile(`${studyInstanceUid}.csv`, measurementsCsv(current));
      const measured = withPrecision({ regions, severityScore, warnings, slices });
      return { studyInstanceUid, seriesInstanceUid, modelSet, acquiredAt, ...measured };
    },
  }),
  analyseAgain: endpoint({
    method: 'post',
    path: '/studies/{uid}/analyses',
    access: 'operator',
    audit: 'change',
    summary: 'Asks for a new analysis, also where nothing changed',
    params: studyParams,
    statuses: [202],
    json: Announced,
    missing: 'NO_STUDY',
    async handle({ params: { uid }, request }, parts) {
      if ((await readWorklistEntry(parts.database, uid)) === undefined) return undefined;
      return { studyInstanceUid: uid, added: await analyseAgain(parts, callerOf(request), uid) };
    },
  }),
};
