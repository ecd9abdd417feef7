import { toldBy } from '../../audit/message.ts';
import type { RecordedAudit } from '../../db/audit.ts';
import type { RecordedAnalysis } from '../../db/analyses.ts';
import type { PatientTimepoint } from '../../db/patients.ts';
import { amountOf, FOLLOWED } from '../../followup/change.ts';
import { type Region, type RegionMeasurements, REGIONS } from '../../inference/measure/measurements.ts';
import { LANGUAGES } from '../../language/languages.ts';
import { markedWarnings, type Place, warningsAbout } from '../../report/marks.ts';
import type { Compared } from '../../service/jobs/recorded-comparison.ts';
import { Reply } from '../endpoints/endpoint.ts';

type Cell = string | number | null | undefined;

/** Measurements as CSV: one line per region and quantity, empty if there is no value, with the codes of what weakens it. */
export function measurementsCsv({ regions, warnings }: Pick<RecordedAnalysis, 'regions' | 'warnings'>): string {
  return csv(
    ['region', 'quantity', 'value', 'warnings'],
    quantities(regions, (region) => codesOf(warnings.filter((warning) => warning.regions.includes(region)))),
  );
}

/** The course of a patient as CSV: one line per timepoint, region and quantity. */
export function timelineCsv(timepoints: readonly PatientTimepoint[]): string {
  return csv(
    ['studyInstanceUid', 'acquiredAt', 'modelSet', 'region', 'quantity', 'value', 'warnings'],
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
    'ml',
    'warnings',
    ...since('previous'),
    ...since('first'),
    'peak_percent',
    'peak_at',
  ];
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
      return [region, finding, percent, ml, weak('now'), ...changes, change?.peak.percent, change?.peak.acquiredAt];
    }),
  );
  return csv(columns, rows);
}

function quantities(
  regions: Readonly<Record<Region, RegionMeasurements>>,
  warnings: (region: Region) => string,
): Cell[][] {
  return REGIONS.flatMap((region) =>
    Object.entries(regions[region]).map(([quantity, value]) => [region, quantity, value, warnings(region)]),
  );
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
