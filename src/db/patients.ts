import { sql } from 'kysely';
import { type Dataset, text } from '../dicom/dataset.ts';
import { isoDate } from '../followup/acquisition.ts';
import { type Identified, type LeftOut, leftOutOf, type Person, personOf } from '../followup/identity.ts';
import type { VerdictKind } from '../followup/verdict.ts';
import { recalledRegions, type Region, type RegionMeasurements } from '../inference/measure/measurements.ts';
import type { MarkedWarning } from '../report/marks.ts';
import { containing, localMoment, wordsOf } from './columns.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { type Standing, standingOutcome } from './decisions.ts';
import type { StudyState } from './worklist.ts';

interface PatientRecord {
  readonly id: number;
  readonly patientId: string;
  readonly issuerOfPatientId: string;
  readonly patientName: string;
  readonly patientBirthDate: string | null;
  readonly patientSex: string;
}

/** A study of a patient with its current analysis. */
export interface PatientTimepoint {
  readonly studyInstanceUid: string;
  readonly studyDate: string | null;
  readonly studyDescription: string;
  /** Local time of the scanner, ISO 8601 without zone. */
  readonly acquiredAt: string | null;
  readonly modelSet: string;
  readonly regions: Readonly<Record<Region, RegionMeasurements>>;
  readonly severityScore: number;
  /** Who the study says that its patient is; null in analyses that kept no source. */
  readonly person: Person | null;
  /** Earlier timepoints that it is not compared with, because they may be of another person. */
  readonly leftOut: readonly LeftOut[];
  /** A person excluded it from comparisons. */
  readonly excludedFromFollowUp: boolean;
  /** What a person decided about its result; null where nothing stands. */
  readonly outcome: Standing | null;
  /** What became of the infection since the previous timepoint; null without a comparison. */
  readonly category: VerdictKind | null;
  /** The same in words, with the parts that do not follow the whole; null while there is no report. */
  readonly headline: string | null;
  /** What weakens its numbers and their change. */
  readonly warnings: readonly MarkedWarning[];
  /** The sentence of the report that matters first; null while there is no report. */
  readonly summary: string | null;
}

export interface StudyWithoutAnalysis {
  readonly studyInstanceUid: string;
  readonly studyDate: string | null;
  readonly state: StudyState;
}

export interface PatientTimeline extends PatientRecord {
  /** In order of acquisition. */
  readonly timepoints: readonly PatientTimepoint[];
  /** Studies of the patient without an analysis. */
  readonly others: readonly StudyWithoutAnalysis[];
  /** Why the follow-ups are not up to date; null where they are. */
  readonly followUpFailure: { readonly message: string; readonly attempts: number; readonly lastFailedAt: Date } | null;
}

/**
 * Writes the patient of a study as the PACS describes it, and returns the patient's key. Patients are distinguished by PatientID and
 * issuer; a study without PatientID has a separate patient.
 */
