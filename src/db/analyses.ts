import { text } from '../dicom/dataset.ts';
import { acquiredAt } from '../followup/acquisition.ts';
import { keptSource } from '../followup/source.ts';
import type { Analysis } from '../inference/analyse-volume.ts';
import type { LesionMap } from '../inference/lesions/lesions.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import {
  recalledRegions,
  type Region,
  type RegionMeasurements,
  type SliceMeasurements,
} from '../inference/measure/measurements.ts';
import { imageKey, keySlices } from '../report/key-slices.ts';
import type { SliceThumbnail } from '../report/thumbnails.ts';
import type { View } from '../report/views.ts';
import { ENGLISH } from '../language/en.ts';
import { type ToldWarning, toldWarnings } from '../results/told-warnings.ts';
import type { ReportedFinding } from '../sr/input.ts';
import { type StoredObject, writeArtefact } from './artefacts.ts';
import { json, localMoment, type RecordedModel } from './columns.ts';
import type { Queryable, Transaction } from './database.ts';
import { writeLesions } from './lesions.ts';
import { keyOfStudy, type StudyKeys } from './studies.ts';
import { readThumbnailPositions, writeThumbnails } from './thumbnails.ts';
import { readViewSizes, writeViews } from './views.ts';

/** An analysis whose artefacts are in the PACS. */
export interface FinishedAnalysis {
  /** Identity of input, model set and settings. */
  readonly key: string;
  /** Identity of study, series and instances. */
  readonly contentHash: string;
  readonly analysis: Analysis;
  readonly artefacts: readonly StoredObject[];
  readonly reportedFindings: readonly ReportedFinding[];
  /** Head to foot. */
  readonly thumbnails: readonly SliceThumbnail[];
  readonly views: readonly View[];
  readonly histogram: Histogram;
  readonly lesions: LesionMap;
  /** When it was made, as its artefacts say. */
  readonly performedAt: Date;
  readonly timingsMs: Readonly<Record<string, number>>;
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
  /** What weakens these numbers. */
  readonly warnings: readonly ToldWarning[];
  /** Head to foot. */
  readonly slices: readonly SliceMeasurements[];
  /** null in an analysis that kept none. */
  readonly histogram: Histogram | null;
  /** The slices to look at first, head to foot: index, and position of its small picture; null where none was kept. */
  readonly keySlices: readonly { readonly slice: number; readonly thumbnail: number | null }[];
  /** The views that were kept. */
  readonly views: readonly Omit<View, 'jpeg'>[];
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** An analysis that a later one superseded. */
export interface SupersededAnalysis {
  readonly analysedAt: Date;
  readonly modelSet: string;
  readonly infectedPercent: number | null;
}

/** The models and device of the latest analysis. */
export interface LatestAnalysis {
  readonly analysedAt: Date;
  readonly modelSet: string;
  readonly models: readonly RecordedModel[];
  readonly device: string;
}

/** Records an analysis as the current one of its study; it supersedes the earlier ones. */
export async function writeAnalysis(tx: Transaction, keys: StudyKeys, finished: FinishedAnalysis): Promise<number> {
  const id = await writeRow(tx, keys, finished);
  await tx.statements
    .updateTable('analyses')
    .set({ supersededBy: id })
    .where('study', '=', keys.study)
    .where('supersededBy', 'is', null)
    .where('id', '<>', id)
    .execute();
  await writeMeasurements(tx, id, finished.analysis);
  await writeThumbnails(tx, id, finished.thumbnails);
  await writeViews(tx, id, finished.views);
  await writeLesions(tx, id, finished.lesions);
  for (const artefact of finished.artefacts) await writeArtefact(tx, id, artefact);
  return id;
}

/** A repeated run of the same input and models replaces the row. */
async function writeRow(tx: Transaction, { study, patient }: StudyKeys, finished: FinishedAnalysis): Promise<number> {
  const { key, contentHash, analysis } = finished;
  const { volume, modelSet, models } = analysis;
  const seriesInstanceUid = text(volume.header, 'SeriesInstanceUID');
  const series = await tx.statements
    .selectFrom('series')
    .select('id')
    .where('study', '=', study)
    .where('seriesInstanceUid', '=', seriesInstanceUid)
    .executeTakeFirst();
  if (series === undefined) throw new Error(`series ${seriesInstanceUid} was not recorded`);
  const repeated = repeatedColumns(patient, finished);
  const { id } = await tx.statements
    .insertInto('analyses')
    .values({
      key,
      study,
      series: series.id,
      contentHash,
      modelSet,
      models: json(models.map(({ name, version, sha256 }) => ({ name, version, sha256 }))),
      numberOfSlices: volume.slices.length,
      spacingMm: [...volume.geometry.spacing],
      ...repeated,
    })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ ...repeated, supersededBy: null }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** What may differ in a repeated run of the same input and models. */
function repeatedColumns(patient: number, finished: FinishedAnalysis) {
  const { analysis, timingsMs, reportedFindings, performedAt, histogram } = finished;
  const { volume, measurements, device } = analysis;
  const { regions, severityScore, slices } = measurements;
  return {
    patient,
    acquiredAt: acquiredAt(volume.header) ?? null,
    device,
    measurements: json({ regions, severityScore }),
    slices: json(slices),
    histogram: json(histogram),
    timingsMs: json(timingsMs),
    source: json(keptSource(volume)),
    findings: json(reportedFindings),
    analysedAt: performedAt,
  };
}

async function writeMeasurements(tx: Transaction, analysis: number, { measurements }: Analysis): Promise<void> {
  const rows = Object.entries(measurements.regions).flatMap(([region, quantities]) =>
    Object.entries(quantities).map(([quantity, value]: [string, number | null]) => ({ region, quantity, value })),
  );
  await tx.statements
    .insertInto('measurements')
    .values(rows.map((row) => ({ analysis, ...row })))
    .onConflict((conflict) =>
      conflict.columns(['analysis', 'region', 'quantity']).doUpdateSet(({ ref }) => ({ value: ref('excluded.value') })),
    )
    .execute();
}

/** Key of the patient whose timepoint the current analysis of a study is; undefined where it has none. */
export async function readAnalysedPatient(database: Queryable, studyInstanceUid: string): Promise<number | undefined> {
  const current = await database.statements
    .selectFrom('analyses')
    .select('patient')
    .where('study', '=', keyOfStudy(database, studyInstanceUid))
    .where('supersededBy', 'is', null)
    .executeTakeFirst();
  return current?.patient;
}

/** The current analysis of a study; undefined when there is none. */
export async function readCurrentAnalysis(database: Queryable, study: number): Promise<RecordedAnalysis | undefined> {
  const row = await database.statements
    .selectFrom('analyses as a')
    .innerJoin('series as c', 'c.id', 'a.series')
    .select(['a.id', 'c.seriesInstanceUid', 'a.analysedAt', 'a.modelSet', 'a.models', 'a.device', 'a.numberOfSlices'])
    .select(['a.spacingMm', 'a.severityScore', 'a.slices', 'a.histogram', 'a.timingsMs', 'c.sliceThickness'])
    .select(({ ref }) => [
      localMoment(ref('a.acquiredAt')).as('acquiredAt'),
      ref('a.measurements', '->').key('regions').as('regions'),
    ])
    .where('a.study', '=', study)
    .where('a.supersededBy', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { sliceThickness, ...analysis } = row;
  const regions = recalledRegions(row.regions);
  const thickness = sliceThickness === null ? {} : { thicknessMm: sliceThickness };
  const acquisition = { sliceDistanceMm: row.spacingMm[0] ?? 0, ...thickness };
  const warnings = toldWarnings({ measurements: { regions, slices: row.slices }, acquisition }, ENGLISH);
  const positions = await readThumbnailPositions(database, row.id);
  const keys = keySlices(row.slices).map(({ slice, index }) => ({
    slice: index,
    thumbnail: positions.get(imageKey(slice)) ?? null,
  }));
  return { ...analysis, regions, warnings, keySlices: keys, views: await readViewSizes(database, row.id) };
}

/** Key of a study's current analysis; undefined when there is none. */
export async function readCurrentKey(database: Queryable, studyInstanceUid: string): Promise<number | undefined> {
  const row = await database.statements
    .selectFrom('analyses')
    .select('id')
    .where('study', '=', keyOfStudy(database, studyInstanceUid))
    .where('supersededBy', 'is', null)
    .executeTakeFirst();
  return row?.id;
}

/** The superseded analyses of a study, latest first. */
export async function readSuperseded(database: Queryable, study: number): Promise<SupersededAnalysis[]> {
  return await database.statements
    .selectFrom('analyses')
    .select(['analysedAt', 'modelSet', 'infectedPercent'])
    .where('study', '=', study)
    .where('supersededBy', 'is not', null)
    .orderBy('id', 'desc')
    .execute();
}

/** The latest analysis of all; undefined before the first. */
export async function readLatestAnalysis(database: Queryable): Promise<LatestAnalysis | undefined> {
  return await database.statements
    .selectFrom('analyses')
    .select(['analysedAt', 'modelSet', 'models', 'device'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
