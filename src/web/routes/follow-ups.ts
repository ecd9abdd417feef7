import { z } from 'zod';
import { readFollowUp, type RecordedFollowUp } from '../../db/follow-ups.ts';
import { FOLLOWED } from '../../followup/change.ts';
import { LESION_VERDICTS } from '../../followup/lesions/verdicts.ts';
import { SIDES } from '../../inference/lesions/lesions.ts';
import { REGIONS } from '../../inference/measure/measurements.ts';
import { precisionOf } from '../../inference/measure/precision.ts';
import { LANGUAGES } from '../../language/languages.ts';
import type { ReportInput } from '../../report/build.ts';
import { markedWarnings as marked } from '../../report/marks.ts';
import { headlineOf, reportSentences } from '../../report/sentences.ts';
import { recallFollowUp, type Reported, reportInputOf } from '../../service/jobs/recorded-comparison.ts';
import { exported, exportedAsCsv, studySeen } from '../audit/rules.ts';
import { endpoint, Reply } from '../endpoints/endpoint.ts';
import {
  category,
  csvQuery,
  instant,
  local,
  markedWarnings,
  percent,
  precision,
  record,
  recordedUid,
  studyParams,
  verdictKind,
} from '../endpoints/shapes.ts';
import { csvFile, followUpCsv } from './csv.ts';
import type { ApiParts } from '../parts.ts';
import { wantsCsv } from './http.ts';

