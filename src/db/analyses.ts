import { text } from '../dicom/dataset.ts';
import { keptSource } from '../followup/source.ts';
import type { Analysis } from '../inference/analyse-volume.ts';
import type { SliceThumbnail } from '../report/thumbnails.ts';
import type { Artefact, ArtefactKind } from '../results/artefacts.ts';
import type { ReportArtefactKind } from '../results/report-artefacts.ts';
import type { ReportedFinding } from '../sr/input.ts';
import type { Queryable, Transaction } from './database.ts';
import { acquisitionMoment, type StudyKeys } from './studies.ts';
import type { RecordedModel } from './study-detail.ts';

/** An analysis whose artefacts are in the PACS. */
export interface FinishedAnalysis {
  /** Identity of input, model set and settings. */
  readonly key: string;
  /** Identity of the series' instances. */
  readonly contentHash: string;
  readonly analysis: Analysis;
  readonly artefacts: readonly StoredObject[];
  readonly reportedFindings: readonly ReportedFinding[];
  /** Head to foot. */
  readonly thumbnails: readonly SliceThumbnail[];
  /** When it was made, as its artefacts say. */
  readonly performedAt: Date;
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** Records an analysis as the study's current one; the study's earlier ones are superseded by it. */
export async function writeAnalysis(tx: Transaction, keys: StudyKeys, finished: FinishedAnalysis): Promise<number> {
  const id = await writeRow(tx, keys, finished);
  await tx.query('update analyses set superseded_by = $2 where study = $1 and superseded_by is null and id <> $2', [
    keys.study,
    id,
  ]);
  await writeMeasurements(tx, id, finished.analysis);
  await writeThumbnails(tx, id, finished.thumbnails);
  for (const artefact of finished.artefacts) await writeArtefact(tx, id, artefact);
  return id;
}

/** A repeated run of the same input and models takes the place of the row that is there. */
async function writeRow(tx: Transaction, { study, patient }: StudyKeys, finished: FinishedAnalysis): Promise<number> {
  const { key, contentHash, analysis, timingsMs } = finished;
  const { volume, measurements, modelSet, models, device } = analysis;
  const [row] = await tx.query<{ id: number }>(
    `insert into analyses (key, study, series, patient, content_hash, acquired_at, model_set, models, device,
       number_of_slices, spacing_mm, measurements, slices, timings_ms, source, findings, analysed_at)
     select $1, $2, id, $4, $5, $6::timestamp, $7, $8::jsonb, $9, $10, $11, $12::jsonb, $13::jsonb, $14::jsonb, $15::jsonb,
       $16::jsonb, $17::timestamptz
     from series where series_instance_uid = $3
     on conflict (key) do update set patient = excluded.patient, acquired_at = excluded.acquired_at,
       device = excluded.device, measurements = excluded.measurements, slices = excluded.slices,
       timings_ms = excluded.timings_ms, source = excluded.source, findings = excluded.findings,
       superseded_by = null, analysed_at = excluded.analysed_at
     returning id`,
    [
      key,
      study,
      text(volume.header, 'SeriesInstanceUID'),
      patient,
      contentHash,
      acquisitionMoment(volume.header),
      modelSet,
      JSON.stringify(models.map(({ name, version, sha256 }) => ({ name, version, sha256 }))),
      device,
      volume.slices.length,
      [...volume.geometry.spacing],
      JSON.stringify({ regions: measurements.regions, severityScore: measurements.severityScore }),
      JSON.stringify(measurements.slices),
      JSON.stringify(timingsMs),
      JSON.stringify(keptSource(volume)),
      JSON.stringify(finished.reportedFindings),
      finished.performedAt,
    ],
  );
  if (row === undefined) throw new Error(`series ${text(volume.header, 'SeriesInstanceUID')} was not recorded`);
  return row.id;
}

async function writeMeasurements(tx: Transaction, analysis: number, { measurements }: Analysis): Promise<void> {
  const rows = Object.entries(measurements.regions).flatMap(([region, quantities]) =>
    Object.entries(quantities).map(([quantity, value]) => ({ region, quantity, value })),
  );
  await tx.query(
    `insert into measurements (analysis, region, quantity, value)
     select $1, region, quantity, value
     from jsonb_to_recordset($2::jsonb) as r (region text, quantity text, value double precision)
     on conflict (analysis, region, quantity) do update set value = excluded.value`,
    [analysis, JSON.stringify(rows)],
  );
}

/** A repeated run may choose other slices, so the pictures are written anew. */
async function writeThumbnails(tx: Transaction, analysis: number, thumbnails: readonly SliceThumbnail[]) {
  await tx.query('delete from thumbnails where analysis = $1', [analysis]);
  for (const [position, thumbnail] of thumbnails.entries()) {
    const { height, sopInstanceUid, frameNumber, infectedMm2, infectedPercent, jpeg } = thumbnail;
    await tx.query(
      `insert into thumbnails (analysis, position, height, sop_instance_uid, frame_number, infected_mm2, infected_percent, jpeg)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [analysis, position, height, sopInstanceUid, frameNumber ?? null, infectedMm2, infectedPercent, jpeg],
    );
  }
}

/** An artefact that is in the PACS. */
export interface StoredObject {
  readonly kind: ArtefactKind | ReportArtefactKind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** Size of the file. */
  readonly bytes: number;
}

/** What is kept of an artefact once it is stored. */
export function storedObject(artefact: Artefact<StoredObject['kind']>): StoredObject {
  const { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes } = artefact;
  return { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes: bytes.byteLength };
}

/** Records an artefact of an analysis, or that it was stored once more. */
export async function writeArtefact(tx: Transaction, analysis: number, object: StoredObject): Promise<void> {
  const { kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes } = object;
  await tx.query(
    `insert into artefacts (analysis, kind, sop_class_uid, sop_instance_uid, series_instance_uid, bytes)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (sop_instance_uid) do update set bytes = excluded.bytes, replaced = false, stored_at = now()`,
    [analysis, kind, sopClassUid, sopInstanceUid, seriesInstanceUid, bytes],
  );
}

/** Marks the reports of analyses as replaced: they stay in the PACS, but their comparison holds no more. */
export async function replaceReports(tx: Transaction, analyses: readonly number[]): Promise<void> {
  await tx.query(
    "update artefacts set replaced = true where analysis = any($1::bigint[]) and kind in ('report-pdf', 'follow-up-sr')",
    [analyses],
  );
}

/** What made the latest analysis. */
export interface LatestAnalysis {
  readonly analysedAt: Date;
  readonly modelSet: string;
  readonly models: readonly RecordedModel[];
  readonly device: string;
}

/** The latest analysis of all; undefined before the first. */
export async function readLatestAnalysis(database: Queryable): Promise<LatestAnalysis | undefined> {
  const [row] = await database.query<LatestAnalysis>(
    `select analysed_at as "analysedAt", model_set as "modelSet", models, device
     from analyses order by id desc limit 1`,
  );
  return row;
}
