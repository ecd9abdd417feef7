import { schedule } from 'node-cron';
import type { Logger } from 'pino';
import { noteAnnounced, noteSightings, type Sighting } from '../../db/arrivals.ts';
import type { Database } from '../../db/database.ts';
import { type Dataset, number, text } from '../../dicom/dataset.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { PacsError } from '../../dicomweb/pacs-error.ts';
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
  let notBefore = 0;
  const task = schedule(
    poll.cron,
    async () => {
      if (performance.now() < notBefore) return;
      await queryOnce(options, new Date(), stopping.signal).catch((error: unknown) => {
        if (error instanceof PacsError) notBefore = performance.now() + (error.retryAfterMs ?? 0);
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
export async function queryOnce(options: QueryOptions, now: Date, signal?: AbortSignal): Promise<string[]> {
  const { database, pacs, announce, poll, log } = options;
  const { datasets, malformed } = await pacs.surveyStudies(newStudies(poll, now), { signal });
  if (malformed > 0)
    log.warn({ studies: malformed }, 'the archive lists studies that cannot be read; they are left out');
  const sightings: Sighting[] = [];
  for (const study of datasets) {
    const sighting = await sight(options, study, signal);
    if (sighting !== undefined) sightings.push(sighting);
  }
  const settled = await noteSightings(database, sightings);
  for (const studyInstanceUid of settled) {
    await announce(studyInstanceUid, 'query');
    await noteAnnounced(database, studyInstanceUid);
  }
  return settled;
}

/** The query for new studies (QIDO-RS keys): what the clock asks, and what shows whether the archive can be asked. */
export function newStudies({ lookBackDays, modality }: Omit<QueryOptions['poll'], 'cron'>, now: Date) {
  return studiesOf(new Date(now.getTime() - lookBackDays * DAY), now, modality);
}

/** How many instances a study has; undefined while that is unknown, so that the study is left to the next query. */
async function sight({ pacs, log }: QueryOptions, study: Dataset, signal?: AbortSignal): Promise<Sighting | undefined> {
  const studyInstanceUid = text(study, 'StudyInstanceUID');
  try {
    const instances = countOf(study, 'NumberOfStudyRelatedInstances') ?? (await count(pacs, studyInstanceUid, signal));
    return instances === 0 ? undefined : { studyInstanceUid, instances };
  } catch (error) {
    signal?.throwIfAborted();
    log.warn(
      { err: error, studyInstanceUid },
      'the instances of a study cannot be counted; it is left to the next query',
    );
    return undefined;
  }
}

/** Counts the instances of a study one series after the other, for archives that do not state how many there are. */
async function count(pacs: Pacs, studyInstanceUid: string, signal?: AbortSignal): Promise<number> {
  let instances = 0;
  for (const series of await pacs.searchSeries(studyInstanceUid, signal)) {
    const seriesInstanceUid = text(series, 'SeriesInstanceUID');
    const stated = countOf(series, 'NumberOfSeriesRelatedInstances');
    instances += stated ?? (await pacs.listInstances(studyInstanceUid, seriesInstanceUid, signal)).length;
  }
  return instances;
}

/** A count as it can be right: none, zero and nonsense are unknown. */
function countOf(dataset: Dataset, keyword: string): number | undefined {
  const value = number(dataset, keyword) ?? 0;
  return Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : undefined;
}

/** Announces every study of a range of study dates, whatever is known of it; gives how many there are. */
export async function backfill(
  { pacs, announce, modality }: { pacs: Pacs; announce: Announce; modality: string },
  from: Date,
  to: Date,
  signal?: AbortSignal,
): Promise<number> {
  const studies = await pacs.searchStudies(studiesOf(from, to, modality), signal);
  for (const study of studies) await announce(text(study, 'StudyInstanceUID'), 'backfill');
  return studies.length;
}

function studiesOf(from: Date, to: Date, modality: string) {
  return {
    StudyDate: `${dicomDate(from)}-${dicomDate(to)}`,
    ModalitiesInStudy: modality,
    includefield: 'NumberOfStudyRelatedInstances',
  };
}

/** DA (PS3.5 6.2) of the day that it is here. */
export function dicomDate(date: Date): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}${part(date.getMonth() + 1)}${part(date.getDate())}`;
}