const amount = z.strictObject({ percent, ml: z.number() });
const change = z.strictObject({
  from: amount,
  percentPoints: z.number(),
  ml: z.number(),
  relativePercent: z.number().nullable(),
  percentPointsPerDay: z.number().nullable(),
  category,
});
const followed = z.strictObject({
  current: amount,
  sincePrevious: change,
  sinceFirst: change,
  peak: amount.extend({ acquiredAt: local, studyInstanceUid: recordedUid }),
});
const thresholds = z.strictObject({
  infectionPercent: z.number(),
  percentPoints: z.number(),
  relativePercent: z.number(),
  rateMinimumDays: z.number(),
  sliceDistanceRatio: z.number(),
  lungVolumePercent: z.number(),
});
const verdict = z.strictObject({
  kind: verdictKind,
  headline: z.string().describe('The verdict in words, with the parts that do not follow the whole'),
  worse: z.array(z.enum(REGIONS)).describe('Every lung and zone that got worse'),
  better: z.array(z.enum(REGIONS)).describe('Every lung and zone that got better'),
});
const volume = z.number().describe('ml');
const lesion = z.strictObject({
  number: z.int().describe('Its place among the lesions of the patient in the order in which they were seen'),
  trackingUid: z.string().describe('The same at all timepoints, and in the structured report'),
  region: z.enum(REGIONS).describe('The zone that holds more than half of it, else its lung'),
  side: z.enum(SIDES),
  nowMl: volume,
  beforeMl: volume,
  partsNow: z.int().describe('More than one where it came apart'),
  partsBefore: z.int().describe('More than one where lesions joined'),
  verdict: z.enum(LESION_VERDICTS).describe('What became of it since the previous timepoint'),
});
const lesions = z.strictObject({
  lesions: z.array(lesion).describe('The largest first'),
  smaller: z
    .strictObject({ nowMl: volume, beforeMl: volume })
    .describe('The sum of what is smaller than a lesion at both timepoints'),
});
const comparison = z.strictObject({
  verdict: verdict.describe('What became of the infection since the previous timepoint'),
  verdictSinceFirst: verdict,
  previous: recordedUid,
  first: recordedUid,
  daysSincePrevious: z.number(),
  daysSinceFirst: z.number(),
  regions: record(REGIONS, record(FOLLOWED, followed)),
  lesions: lesions.nullable().describe('null where the lesions of the two timepoints cannot be compared'),
  doubling: z
    .strictObject({ days: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe(
      'Doubling time of the infection since the previous timepoint, with its interval; null unless it increases beyond repeated measurements',
    ),
});
const FollowUp = z
  .strictObject({
    studyInstanceUid: recordedUid,
    acquiredAt: local,
    modelSet: z.string(),
    timepoints: z
      .array(z.strictObject({ studyInstanceUid: recordedUid, acquiredAt: local, infectedPercent: percent }))
      .describe('What is compared, in order of acquisition, the study itself last'),
    thresholds,
    sentences: z.array(z.string()).describe('The one that matters first'),
    warnings: markedWarnings,
    precision: precision.describe('How far the numbers of the study itself can be trusted, each in its own unit'),
    comparison: comparison.nullable().describe('null for a first study'),
    comparedAt: instant,
  })
  .meta({ id: 'FollowUp' });

/** The follow-up of a study as numbers and as report. Reports are made again when asked for. */
export const followUpEndpoints = {
  followUp: endpoint({
    method: 'get',
    path: '/studies/{uid}/follow-up',
    audit: exportedAsCsv(studySeen),
    summary: "The study compared with the patient's earlier ones; CSV has a line a region and finding",
    params: studyParams,
    query: csvQuery,
    json: FollowUp,
    media: { 'text/csv': null },
    missing: 'NO_FOLLOW_UP',
    async handle({ params: { uid }, request }, { database, config }) {
      const compared = await find({ database, config }, uid);
      if (compared === undefined) return undefined;
      if (wantsCsv(request)) return csvFile(`follow-up-${uid}.csv`, followUpCsv(compared));
      return { ...described(compared), comparedAt: compared.comparedAt };
    },
  }),
  reportPage: endpoint({
    method: 'get',
    path: '/studies/{uid}/report.html',
    audit: studySeen,
    summary: 'The report, complete in one document',
    params: studyParams,
    media: { 'text/html': null },
    missing: 'NO_FOLLOW_UP',
    async handle({ params }, { database, config, press }) {
      const input = await findReport({ database, config }, params.uid);
      if (input === undefined) return undefined;
      const report = await press.drawHtml(input);
      return new Reply((response) => response.type('html').send(report));
    },
  }),
  reportPdf: endpoint({
    method: 'get',
    path: '/studies/{uid}/report.pdf',
    audit: exported(studySeen),
    summary: 'The report as it is in the PACS',
    params: studyParams,
    media: { 'application/pdf': null },
    missing: 'NO_FOLLOW_UP',
    async handle({ params: { uid } }, { database, config, press }) {
      const recorded = await readFollowUp(database, uid);
      if (recorded === undefined) return undefined;
      const input = async () =>
        await reportInputOf(database, await recallFollowUp(database, recorded, config.publicUrl));
      const report = Buffer.from(await press.drawPdf(keyOf(recorded), input));
      const headers = { 'content-disposition': 'inline; filename="report.pdf"' };
      return new Reply((response) => response.set(headers).type('pdf').send(report));
    },
  }),
};

/** A comparison as it is recorded. */
interface Found extends Reported {
  readonly comparedAt: Date;
}

/** Where follow-ups are recorded, and where people reach the service. */
type Places = Pick<ApiParts, 'database' | 'config'>;

async function find({ database, config }: Places, uid: string): Promise<Found | undefined> {
  const recorded = await readFollowUp(database, uid);
  if (recorded === undefined) return undefined;
  return { ...(await recallFollowUp(database, recorded, config.publicUrl)), comparedAt: recorded.comparedAt };
}

/** The same key stands for the same report. */
function keyOf({ identity, performedAt, comparedAt }: RecordedFollowUp): string {
  return [identity, performedAt.toISOString(), comparedAt.toISOString()].join(' ');
}

async function findReport(places: Places, uid: string): Promise<ReportInput | undefined> {
  const compared = await find(places, uid);
  return compared && (await reportInputOf(places.database, compared));
}

function described({ current: { timepoint }, followUp, leftOut, lesions, thresholds, language }: Reported) {
  const words = LANGUAGES[language];
  const { studyInstanceUid, acquiredAt, modelSet } = timepoint;
  const timepoints = (followUp?.timepoints ?? [timepoint]).map((one) => ({
    studyInstanceUid: one.studyInstanceUid,
    acquiredAt: one.acquiredAt,
    infectedPercent: one.measurements.regions.lungs.infectedPercent,
  }));
  return {
    studyInstanceUid,
    acquiredAt,
    modelSet,
    timepoints,
    thresholds,
    sentences: reportSentences(timepoint, followUp, thresholds, words),
    warnings: marked(timepoint, followUp, leftOut, words),
    precision: precisionOf(timepoint.measurements.regions),
    comparison: followUp && {
      verdict: { ...followUp.verdict, headline: headlineOf(followUp.verdict, words) },
      verdictSinceFirst: { ...followUp.verdictSinceFirst, headline: headlineOf(followUp.verdictSinceFirst, words) },
      previous: followUp.previous.studyInstanceUid,
      first: followUp.first.studyInstanceUid,
      daysSincePrevious: followUp.daysSincePrevious,
      daysSinceFirst: followUp.daysSinceFirst,
      regions: followUp.regions,
      doubling: followUp.doubling,
      lesions: lesions && { lesions: lesions.lesions, smaller: lesions.smaller },
    },
  };
}
