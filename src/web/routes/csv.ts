import { toldBy } from '../../audit/message.ts';
import type { RecordedAudit } from '../../db/audit.ts';
import type { PatientTimepoint } from '../../db/patients.ts';
import { amountOf, FOLLOWED } from '../../followup/change.ts';
import { type RegionMeasurements, REGIONS } from '../../inference/measure/measurements.ts';
import type { Compared } from '../../service/jobs/recorded-comparison.ts';
import { Reply } from '../endpoints/endpoint.ts';

type Cell = string | number | null | undefined;

/** Measurements as CSV: one line per region and quantity, empty if there is no value. */
export function measurementsCsv(regions: Readonly<Record<string, RegionMeasurements>>): string {
  return csv(['region', 'quantity', 'value'], quantities(regions));
}

/** The course of a patient as CSV: one line per timepoint, region and quantity. */
export function timelineCsv(timepoints: readonly PatientTimepoint[]): string {
  return csv(
    ['studyInstanceUid', 'acquiredAt', 'modelSet', 'region', 'quantity', 'value'],
    timepoints.flatMap(({ studyInstanceUid, acquiredAt, modelSet, regions }) =>
      quantities(regions).map((cells) => [studyInstanceUid, acquiredAt, modelSet, ...cells]),
    ),
  );
}

const CHANGE = ['percent', 'points', 'relativePercent', 'pointsPerDay', 'category'];

/** A follow-up as CSV: one line per region and finding; comparisons are empty for a first study. */
export function followUpCsv({ current, followUp }: Compared): string {
  const since = (name: string) => CHANGE.map((column) => `${name}_${column}`);
  const columns = [
    'region',
    'finding',
    'percent',
    'ml',
    ...since('previous'),
    ...since('first'),
    'peak_percent',
    'peak_at',
  ];
  const rows = REGIONS.flatMap((region) =>
    FOLLOWED.map((finding) => {
      const { percent, ml } = amountOf(current.timepoint.measurements.regions[region], finding);
      const change = followUp?.regions[region][finding];
      const changes = [change?.sincePrevious, change?.sinceFirst].flatMap((one) => [
        one?.from.percent,
        one?.percentPoints,
        one?.relativePercent,
        one?.percentPointsPerDay,
        one?.category,
      ]);
      return [region, finding, percent, ml, ...changes, change?.peak.percent, change?.peak.acquiredAt];
    }),
  );
  return csv(columns, rows);
}

function quantities(regions: Readonly<Record<string, RegionMeasurements>>): Cell[][] {
  return Object.entries(regions).flatMap(([region, values]) =>
    Object.entries(values).map(([quantity, value]) => [region, quantity, value]),
  );
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
