import { sql } from 'kysely';
import { jsonBuildObject } from 'kysely/helpers/postgres';
import type { ObjectReference } from '../dicom/references.ts';
import { acquisitionOf } from '../followup/acquisition.ts';
import { type Identified, personOf } from '../followup/identity.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import { recalledRegions } from '../inference/measure/measurements.ts';
import type { ReportedFinding, SourceSeries } from '../sr/input.ts';
import { localMoment, type RecordedModel } from './columns.ts';
import type { Queryable } from './database.ts';
import { standingOutcome } from './decisions.ts';

/** A timepoint with all that its reports are made from, except pictures. */
export interface RecordedTimepoint {
  /** Key of the analysis in the database. */
  readonly id: number;
  readonly timepoint: Timepoint;
  /** Who the study says that its patient is, and whether a person confirmed it. */
  readonly identified: Identified;
  readonly source: SourceSeries;
  readonly findings: readonly ReportedFinding[];
  /** null in analyses that kept none. */
  readonly histogram: Histogram | null;
  readonly models: readonly RecordedModel[];
  readonly performedAt: Date;
  /** The infection SEG; absent when nothing is infected. */
  readonly segmentation: (ObjectReference & { readonly seriesInstanceUid: string }) | undefined;
}

/** The timepoints of a patient, in no order: current analyses that no person has rejected or excluded from follow-up. */
export async function readTimepoints(database: Queryable, patient: number): Promise<RecordedTimepoint[]> {
  const rows = await selectTimepoints(database)
    .where('a.patient', '=', patient)
    .where('a.supersededBy', 'is', null)
    .where(({ eb, ref }) => eb(standingOutcome(ref('a.id')), 'is distinct from', 'rejected'))
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('corrections as x')
            .select('x.study')
            .whereRef('x.study', '=', 'a.study')
            .where('x.excludedFromFollowUp', '=', true),
        ),
      ),
    )
    .execute();
  return rows.map(recorded);
}

/** The timepoints that analyses are, in the order of their keys. */
export async function readTimepointsByKey(database: Queryable, keys: readonly string[]): Promise<RecordedTimepoint[]> {
  const rows = await selectTimepoints(database)
    .where(({ eb, fn, val }) => eb('a.key', '=', fn.any(val(keys))))
    .orderBy(({ ref }) => sql`array_position(${keys}::text[], ${ref('a.key')})`)
    .execute();
  return rows.map(recorded);
}

function selectTimepoints(database: Queryable) {
  return database.statements
    .selectFrom('analyses as a')
    .innerJoin('studies as s', 's.id', 'a.study')
    .innerJoin('series as c', 'c.id', 'a.series')
    .leftJoin('corrections as y', 'y.study', 'a.study')
    .select(['a.id', 'a.key as analysisKey', 's.studyInstanceUid', 'c.seriesInstanceUid', 'a.modelSet'])
    .select('y.confirmedIdentity')
    .select(['a.measurements', 'a.slices', 'a.histogram', 'a.models', 'a.analysedAt as performedAt'])
    .select(({ ref, selectFrom }) => [
      localMoment(ref('a.acquiredAt')).$notNull().as('acquiredAt'),
      ref('a.source').$notNull().as('source'),
      ref('a.findings').$notNull().as('findings'),
      selectFrom('artefacts as o')
        .select((o) =>
          jsonBuildObject({
            sopClassUid: o.ref('o.sopClassUid'),
            sopInstanceUid: o.ref('o.sopInstanceUid'),
            seriesInstanceUid: o.ref('o.seriesInstanceUid'),
          }).as('reference'),
        )
        .whereRef('o.analysis', '=', 'a.id')
        .where('o.kind', '=', 'infection-seg')
        .as('segmentation'),
    ])
    .where('a.acquiredAt', 'is not', null)
    .where('a.source', 'is not', null);
}

type TimepointRow = Awaited<ReturnType<ReturnType<typeof selectTimepoints>['execute']>>[number];

function recorded(row: TimepointRow): RecordedTimepoint {
  const { id, source, findings, histogram, models, performedAt, segmentation, slices, confirmedIdentity, ...named } =
    row;
  const measurements = { ...row.measurements, regions: recalledRegions(row.measurements.regions), slices };
  const acquisition = acquisitionOf(source, measurements);
  const timepoint = { ...named, measurements, acquisition, superseded: false };
  const identified = {
    studyInstanceUid: row.studyInstanceUid,
    acquiredAt: row.acquiredAt,
    person: personOf(source.header),
    confirmedIdentity: confirmedIdentity === true,
  };
  const recorded = { id, timepoint, identified, source, findings, histogram, models, performedAt };
  return { ...recorded, segmentation: segmentation ?? undefined };
}
