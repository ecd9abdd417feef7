import { z } from 'zod';
import { appendAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/database.ts';
import { type Corrections as Said, writeCorrections } from '../../db/corrections.ts';
import { readKnownStudy } from '../../db/states.ts';
import { readStudy, type StudyDetail } from '../../db/study-detail.ts';
import { announceWithin } from '../../service/arrivals/announce.ts';
import { type Caller, callerOf, personOf } from '../access/caller.ts';
import { endpoint } from '../endpoints/endpoint.ts';
import { recordedUid, studyParams } from '../endpoints/shapes.ts';
import type { AppParts } from '../parts.ts';
import { HttpError } from './http.ts';

/** What a person says about a study. */
export const Corrections = z
  .strictObject({
    seriesInstanceUid: recordedUid
      .nullable()
      .describe('The series to analyse instead of the one that the rules prefer'),
    excludedFromFollowUp: z.boolean(),
    confirmedIdentity: z
      .boolean()
      .default(false)
      .describe(
        'The study is of the same patient as the others under its Patient ID, although they contradict each other',
      ),
    correctedBy: z
      .string()
      .max(200, 'It may have 200 characters at most.')
      .default('')
      .describe('Who says so; a person who signed in says so by name, whatever is sent'),
    note: z.string().max(2000, 'It may have 2000 characters at most.'),
  })
  .meta({ id: 'Corrections' });

const WrittenCorrections = Corrections.extend({
  studyInstanceUid: recordedUid,
  again: z.boolean().describe('Whether a new analysis was asked for, since another series is chosen'),
}).meta({ id: 'WrittenCorrections' });

export const correctionEndpoints = {
  correct: endpoint({
    method: 'put',
    path: '/studies/{uid}/corrections',
    summary:
      'What a person says about a study; nothing that the machine does changes it. Another series starts a new analysis',
    params: studyParams,
    access: 'operator',
    audit: 'change',
    body: Corrections,
    json: WrittenCorrections,
    missing: 'NO_STUDY',
    handle: ({ params, body, request }, parts) => correctStudy(parts, callerOf(request), params.uid, body),
  }),
};

/**
 * Applies what a person says about a study, all of it or nothing, under the name by which they signed in: follow-ups are brought up to date, and where another series is
 * chosen the study is analysed anew. Returns undefined for a study that is not known; throws HttpError 400 for a series that
 * cannot be analysed.
 */
export async function correctStudy(
  { database, queue }: Pick<AppParts, 'database' | 'queue'>,
  caller: Caller,
  studyInstanceUid: string,
  said: Readonly<z.output<typeof Corrections>>,
): Promise<Readonly<z.output<typeof WrittenCorrections>> | undefined> {
  const study = await readStudy(database, studyInstanceUid);
  if (study === undefined) return undefined;
  const corrections = { ...said, correctedBy: personOf(caller) ?? said.correctedBy };
  return await database.transaction(async (tx) => {
    const before = (await readKnownStudy(tx, studyInstanceUid))?.chosenSeries ?? null;
    const again = corrections.seriesInstanceUid !== before;
    if (again) refuseUnfit(study, corrections.seriesInstanceUid);
    refuseUnsigned(corrections);
    await writeCorrections(tx, studyInstanceUid, corrections);
    if (study.patient !== null) await queue.sendFollowUp(tx, study.patient);
    if (again) await announceWithin(tx, queue, studyInstanceUid, 'person');
    await auditCorrections(tx, caller, study, corrections);
    return { studyInstanceUid, ...corrections, again };
  });
}

/** What was said before, and what is said now: so the audit has the history of the corrections. */
async function auditCorrections(tx: Transaction, by: Caller, study: StudyDetail, said: Said): Promise<void> {
  const before = study.corrections;
  const changed = (Object.keys(said) as (keyof Said)[]).filter((key) => said[key] !== before[key]);
  const details = Object.fromEntries(
    changed.flatMap((key) => [
      [`${key} before`, before[key]],
      [key, said[key]],
    ]),
  );
  const audited = { by, study: study.studyInstanceUid, details };
  await appendAudit(tx, { event: 'corrected', ...audited });
  if (changed.includes('confirmedIdentity')) await appendAudit(tx, { event: 'identity-confirmed', ...audited });
}

/** That two studies are of one person stands with a name and a reason. */
function refuseUnsigned({ confirmedIdentity, correctedBy, note }: z.output<typeof Corrections>): void {
  if (confirmedIdentity && (correctedBy.trim() === '' || note.trim() === ''))
    throw new HttpError('BAD_REQUEST.unsigned', {});
}

/** A choice of earlier may stay, although the series fits no more: the rules step in. */
function refuseUnfit({ series }: StudyDetail, chosen: string | null): void {
  if (chosen === null || series.some(({ seriesInstanceUid, rank }) => seriesInstanceUid === chosen && rank !== null))
    return;
  throw new HttpError('BAD_REQUEST.series', { series: chosen });
}
