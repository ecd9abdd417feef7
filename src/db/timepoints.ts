import type { ObjectReference } from '../dicom/references.ts';
import { acquisitionOf } from '../followup/acquisition.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import type { Measurements } from '../inference/measure/measurements.ts';
import type { SliceThumbnail } from '../report/thumbnails.ts';
import type { ReportedFinding, SourceSeries } from '../sr/input.ts';
import type { Queryable } from './database.ts';
import type { RecordedModel } from './study-detail.ts';

/** A timepoint with all that its reports are made from, except pictures. */
export interface RecordedTimepoint {
  /** Key of the analysis in the database. */
  readonly id: number;
  readonly timepoint: Timepoint;
  readonly source: SourceSeries;
  readonly findings: readonly ReportedFinding[];
  readonly models: readonly RecordedModel[];
  readonly performedAt: Date;
  /** The infection SEG; absent when nothing is infected. */
  readonly segmentation: (ObjectReference & { readonly seriesInstanceUid: string }) | undefined;
}

type TimepointRow = Pick<RecordedTimepoint, 'id' | 'source' | 'findings' | 'models' | 'performedAt'> &
  Pick<Timepoint, 'studyInstanceUid' | 'seriesInstanceUid' | 'analysisKey' | 'acquiredAt' | 'modelSet'> & {
    readonly measurements: Omit<Measurements, 'slices'>;
    readonly slices: Measurements['slices'];
    readonly segmentation: RecordedTimepoint['segmentation'] | null;
  };

const TIMEPOINTS = `
  select a.id, a.key as "analysisKey", s.study_instance_uid as "studyInstanceUid",
    c.series_instance_uid as "seriesInstanceUid", replace(a.acquired_at::text, ' ', 'T') as "acquiredAt",
    a.model_set as "modelSet", a.measurements, a.slices, a.source, a.findings, a.models, a.analysed_at as "performedAt",
    (select json_build_object('sopClassUid', sop_class_uid, 'sopInstanceUid', sop_instance_uid,
       'seriesInstanceUid', series_instance_uid)
     from artefacts where analysis = a.id and kind = 'infection-seg') as segmentation
  from analyses a join studies s on s.id = a.study join series c on c.id = a.series
  where a.acquired_at is not null and a.source is not null`;

/** The timepoints of a patient, in no order: current analyses that no person has excluded from follow-up. */
export async function readTimepoints(database: Queryable, patient: number): Promise<RecordedTimepoint[]> {
  const rows = await database.query<TimepointRow>(
    `${TIMEPOINTS} and a.patient = $1 and a.superseded_by is null
       and not exists (select from corrections where study = a.study and excluded_from_follow_up)`,
    [patient],
  );
  return rows.map(recorded);
}

/** The timepoints that analyses are, in the order of their keys. */
export async function readTimepointsByKey(database: Queryable, keys: readonly string[]): Promise<RecordedTimepoint[]> {
  const rows = await database.query<TimepointRow>(
    `${TIMEPOINTS} and a.key = any($1::text[]) order by array_position($1::text[], a.key)`,
    [keys],
  );
  return rows.map(recorded);
}

/** The pictures of an analysis, head to foot. */
export async function readThumbnails(database: Queryable, analysis: number): Promise<SliceThumbnail[]> {
  const rows = await database.query<Omit<SliceThumbnail, 'frameNumber'> & { readonly frameNumber: number | null }>(
    `select height, sop_instance_uid as "sopInstanceUid", frame_number as "frameNumber", infected_mm2 as "infectedMm2",
       infected_percent as "infectedPercent", jpeg
     from thumbnails where analysis = $1 order by position`,
    [analysis],
  );
  return rows.map(({ frameNumber, ...thumbnail }) => ({ ...thumbnail, ...(frameNumber !== null && { frameNumber }) }));
}

function recorded(row: TimepointRow): RecordedTimepoint {
  const { id, source, findings, models, performedAt, segmentation, slices, ...named } = row;
  const measurements = { ...row.measurements, slices };
  const acquisition = acquisitionOf(source, measurements);
  const timepoint = { ...named, measurements, acquisition, superseded: false };
  return { id, timepoint, source, findings, models, performedAt, segmentation: segmentation ?? undefined };
}
