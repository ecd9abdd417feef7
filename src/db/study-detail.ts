import type { Region, RegionMeasurements, SliceMeasurements } from '../inference/measure/measurements.ts';
import type { Queryable } from './database.ts';
import { readWorklistEntry, type WorklistEntry } from './worklist.ts';

/** A series of a study and what the rules said to it. */
export interface StudySeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly seriesNumber: number | null;
  readonly seriesDescription: string;
  readonly convolutionKernel: string;
  readonly sliceThickness: number | null;
  readonly numberOfInstances: number;
  /** 1 is the one that the rules prefer; null when they refuse it. */
  readonly rank: number | null;
  readonly reason: string;
  readonly refusalCode: string | null;
  readonly refusalMessage: string | null;
}

/** A model as it is recorded with an analysis. */
export interface RecordedModel {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** An analysis as it is recorded. */
export interface RecordedAnalysis {
  readonly id: number;
  readonly seriesInstanceUid: string;
  /** Local time of the scanner, ISO 8601 without zone. */
  readonly acquiredAt: string | null;
  readonly analysedAt: Date;
  readonly modelSet: string;
  readonly models: readonly RecordedModel[];
  readonly device: string;
  readonly numberOfSlices: number;
  /** [z, y, x] */
  readonly spacingMm: readonly number[];
  readonly regions: Readonly<Record<Region, RegionMeasurements>>;
  readonly severityScore: number;
  /** Head to foot. */
  readonly slices: readonly SliceMeasurements[];
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** A series that an analysis, or its latest follow-up, wrote to the PACS. */
export interface StoredArtefact {
  readonly kind: string;
  readonly sopClassUid: string;
  /** The only instance, or one of them. */
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly instances: number;
  readonly bytes: number;
  readonly storedAt: Date;
}

export interface StudyFailure {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly resolvedAt: Date | null;
}

/** An analysis that a later one took the place of. */
export interface SupersededAnalysis {
  readonly analysedAt: Date;
  readonly modelSet: string;
  readonly infectedPercent: number | null;
}

/** What a person said about a study. */
export interface RecordedCorrections extends Corrections {
  /** null where nobody said anything. */
  readonly correctedAt: Date | null;
}

/** Everything that is known of a study. */
export interface StudyDetail extends WorklistEntry {
  readonly series: readonly StudySeries[];
  /** The current analysis. */
  readonly analysis: RecordedAnalysis | undefined;
  readonly artefacts: readonly StoredArtefact[];
  /** The latest first. */
  readonly failures: readonly StudyFailure[];
  readonly superseded: readonly SupersededAnalysis[];
  readonly corrections: RecordedCorrections;
}

/** Reads a study with its series, current analysis, artefacts and failures; undefined when it is not known. */
export async function readStudy(database: Queryable, studyInstanceUid: string): Promise<StudyDetail | undefined> {
  const entry = await readWorklistEntry(database, studyInstanceUid);
  if (entry === undefined) return undefined;
  const series = await readSeries(database, entry.id);
  const analysis = await readCurrentAnalysis(database, entry.id);
  const artefacts = analysis ? await readArtefacts(database, analysis.id) : [];
  const failures = await readFailures(database, entry.id);
  const superseded = await readSuperseded(database, entry.id);
  const corrections = await readCorrections(database, entry.id);
  return { ...entry, series, analysis, artefacts, failures, superseded, corrections };
}

async function readSeries(database: Queryable, study: number): Promise<StudySeries[]> {
  return await database.query<StudySeries>(
    `select series_instance_uid as "seriesInstanceUid", modality, series_number as "seriesNumber",
       series_description as "seriesDescription", convolution_kernel as "convolutionKernel",
       slice_thickness as "sliceThickness", number_of_instances as "numberOfInstances", rank, reason,
       refusal_code as "refusalCode", refusal_message as "refusalMessage"
     from series where study = $1 order by rank nulls last, series_number nulls last, id`,
    [study],
  );
}

async function readCurrentAnalysis(database: Queryable, study: number): Promise<RecordedAnalysis | undefined> {
  const [row] = await database.query<RecordedAnalysis>(
    `select a.id, c.series_instance_uid as "seriesInstanceUid", replace(a.acquired_at::text, ' ', 'T') as "acquiredAt",
       a.analysed_at as "analysedAt", a.model_set as "modelSet", a.models, a.device,
       a.number_of_slices as "numberOfSlices", a.spacing_mm as "spacingMm", a.measurements -> 'regions' as regions,
       a.severity_score as "severityScore", a.slices, a.timings_ms as "timingsMs"
     from analyses a join series c on c.id = a.series where a.study = $1 and a.superseded_by is null`,
    [study],
  );
  return row;
}

async function readArtefacts(database: Queryable, analysis: number): Promise<StoredArtefact[]> {
  return await database.query<StoredArtefact>(
    `select kind, sop_class_uid as "sopClassUid", min(sop_instance_uid) as "sopInstanceUid",
       series_instance_uid as "seriesInstanceUid", count(*) as instances, sum(bytes) as bytes,
       max(stored_at) as "storedAt"
     from artefacts where analysis = $1 and not replaced
     group by kind, sop_class_uid, series_instance_uid order by min(id)`,
    [analysis],
  );
}

async function readFailures(database: Queryable, study: number): Promise<StudyFailure[]> {
  return await database.query<StudyFailure>(
    `select code, message, attempts, first_failed_at as "firstFailedAt", last_failed_at as "lastFailedAt",
       resolved_at as "resolvedAt"
     from failures where study = $1 order by id desc`,
    [study],
  );
}

async function readSuperseded(database: Queryable, study: number): Promise<SupersededAnalysis[]> {
  return await database.query<SupersededAnalysis>(
    `select analysed_at as "analysedAt", model_set as "modelSet", infected_percent as "infectedPercent"
     from analyses where study = $1 and superseded_by is not null order by id desc`,
    [study],
  );
}

async function readCorrections(database: Queryable, study: number): Promise<RecordedCorrections> {
  const [row] = await database.query<RecordedCorrections>(
    `select series_instance_uid as "seriesInstanceUid", excluded_from_follow_up as "excludedFromFollowUp", note,
       corrected_at as "correctedAt"
     from corrections where study = $1`,
    [study],
  );
  return row ?? { seriesInstanceUid: null, excludedFromFollowUp: false, note: '', correctedAt: null };
}

/** What a person says about a study; no look ever changes it. */
export interface Corrections {
  /** The series to analyse instead of the one that the rules prefer. */
  readonly seriesInstanceUid: string | null;
  readonly excludedFromFollowUp: boolean;
  readonly note: string;
}

export async function writeCorrections(database: Queryable, studyInstanceUid: string, corrections: Corrections) {
  await database.query(
    `insert into corrections (study, series_instance_uid, excluded_from_follow_up, note)
     select id, $2, $3, $4 from studies where study_instance_uid = $1
     on conflict (study) do update set series_instance_uid = excluded.series_instance_uid,
       excluded_from_follow_up = excluded.excluded_from_follow_up, note = excluded.note, corrected_at = now()`,
    [studyInstanceUid, corrections.seriesInstanceUid, corrections.excludedFromFollowUp, corrections.note],
  );
}
