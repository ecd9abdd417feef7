import { sql } from 'kysely';
import type { Queryable, Transaction } from './database.ts';
import { keyOfStudy } from './studies.ts';

/** Why a study was not analysed. */
export interface StudyFailure {
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  /** null while the failure is open. */
  readonly resolvedAt: Date | null;
}

/** Records in the open failure of a study why it was not analysed; a no-op for an unknown study. */
export async function writeFailure(tx: Transaction, studyInstanceUid: string, code: string, message: string) {
  const study = await keyOfStudy(tx, studyInstanceUid).executeTakeFirst();
  if (study === undefined) return;
  await tx.statements
    .insertInto('failures')
    .values({ study: study.id, code, message })
    .onConflict((conflict) =>
      conflict
        .column('study')
        .where('resolvedAt', 'is', null)
        .doUpdateSet(({ eb }) => ({
          code,
          message,
          attempts: eb('failures.attempts', '+', 1),
          lastFailedAt: sql<Date>`now()`,
        })),
    )
    .execute();
}

/** Resolves the study's open failure, if there is one. */
export async function resolveFailure(tx: Transaction, studyInstanceUid: string): Promise<void> {
  await tx.statements
    .updateTable('failures')
    .set({ resolvedAt: sql<Date>`now()` })
    .where('resolvedAt', 'is', null)
    .where('study', '=', keyOfStudy(tx, studyInstanceUid))
    .execute();
}

/** Whether a failure of the study is open. */
export async function hasOpenFailure(database: Queryable, studyInstanceUid: string): Promise<boolean> {
  const open = await database.statements
    .selectFrom('failures')
    .select('id')
    .where('study', '=', keyOfStudy(database, studyInstanceUid))
    .where('resolvedAt', 'is', null)
    .executeTakeFirst();
  return open !== undefined;
}

/** The failures of a study, latest first. */
export async function readFailures(database: Queryable, study: number): Promise<StudyFailure[]> {
  return await database.statements
    .selectFrom('failures')
    .select(['code', 'message', 'attempts', 'firstFailedAt', 'lastFailedAt', 'resolvedAt'])
    .where('study', '=', study)
    .orderBy('id', 'desc')
    .execute();
}
