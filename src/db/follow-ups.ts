import { sql } from 'kysely';
import type { FollowUpThresholds } from '../followup/change.ts';
import type { LeftOut } from '../followup/identity.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import type { VerdictKind } from '../followup/verdict.ts';
import type { Language } from '../language/languages.ts';
import type { MarkedWarning } from '../report/marks.ts';
import { replaceReports } from './artefacts.ts';
import { json } from './columns.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { addEvent } from './events.ts';
import { keyOfStudy } from './studies.ts';

/** A comparison as it is recorded; its report can be made from it again. */
interface FinishedFollowUp {
  readonly identity: string;
  /** Keys of the compared analyses in order of acquisition, the analysis itself last. */
  readonly compared: readonly string[];
  readonly thresholds: FollowUpThresholds;
  readonly language: Language;
  /** Earlier timepoints that may be of another person. */
  readonly leftOut: readonly LeftOut[];
  /** What became of the lesions; null where they were not compared. */
  readonly lesions: LesionCourse | null;
  /** null for a patient's first timepoint. */
  readonly category: VerdictKind | null;
  /** The verdict in words. */
  readonly headline: string;
  /** What weakens the numbers. */
  readonly warnings: readonly MarkedWarning[];
  /** The most important sentence. */
  readonly summary: string;
  /** When the reported analysis was made. */
  readonly performedAt: Date;
}

/** A follow-up as it is recorded. */
export interface RecordedFollowUp extends FinishedFollowUp {
  /** Key of the analysis in the database. */
  readonly analysis: number;
  readonly comparedAt: Date;
}

/** The follow-up of a study's current analysis; undefined when there is none. */
export async function readFollowUp(
  database: Queryable,
  studyInstanceUid: string,
): Promise<RecordedFollowUp | undefined> {
  return await selectFollowUps(database)
    .where('a.study', '=', keyOfStudy(database, studyInstanceUid))
    .where('a.supersededBy', 'is', null)
    .executeTakeFirst();
}

/** All follow-ups of a patient, by the key of their analysis. */
export async function readFollowUps(database: Queryable, patient: number): Promise<Map<number, RecordedFollowUp>> {
  const rows = await selectFollowUps(database).where('a.patient', '=', patient).execute();
  return new Map(rows.map((row) => [row.analysis, row]));
}

function selectFollowUps(database: Queryable) {
  return database.statements
    .selectFrom('followUps as f')
    .innerJoin('analyses as a', 'a.id', 'f.analysis')
    .select(['f.analysis', 'f.identity', 'f.compared', 'f.thresholds', 'f.language', 'f.category', 'f.summary'])
    .select(['f.headline', 'f.warnings', 'f.leftOut', 'f.lesions', 'f.performedAt', 'f.comparedAt']);
}

/**
 * Dates of the patient's studies that are about to be analysed, '' where it is not known: their follow-ups, and those of later
 * studies, are better made afterwards. Nobody waits for studies that have failed before.
 */
export async function readAwaitedDates(database: Queryable, patient: number): Promise<string[]> {
  const rows = await database.statements
    .selectFrom('studies as s')
    .select('s.studyDate')
    .where('s.patient', '=', patient)
    .where('s.state', 'in', ['queued', 'running'])
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('failures as f').select('f.id').whereRef('f.study', '=', 's.id').where('f.resolvedAt', 'is', null),
        ),
      ),
    )
    .execute();
  return rows.map(({ studyDate }) => studyDate ?? '');
}

/** Patients with a comparison under other thresholds, or a report in another language. The report of a first study compares nothing. */
export async function readPatientsComparedOtherwise(
  database: Queryable,
  { thresholds, language }: Pick<FinishedFollowUp, 'thresholds' | 'language'>,
): Promise<number[]> {
  const rows = await database.statements
    .selectFrom('followUps as f')
    .innerJoin('analyses as a', 'a.id', 'f.analysis')
    .select('a.patient')
    .distinct()
    .where(({ eb, or, and, val }) => {
      const isOther = eb('f.thresholds', '<>', val(json(thresholds)).$castTo<FollowUpThresholds>());
      return or([eb('f.language', '<>', language), and([eb('f.category', 'is not', null), isOther])]);
    })
    .orderBy('a.patient')
    .execute();
  return rows.map(({ patient }) => patient);
}

/** Verdicts that leave open how much has changed. */
const UNCLEAR: readonly (string | null)[] = ['notMeasured', 'notComparable', null];

/** Records the follow-up of an analysis in place of the one before. */
export async function writeFollowUp(tx: Transaction, analysis: number, followUp: FinishedFollowUp): Promise<void> {
  const { compared, leftOut, lesions, thresholds, warnings, ...others } = followUp;
  const told = { leftOut: json(leftOut), thresholds: json(thresholds), warnings: json(warnings) };
  const asJson = { ...told, lesions: lesions && json(lesions) };
  const changePoints = UNCLEAR.includes(others.category) ? null : await readChange(tx, analysis, compared.at(-2));
  const row = { ...others, compared: [...compared], changePoints, ...asJson };
  await tx.statements
    .insertInto('followUps')
    .values({ analysis, ...row })
    .onConflict((conflict) => conflict.column('analysis').doUpdateSet({ ...row, comparedAt: sql<Date>`now()` }))
    .execute();
}

/** Percentage points by which more of both lungs is infected than in the analysis with the key `before`; null where there is none. */
async function readChange(tx: Transaction, analysis: number, before = ''): Promise<number | null> {
  const change = await tx.statements
    .selectFrom('analyses as a')
    .innerJoin('analyses as b', (join) => join.on('b.key', '=', before))
    .select(({ eb }) => eb('a.infectedPercent', '-', eb.ref('b.infectedPercent')).as('points'))
    .where('a.id', '=', analysis)
    .executeTakeFirst();
  return change?.points ?? null;
}

/** Deletes the follow-ups of a patient's analyses that are no longer timepoints: superseded, or excluded by a person. */
export async function dropFollowUps(database: Database, patient: number, timepoints: readonly number[]): Promise<void> {
  await database.transaction(async (tx) => {
    const dropped = await tx.statements
      .deleteFrom('followUps as f')
      .using('analyses as a')
      .innerJoin('studies as s', 's.id', 'a.study')
      .whereRef('a.id', '=', 'f.analysis')
      .where('a.patient', '=', patient)
      .where(({ eb, fn, not, val }) => not(eb('f.analysis', '=', fn.any(val(timepoints)))))
      .returning(['f.analysis', 's.studyInstanceUid'])
      .execute();
    await replaceReports(
      tx,
      dropped.map(({ analysis }) => analysis),
    );
    for (const { studyInstanceUid } of dropped) await addEvent(tx, 'report', { studyInstanceUid, report: null });
  });
}

/** Records why a patient's follow-ups could not be updated. */
export async function writeFollowUpFailure(database: Queryable, patient: number, message: string): Promise<void> {
  await database.statements
    .insertInto('followUpFailures')
    .values({ patient, message })
    .onConflict((conflict) =>
      conflict.column('patient').doUpdateSet(({ eb }) => ({
        message,
        attempts: eb('followUpFailures.attempts', '+', 1),
        lastFailedAt: sql<Date>`now()`,
      })),
    )
    .execute();
}

/** Deletes such a failure. */
export async function resolveFollowUpFailure(database: Queryable, patient: number): Promise<void> {
  await database.statements.deleteFrom('followUpFailures').where('patient', '=', patient).execute();
}
