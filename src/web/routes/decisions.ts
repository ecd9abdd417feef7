import { z } from 'zod';
import type { AuditEventName } from '../../audit/events.ts';
import { appendAudit } from '../../db/audit.ts';
import { readCurrentKey } from '../../db/analyses.ts';
import { type Decision as Made, holdAnalysis, type Outcome, readDecision, writeDecision } from '../../db/decisions.ts';
import { addEvent } from '../../db/events.ts';
import { readKnownStudy } from '../../db/states.ts';
import { readPatientOf } from '../../db/studies.ts';
import { type Caller, callerOf, personOf } from '../access/caller.ts';
import { endpoint } from '../endpoints/endpoint.ts';
import { decisionShape, recordedUid, studyParams } from '../endpoints/shapes.ts';
import type { AppParts } from '../parts.ts';
import { HttpError } from './http.ts';

/** What a person decides about the result of a study. */
export const Decision = z
  .strictObject({
    analysis: z.int().describe('`analysis.id` of the study as the person saw it; another one is refused'),
    outcome: z
      .enum(['accepted', 'rejected', 'withdrawn'])
      .describe('withdrawn takes the decision that stands back; the others need that none stands'),
    reason: z.string().trim().max(1000, 'It may have 1000 characters at most.').default('').describe('Why rejected'),
    decidedBy: z
      .string()
      .trim()
      .max(64, 'It may have 64 characters at most.')
      .regex(/^[^\\=\p{Cc}]*$/u, 'A name has no backslash, equals sign or control character.')
      .default('')
      .describe('Who decides, as DICOM writes names; a person who signed in decides by name, whatever is sent'),
  })
  .meta({ id: 'Decision' });

const WrittenDecision = z
  .strictObject({ studyInstanceUid: recordedUid, decision: decisionShape.nullable() })
  .meta({ id: 'WrittenDecision' });

export const decisionEndpoints = {
  decide: endpoint({
    method: 'put',
    path: '/studies/{uid}/decision',
    summary:
      'Accepts or rejects the result of a study, or takes that back. The PACS is told by a verified report or a rejection note; a rejected result is not compared',
    params: studyParams,
    access: 'operator',
    audit: 'change',
    body: Decision,
    json: WrittenDecision,
    missing: 'NO_STUDY',
    problems: ['NO_ANALYSIS', 'CONFLICT'],
    handle: ({ params, body, request }, parts) => decideStudy(parts, callerOf(request), params.uid, body),
  }),
};

const AUDITED: Readonly<Record<Outcome, AuditEventName>> = {
  accepted: 'result-accepted',
  rejected: 'result-rejected',
  withdrawn: 'decision-withdrawn',
};

/**
 * Records what a person decides about the result of a study, under the name by which they signed in, and queues what tells the PACS and compares the
 * patient's other studies anew. Returns undefined for a study that is not known; throws HttpError where nothing, or not this, can be decided.
 */
export async function decideStudy(
  { database, queue }: Pick<AppParts, 'database' | 'queue'>,
  by: Caller,
  studyInstanceUid: string,
  { analysis, outcome, reason, decidedBy }: Readonly<z.output<typeof Decision>>,
): Promise<Readonly<z.output<typeof WrittenDecision>> | undefined> {
  const made: Made = { outcome, reason: outcome === 'rejected' ? reason : '', decidedBy: personOf(by) ?? decidedBy };
  return await database.transaction(async (tx) => {
    const known = await readKnownStudy(tx, studyInstanceUid);
    if (known === undefined) return undefined;
    const current = await readCurrentKey(tx, studyInstanceUid);
    if (current === undefined) throw new HttpError('NO_ANALYSIS', { uid: studyInstanceUid });
    if (current !== analysis) throw new HttpError('CONFLICT.outdated', {});
    await holdAnalysis(tx, analysis);
    const standing = await readDecision(tx, analysis);
    if (outcome === 'withdrawn' && standing === undefined) throw new HttpError('CONFLICT.undecided', {});
    if (outcome !== 'withdrawn' && standing !== undefined)
      throw new HttpError('CONFLICT.decided', { outcome: standing.outcome, by: standing.decidedBy });
    if (made.decidedBy === '') throw new HttpError('BAD_REQUEST.nobody', {});
    if (outcome === 'rejected' && reason === '') throw new HttpError('BAD_REQUEST.reason', {});
    await writeDecision(tx, analysis, made);
    const patient = await readPatientOf(tx, studyInstanceUid);
    if (patient !== undefined) await queue.sendFollowUp(tx, patient);
    // Rows of open worklists are shown anew.
    await addEvent(tx, 'state', { studyInstanceUid, state: known.state });
    const details = { 'decided by': made.decidedBy, reason: made.reason, analysis };
    await appendAudit(tx, { event: AUDITED[outcome], by, study: studyInstanceUid, details });
    return { studyInstanceUid, decision: (await readDecision(tx, analysis)) ?? null };
  });
}
