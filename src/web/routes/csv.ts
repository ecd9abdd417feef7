import { toldBy } from '../../audit/message.ts';
import type { RecordedAudit } from '../../db/audit.ts';
import type { RecordedAnalysis } from '../../db/analyses.ts';
import type { PatientTimepoint } from '../../db/patients.ts';
import { amountOf, FOLLOWED } from '../../followup/change.ts';
import { type Region, type RegionMeasurements, REGIONS } from '../../inference/measure/measurements.ts';
import { type MetricKey, METRICS, QUANTITIES } from '../../inference/measure/metrics.ts';
import { type Precision, precisionOf, type ShareMetric } from '../../inference/measure/precision.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { markedWarnings, type Place, warningsAbout } from '../../report/marks.ts';
import type { Compared } from '../../service/jobs/recorded-comparison.ts';
import { Reply } from '../endpoints/endpoint.ts';

type Cell = string | number | null | undefined;

/**
 * Measurements as CSV: one line per region and quantity with its unit; the interval of repeated measurements, the limit, and whether the value is
 * below it, for shares and their volumes; the codes of what weakens it. Empty where there is nothing to say.
 */
export function measurementsCsv({ regions, warnings }: Pick<RecordedAnalysis, 'regions' | 'warnings'>): string {
  return csv(
    QUANTITY_COLUMNS,
    quantities(regions, (region) => codesOf(warnings.filter((warning) => warning.regions.includes(region)))),
  );
}

const PRECISION = ['intervalLow', 'intervalHigh', 'limit', 'belowLimit'];
const QUANTITY_COLUMNS = ['region', 'quantity', 'unit', 'value', ...PRECISION, 'warnings'];

/** The course of a patient as CSV: one line per timepoint, region and quantity. */
export function timelineCsv(timepoints: readonly PatientTimepoint[]): string {
  return csv(
    ['studyInstanceUid', 'acquiredAt', 'modelSet', ...QUANTITY_COLUMNS],
    timepoints.flatMap(({ studyInstanceUid, acquiredAt, modelSet, regions, warnings }) =>
      quantities(regions, (region) => codesOf(warningsAbout(warnings, region, 'now'))).map((cells) => [
        studyInstanceUid,
        acquiredAt,
        modelSet,
        ...cells,
      ]),
    ),
  );
}

const CHANGE = ['percent', 'points', 'relativePercent', 'pointsPerDay', 'category', 'warnings'];

/** A follow-up as CSV: one line per region and finding; comparisons are empty for a first study. */
export function followUpCsv({ current, followUp, leftOut, language }: Compared): string {
  const warnings = markedWarnings(current.timepoint, followUp, leftOut, LANGUAGES[language]);
  const since = (name: string) => CHANGE.map((column) => `${name}_${column}`);
  const columns = [
    'region',
    'finding',
    'percent',
    ...PRECISION.map((column) => `percent_${column}`),
    'ml',
    'warnings',
    ...since('previous'),
    ...since('first'),
    'peak_percent',
    'peak_at',
  ];
  const precision = precisionOf(current.timepoint.measurements.regions);
  const rows = REGIONS.flatMap((region) =>
    FOLLOWED.map((finding) => {
      const { percent, ml } = amountOf(current.timepoint.measurements.regions[region], finding);
      const change = followUp?.regions[region][finding];
      const weak = (place: Place): string => codesOf(warningsAbout(warnings, region, place));
      const changes = (
        [
          [change?.sincePrevious, 'change'],
          [change?.sinceFirst, 'first'],
        ] as const
      ).flatMap(([one, place]) => [
        one?.from.percent,
        one?.percentPoints,
        one?.relativePercent,
        one?.percentPointsPerDay,
        one?.category,
        one && weak(place),
      ]);
      const trusted = precisionCells(precision[region][`${finding}Percent`]);
      const peak = [change?.peak.percent, change?.peak.acquiredAt];
      return [region, finding, percent, ...trusted, ml, weak('now'), ...changes, ...peak];
    }),
  );
  return csv(columns, rows);
}

function quantities(
  regions: Readonly<Record<Region, RegionMeasurements>>,
  warnings: (region: Region) => string,
): Cell[][] {
  const precision = precisionOf(regions);
  return REGIONS.flatMap((region) =>
    Object.entries(regions[region]).map(([quantity, value]) => [
      region,
      quantity,
      QUANTITIES[METRICS[quantity as MetricKey].quantity].unit,
      value,
      ...precisionCells(precision[region][quantity as ShareMetric]),
      warnings(region),
    ]),
  );
}

function precisionCells(precision: Precision | null | undefined): Cell[] {
  return [precision?.low, precision?.high, precision?.limit, precision && String(precision.belowLimit)];
}

function codesOf(warnings: readonly { readonly code: string }[]): string {
  return warnings.map(({ code }) => code).join(' ');
}

export const AUDIT_COLUMNS = [
  'id',
  'recordedAt',
  'event',
  'outcome',
  'user',
  'address',
  'patientId',
  'issuerOfPatientId',
  'studyInstanceUid',
  'details',
  'hash',
];

/** An event of the audit as cells. Users choose what some of them say, so that none may be a formula where the file is opened. */
export function auditCells(event: RecordedAudit): Cell[] {
  const { id, recordedAt, message, user, address, patientId, issuerOfPatientId, studyInstanceUid, hash } = event;
  const texts = [user, address, patientId, issuerOfPatientId, studyInstanceUid, toldBy(message).join('; ')];
  const safe = texts.map((text) => (text !== null && /^\s*[=+\-@＝＋－＠\t\r]/.test(text) ? `'${text}` : text));
  return [id, recordedAt, event.event, message.outcome === '0' ? 'success' : 'refused', ...safe, hash];
}

function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return csvLines([columns, ...rows]);
}

/** RFC 4180. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

function field(cell: Cell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** CSV to be saved under a name. */
export function csvFile(name: string, content: string): Reply {
  return new Reply((response) => response.type('text/csv').attachment(name).send(content));
}
