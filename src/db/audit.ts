import { sql } from 'kysely';
import type { AuditEventName } from '../audit/events.ts';
import { type AuditedFact, type AuditedPatient, auditMessage, type AuditMessage } from '../audit/message.ts';
import { json } from './columns.ts';
import type { Queryable } from './database.ts';

/** Something to be audited; the patient is looked up by the study, or by the key of a patient. */
export interface AuditedEvent extends Omit<AuditedFact, 'patient'> {
  readonly patient?: number | undefined;
  /** The study may be one that is in the PACS alone. */
  readonly isElsewhere?: true | undefined;
}

/**
 * Adds an event to the audit; nothing, and false, where the study or the patient is not known, since there was nothing to see. As part of a transaction it comes last: nobody else can add one until the transaction ends, and a
 * transaction that waits for another after it would make all wait.
 */
export async function appendAudit(database: Queryable, event: AuditedEvent): Promise<boolean> {
  const subject = await readSubject(database, event);
  if (subject === undefined && event.isElsewhere === undefined) return false;
  const message = auditMessage({ ...event, patient: subject?.patient }, new Date());
  await database.statements
    .insertInto('audit')
    .values({ message: json(message) })
    .execute();
  return true;
}

/** Whose record a study or a key is, as far as that is known yet; undefined for a study or a patient that is not known. */
async function readSubject(
  database: Queryable,
  { study, patient }: AuditedEvent,
): Promise<{ readonly patient?: AuditedPatient | undefined } | undefined> {
  if (study !== undefined) {
    const row = await database.statements
      .selectFrom('studies as s')
      .leftJoin('patients as p', 'p.id', 's.patient')
      .select(['p.id', 'p.patientId', 'p.issuerOfPatientId'])
      .where('s.studyInstanceUid', '=', study)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { id, patientId, issuerOfPatientId } = row;
    const isKnown = id !== null && patientId !== null && issuerOfPatientId !== null;
    return isKnown ? { patient: { id, patientId, issuerOfPatientId } } : {};
  }
  if (patient === undefined) return {};
  // An address may name anything.
  if (!Number.isSafeInteger(patient)) return undefined;
  const row = await database.statements
    .selectFrom('patients')
    .select(['id', 'patientId', 'issuerOfPatientId'])
    .where('id', '=', patient)
    .executeTakeFirst();
  return row && { patient: row };
}

/** An event as it is recorded. */
export interface RecordedAudit {
  /** Grows with every event. */
  readonly id: number;
  /** ISO 8601 in UTC. */
  readonly recordedAt: string;
  readonly event: AuditEventName;
  readonly user: string;
  readonly address: string | null;
  readonly patientId: string | null;
  readonly issuerOfPatientId: string | null;
  readonly studyInstanceUid: string | null;
  readonly message: AuditMessage;
  readonly hash: string;
}

/** What to look for; everything that is given must hold. */
export interface AuditQuery {
  /** PatientID: what was done with the patient's record, and with the studies that are the patient's now. */
  readonly patient?: string | undefined;
  readonly study?: string | undefined;
  readonly user?: string | undefined;
  readonly events?: readonly AuditEventName[] | undefined;
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  /** Only events before the one with this id. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface AuditPage {
  /** The newest first. */
  readonly entries: readonly RecordedAudit[];
  /** `before` of the next page; null on the last. */
  readonly next: number | null;
}

/** One page of the audit. */
export async function readAudit(database: Queryable, query: AuditQuery): Promise<AuditPage> {
  const { patient, study, user, events, from, to, before, limit } = query;
  let matching = database.statements
    .selectFrom('audit')
    .select(['id', 'recordedAt', 'event', 'userName as user', 'address', 'patientId', 'issuerOfPatientId'])
    .select(['studyInstanceUid', 'message', 'hash']);
  if (patient !== undefined)
    matching = matching.where(({ eb, or }) =>
      or([eb('patientId', '=', patient), eb('studyInstanceUid', '=', anyStudyOf(database, patient))]),
    );
  if (study !== undefined) matching = matching.where('studyInstanceUid', '=', study);
  if (user !== undefined) matching = matching.where('userName', '=', user);
  if (events !== undefined) matching = matching.where(({ eb, fn, val }) => eb('event', '=', fn.any(val(events))));
  if (from !== undefined) matching = matching.where('recordedAt', '>=', from.toISOString());
  if (to !== undefined) matching = matching.where('recordedAt', '<', to.toISOString());
  if (before !== undefined) matching = matching.where('id', '<', before);
  const found = await matching
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const entries = found.slice(0, limit);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

/** As an array, for which the planner takes the index in spite of the `or`. */
function anyStudyOf(database: Queryable, patientId: string) {
  const studies = database.statements
    .selectFrom('studies as s')
    .innerJoin('patients as p', 'p.id', 's.patient')
    .select('s.studyInstanceUid')
    .where('p.patientId', '=', patientId);
  return sql<string>`any(array(${studies}))`;
}
