import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import { noteAnnounced, noteSightings } from '../../db/arrivals.ts';
import type { Database } from '../../db/database.ts';
import { number, text } from '../../dicom/dataset.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import type { Announce } from './announce.ts';

export interface QueryOptions {
  readonly database: Database;
  readonly pacs: Pacs;
  readonly announce: Announce;
  readonly log: Logger;
  readonly poll: { readonly cron?: string | undefined; readonly lookBackDays: number; readonly modality: string };
}

const DAY = 24 * 3600 * 1000;

/** Asks the archive for new studies by the clock until the function that it gives is called. */
export function startQueries(options: QueryOptions): () => Promise<void> {
  const { poll, log } = options;
  if (poll.cron === undefined) return async () => {};
  const stopping = new AbortController();
  const task = schedule(
    poll.cron,
    async () => {
      await queryOnce(options, new Date(), stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.warn({ err: error }, 'the archive cannot be asked for new studies');
      });
    },
    { noOverlap: true },
  );
  return async () => {
    stopping.abort();
    await task.destroy();
  };
}

/** Announces the studies of the look-back window that are new, or have changed, and have stopped growing. */
export async function queryOnce(
  { database, pacs, announce, poll }: QueryOptions,
  now: Date,
  signal?: AbortSignal,
): Promise<string[]> {
  const from = new Date(now.getTime() - poll.lookBackDays * DAY);
  const studies = await findStudies(pacs, from, now, poll.modality, signal);
  const settled = await noteSightings(database, studies);
  for (const studyInstanceUid of settled) {
    await announce(studyInstanceUid, 'query');
    await noteAnnounced(database, studyInstanceUid);
  }
  return settled;
}

/** Announces every study of a range of study dates, whatever is known of it; gives how many there are. */
export async function backfill(
  { pacs, announce, modality }: { pacs: Pacs; announce: Announce; modality: string },
  from: Date,
  to: Date,
  signal?: AbortSignal,
): Promise<number> {
  const studies = await findStudies(pacs, from, to, modality, signal);
  for (const { studyInstanceUid } of studies) await announce(studyInstanceUid, 'backfill');
  return studies.length;
}

async function findStudies(pacs: Pacs, from: Date, to: Date, modality: string, signal?: AbortSignal) {
  const query = {
    StudyDate: `${dicomDate(from)}-${dicomDate(to)}`,
    ModalitiesInStudy: modality,
    includefield: 'NumberOfStudyRelatedInstances',
  };
  const found = await pacs.searchStudies(query, signal);
  return found.map((study) => ({
    studyInstanceUid: text(study, 'StudyInstanceUID'),
    instances: number(study, 'NumberOfStudyRelatedInstances') ?? 0,
  }));
}

/** DA (PS3.5 6.2) of the day that it is here. */
export function dicomDate(date: Date): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}${part(date.getMonth() + 1)}${part(date.getDate())}`;
}