export async function writePatient(tx: Transaction, studyInstanceUid: string, header: Dataset): Promise<number> {
  const patientId = text(header, 'PatientID');
  const nameless = patientId === '' ? await namelessPatient(tx, studyInstanceUid) : undefined;
  if (nameless !== undefined) return nameless;
  const row = {
    patientName: text(header, 'PatientName'),
    patientBirthDate: isoDate(text(header, 'PatientBirthDate')),
    patientSex: text(header, 'PatientSex'),
  };
  const { id } = await tx.statements
    .insertInto('patients')
    .values({ patientId, issuerOfPatientId: text(header, 'IssuerOfPatientID'), ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['patientId', 'issuerOfPatientId'])
        // As a literal: the planner compares it with the predicate of the index.
        .where('patientId', '<>', sql.lit(''))
        .doUpdateSet(row),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The patient that an earlier look created for a study without PatientID. */
async function namelessPatient(tx: Transaction, studyInstanceUid: string): Promise<number | undefined> {
  const row = await tx.statements
    .selectFrom('patients as p')
    .innerJoin('studies as s', 's.patient', 'p.id')
    .select('p.id')
    .where('s.studyInstanceUid', '=', studyInstanceUid)
    .where('p.patientId', '=', '')
    .executeTakeFirst();
  return row?.id;
}

/** Whether the PACS was asked for the earlier studies of the header's patient. */
export async function werePriorsSought(database: Queryable, header: Dataset): Promise<boolean> {
  const sought = await database.statements
    .selectFrom('patients')
    .select('id')
    .where('patientId', '=', text(header, 'PatientID'))
    .where('issuerOfPatientId', '=', text(header, 'IssuerOfPatientID'))
    .where('priorsSoughtAt', 'is not', null)
    .executeTakeFirst();
  return sought !== undefined;
}

/** Notes that the PACS was asked for the patient's earlier studies. */
export async function notePriorsSought(tx: Transaction, patient: number): Promise<void> {
  await tx.statements
    .updateTable('patients')
    .set({ priorsSoughtAt: sql<Date>`now()` })
    .where('id', '=', patient)
    .execute();
}

/** Reads a patient with all timepoints; undefined if there is none with this key. */
export async function readPatient(database: Database, id: number): Promise<PatientTimeline | undefined> {
  const patient = await database.statements
    .selectFrom('patients')
    .select(['id', 'patientId', 'issuerOfPatientId', 'patientName', 'patientBirthDate', 'patientSex'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (patient === undefined) return undefined;
  const [timepoints, others, failure] = await Promise.all([
    readPatientTimepoints(database, id),
    readStudiesWithoutAnalysis(database, id),
    database.statements
      .selectFrom('followUpFailures')
      .select(['message', 'attempts', 'lastFailedAt'])
      .where('patient', '=', id)
      .executeTakeFirst(),
  ]);
  return { ...patient, timepoints, others, followUpFailure: failure ?? null };
}

/** The timepoints of a patient in order of acquisition. */
export async function readPatientTimepoints(database: Queryable, patient: number): Promise<PatientTimepoint[]> {
  const rows = await database.statements
    .selectFrom('analyses as a')
    .innerJoin('studies as s', 's.id', 'a.study')
    .leftJoin('corrections as c', 'c.study', 's.id')
    .leftJoin('followUps as f', 'f.analysis', 'a.id')
    .select(['s.studyInstanceUid', 's.studyDate', 's.studyDescription', 'a.modelSet', 'a.severityScore'])
    .select(['f.category', 'f.headline', 'f.summary', 'f.warnings'])
    .select(({ ref }) => standingOutcome(ref('a.id')).as('outcome'))
    .select(({ fn, ref, val }) => [
      localMoment(ref('a.acquiredAt')).as('acquiredAt'),
      ref('a.measurements', '->').key('regions').as('regions'),
      fn.coalesce('c.excludedFromFollowUp', val(false)).as('excludedFromFollowUp'),
      fn.coalesce('c.confirmedIdentity', val(false)).as('confirmedIdentity'),
      ref('a.source', '->').key('header').as('header'),
    ])
    .where('a.patient', '=', patient)
    .where('a.supersededBy', 'is', null)
    .orderBy('a.acquiredAt', (order) => order.asc().nullsFirst())
    .orderBy('s.studyInstanceUid')
    .execute();
  const timepoints = rows.map(({ header, ...row }) => ({ ...row, person: header && personOf(header) }));
  const known = timepoints.flatMap((row) => (isCompared(row) ? (identifiedOf(row) ?? []) : []));
  return timepoints.map(({ confirmedIdentity, ...row }) => {
    const identified = identifiedOf({ ...row, confirmedIdentity });
    const leftOut = identified !== undefined && isCompared(row) ? leftOutOf(known, identified) : [];
    return { ...row, leftOut, regions: recalledRegions(row.regions), warnings: row.warnings ?? [] };
  });
}

/** Whether it counts in the patient's course: no person has excluded it, or rejected its result. */
export function isCompared(timepoint: Pick<PatientTimepoint, 'excludedFromFollowUp' | 'outcome'>): boolean {
  return !timepoint.excludedFromFollowUp && timepoint.outcome !== 'rejected';
}

/** What tells whose a timepoint is, where it can be compared at all. */
function identifiedOf({
  studyInstanceUid,
  acquiredAt,
  person,
  confirmedIdentity,
}: {
  readonly studyInstanceUid: string;
  readonly acquiredAt: string | null;
  readonly person: Person | null;
  readonly confirmedIdentity: boolean;
}): Identified | undefined {
  if (acquiredAt === null || person === null) return undefined;
  return { studyInstanceUid, acquiredAt, person, confirmedIdentity };
}

async function readStudiesWithoutAnalysis(database: Queryable, patient: number): Promise<StudyWithoutAnalysis[]> {
  return await database.statements
    .selectFrom('studies as s')
    .select(['s.studyInstanceUid', 's.studyDate', 's.state'])
    .where('s.patient', '=', patient)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('analyses as a')
            .select('a.id')
            .whereRef('a.study', '=', 's.id')
            .where('a.supersededBy', 'is', null),
        ),
      ),
    )
    .orderBy('s.studyDate', (order) => order.asc().nullsFirst())
    .orderBy('s.id')
    .execute();
}

/** A patient in the list of patients. */
export interface PatientEntry extends PatientRecord {
  /** Studies with an analysis. */
  readonly timepoints: number;
  /** Local time of the scanner, ISO 8601 without zone. */
  readonly lastAcquiredAt: string | null;
}

export interface PatientsQuery {
  /** Words that must all occur in PatientID or name. */
  readonly search?: string | undefined;
  /** Only patients that were seen before the one with this key. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface PatientsPage {
  /** Newest first. */
  readonly entries: readonly PatientEntry[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
}

/** One page of the patients, paged by key. */
export async function readPatients(
  database: Queryable,
  { search = '', before, limit }: PatientsQuery,
): Promise<PatientsPage> {
  let matching = database.statements
    .selectFrom('patients as p')
    .leftJoin('analyses as a', (join) => join.onRef('a.patient', '=', 'p.id').on('a.supersededBy', 'is', null))
    .select(['p.id', 'p.patientId', 'p.issuerOfPatientId', 'p.patientName', 'p.patientBirthDate', 'p.patientSex'])
    .select(({ fn }) => [
      fn.count<number>('a.id').as('timepoints'),
      localMoment(fn.max<string | null>('a.acquiredAt')).as('lastAcquiredAt'),
    ])
    .where(({ eb, and, ref }) => {
      const searched = sql<string>`lower(${ref('p.patientId')} || ' ' || translate(${ref('p.patientName')}, '^=', '  '))`;
      return and(wordsOf(search).map((word) => eb(searched, 'like', containing(word))));
    })
    .groupBy('p.id');
  if (before !== undefined) matching = matching.where('p.id', '<', before);
  const found = await matching
    .orderBy('p.id', 'desc')
    .limit(limit + 1)
    .execute();
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}
