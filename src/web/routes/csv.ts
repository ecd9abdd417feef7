import type { Request } from 'express';
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

/** RFC 4180. */
function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [columns, ...rows].map((cells) => cells.map(field).join(','));
  return [...lines, ''].join('\r\n');
}

function field(cell: Cell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whether a caller asks for CSV instead of JSON: by `?format=csv`, or by what it accepts. */
export function wantsCsv({ format }: { readonly format?: 'csv' | undefined }, request: Request): boolean {
  return format === 'csv' || request.accepts('json', 'text/csv') === 'text/csv';
}

/** CSV to be saved under a name. */
export function csvFile(name: string, content: string): Reply {
  return new Reply((response) => response.type('text/csv').attachment(name).send(content));
}
