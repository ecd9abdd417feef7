import { z } from 'zod';
import { CATEGORIES } from '../../followup/change.ts';
import { VERDICTS } from '../../followup/verdict.ts';
import { type RegionMeasurements, REGIONS } from '../../inference/measure/measurements.ts';
import {
  type Metric,
  METRIC_KEYS,
  type MetricKey,
  METRICS,
  QUANTITIES,
  titleOf,
} from '../../inference/measure/metrics.ts';
import { SHARE_METRICS } from '../../inference/measure/precision.ts';

/** Schemas that several endpoints share: as JSON goes over the wire, and as the code holds it. */

/** A UID as DICOM allows it, and as some devices write it: leading zeros are let through (PS3.5 9.1). */
export const uid = z
  .string()
  .max(64)
  .regex(/^[0-9]+(\.[0-9]+)*$/, 'This is no DICOM UID.');
/** A UID as it was recorded, whatever device made it. */
export const recordedUid = z.string().regex(/^[0-9.]{1,64}$/, 'This is no DICOM UID.');
/** ISO 8601 text on the wire, Date in the code. */
export const instant = z
  .codec(z.iso.datetime(), z.date(), {
    decode: (written) => new Date(written),
    encode: (moment) => moment.toISOString(),
  })
  .describe('ISO 8601 with zone');
export const local = z.string().describe('Local time of the scanner, ISO 8601 without zone');
export const date = z.iso.date();
export const percent = z.number();

/** An object with exactly these keys. */
export const record = <K extends string, V extends z.ZodType>(keys: readonly K[], value: V) =>
  z.record(z.enum(keys), value);

const regionMeasurements = z.strictObject(
  Object.fromEntries(METRIC_KEYS.map((key) => [key, metricSchema(key)])) as {
    [K in MetricKey]: z.ZodType<RegionMeasurements[K], RegionMeasurements[K]>;
  },
);
export const regions = record(REGIONS, regionMeasurements);
export const precision = record(
  REGIONS,
  z.strictObject(
    Object.fromEntries(SHARE_METRICS.map((key) => [key, precisionSchema(key)])) as {
      [K in (typeof SHARE_METRICS)[number]]: ReturnType<typeof precisionSchema>;
    },
  ),
).describe(
  'How far each share of the lung volume, and its volume, can be trusted; `regions` has the numbers as they were measured',
);
export const severityScore = z.int().describe('Zone score, 0-30: six zones, 0-5 each');
export const slices = z
  .array(
    z.strictObject({
      sopInstanceUid: recordedUid,
      frameNumber: z.int().optional(),
      z: z.number(),
      lungMm2: z.number(),
      infectedMm2: z.number(),
      infectionScore: z.number(),
      sureMm2: z
        .number()
        .optional()
        .describe('Infected area if the thresholds of the network are raised by 40 %; absent in older analyses'),
      possibleMm2: z.number().optional().describe('The same if they are lowered by 40 %'),
    }),
  )
  .describe('Head to foot');

/** What became of the infection of a region since an earlier timepoint. */
export const category = z.enum(CATEGORIES);

/** The judgement of a whole comparison. */
export const verdictKind = z.enum(VERDICTS);

/** What weakens the numbers of a comparison, and which. */
export const markedWarnings = z
  .array(
    z.strictObject({
      mark: z.string().describe('Stands beside the numbers in reports and pages'),
      code: z.string(),
      message: z.string(),
      regions: z.array(z.enum(REGIONS)),
      places: z
        .array(z.enum(['now', 'before', 'change', 'first']))
        .describe('Which of their numbers: now, before, the change since the previous and since the first timepoint'),
    }),
  )
  .describe('What weakens the numbers');

const standing = z.enum(['accepted', 'rejected']);
export const outcome = standing.nullable().describe('What a person decided about the result');
/** A person's decision about a result, as it stands. */
export const decisionShape = z.strictObject({
  outcome: standing,
  reason: z.string(),
  decidedBy: z.string(),
  decidedAt: instant,
  sopInstanceUid: recordedUid.nullable().describe('The object in the PACS that tells of it; null while none does'),
});

/** An answer to whoever asked for a look at a study. */
export const Announced = z
  .strictObject({
    studyInstanceUid: recordedUid,
    added: z.boolean().describe('False when a look at the study is waiting already'),
  })
  .meta({ id: 'Announced' });

/** Every problem of the API. */
export const Problem = z
  .strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) })
  .meta({ id: 'Problem' });

/** The path below a study. */
export const studyParams = { uid: recordedUid.describe('Study Instance UID') };

/** The query of a list that is read a page at a time. */
export const pageQuery = {
  before: z.coerce.number().int().min(1).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('Entries a page'),
};
/** The answer that goes with it. */
export const next = z.int().nullable().describe('`before` of the next page');

/** Any other format is JSON. */
export const csvQuery = {
  format: z.literal('csv').optional().catch(undefined).describe('csv, as the header Accept: text/csv'),
};

function metricSchema(key: MetricKey): z.ZodType<number | null> {
  const { nullable, note, quantity }: Metric = METRICS[key];
  const schema = nullable ? z.number().nullable() : z.number();
  return schema.describe([`${titleOf(key)}, ${QUANTITIES[quantity].unit}`, ...(note ? [note] : [])].join('. '));
}

function precisionSchema(key: MetricKey) {
  const { unit } = QUANTITIES[METRICS[key].quantity];
  return z
    .strictObject({
      low: z.number().describe(`Where 95 % of repeated measurements of the same lungs lie, ${unit}: from here`),
      high: z.number().describe(`To here, ${unit}`),
      limit: z.number().describe(`The least value that can be told from none, ${unit}`),
      belowLimit: z
        .boolean()
        .describe('Something was found, but less than the limit: not to be read as a number. False at 0'),
    })
    .nullable()
    .describe(`Of \`${key}\`; null where the region has no lung`);
}

/** Earlier studies that are not compared (followup/identity.ts). */
export const leftOut = z
  .array(
    z.strictObject({
      studyInstanceUid: recordedUid,
      acquiredAt: local,
      doubts: z.array(z.enum(['patientId', 'name', 'sex', 'birthDate', 'age'])),
    }),
  )
  .describe('Earlier studies under the same Patient ID that are not compared, because they may be of another person');
