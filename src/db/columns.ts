import { type ColumnType, type Expression, sql } from 'kysely';
import type { AuditEventName } from '../audit/events.ts';
import type { AuditMessage } from '../audit/message.ts';
import type { FollowUpThresholds } from '../followup/change.ts';
import type { LeftOut } from '../followup/identity.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import type { VerdictKind } from '../followup/verdict.ts';
import type { LesionMap } from '../inference/lesions/lesions.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import type { Measurements } from '../inference/measure/measurements.ts';
import type { Language } from '../language/languages.ts';
import type { MarkedWarning } from '../report/marks.ts';
import type { ArtefactKind } from '../results/catalogue.ts';
import type { ReportedFinding, SourceSeries } from '../sr/input.ts';
import type { Role } from './roles.ts';

declare const VALUE: unique symbol;
/** JSON text of a value for a column; given the value itself, the drivers would take an array for an SQL array. */
type JsonText<T> = string & { readonly [VALUE]: T };

/** A jsonb column: read as its value, written as JSON text. */
type JsonColumn<T> = ColumnType<T, JsonText<T>, JsonText<T>>;

/** The value as a jsonb column takes it. */
export function json<T>(value: T): JsonText<T> {
  return JSON.stringify(value) as JsonText<T>;
}

/** A timestamp, which is the local time of a scanner, as ISO 8601 without zone. */
export function localMoment<T extends string | null>(timestamp: Expression<T>) {
  return sql<T>`replace(${timestamp}::text, ' ', 'T')`;
}

/** The words of a search, all of which must occur. */
export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A pattern for LIKE that finds the word anywhere, its own wildcards taken literally. */
export function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A model as it is recorded with an analysis. */
export interface RecordedModel {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

export type FindingsColumn = JsonColumn<readonly ReportedFinding[]>;
export type MeasurementsColumn = JsonColumn<Omit<Measurements, 'slices'>>;
export type ModelsColumn = JsonColumn<readonly RecordedModel[]>;
export type SlicesColumn = JsonColumn<Measurements['slices']>;
export type SourceColumn = JsonColumn<SourceSeries>;
export type TimingsColumn = JsonColumn<Readonly<Record<string, number>>>;
export type HistogramColumn = JsonColumn<Histogram>;
export type LesionsColumn = JsonColumn<LesionMap['lesions']>;
export type LungsColumn = JsonColumn<LesionMap['lungs']>;
export type LesionCourseColumn = JsonColumn<LesionCourse>;
export type LeftOutColumn = JsonColumn<readonly LeftOut[]>;
export type ThresholdsColumn = JsonColumn<FollowUpThresholds>;
/** Comparisons of before have none. */
export type WarningsColumn = ColumnType<
  readonly MarkedWarning[],
  JsonText<readonly MarkedWarning[]> | undefined,
  JsonText<readonly MarkedWarning[]>
>;
export type AuditColumn = JsonColumn<AuditMessage>;
export type AuditEventColumn = ColumnType<AuditEventName, never, never>;
export type EventColumn = JsonColumn<object>;

export type { ArtefactKind, Language, Role, VerdictKind };
