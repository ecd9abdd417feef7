import { text } from '../../dicom/dataset.ts';
import type { Instance } from '../../dicom/instance.ts';
import { readPart10 } from '../../dicom/read-part10.ts';
import type { FetchedFile, FetchHooks, Pacs } from '../../dicomweb/client.ts';
import { PacsError } from '../../dicomweb/pacs-error.ts';
import { RefusalError } from '../../errors/refusal-error.ts';

/** Instances of a series. */
export interface SeriesUids {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUids: readonly string[];
}

export interface InstanceHooks extends FetchHooks {
  /** Wraps each fetch, for example to measure its time. */
  readonly around?: <T>(fetch: () => Promise<T>) => Promise<T>;
}

/**
 * Fetches instances, reads them and makes something of them. A refusal counts only if a second, independent fetch brings the same bytes:
 * what a network or an archive mutilates is no verdict on the image. Throws PacsError when the two fetches differ and the second one
 * cannot be used either, or when the archive sends other objects than it was asked for.
 */
export async function fetchInstances<T>(
  pacs: Pacs,
  uids: SeriesUids,
  { around = (fetch) => fetch(), ...hooks }: InstanceHooks,
  use: (instances: Instance[]) => T | Promise<T>,
): Promise<T> {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUids } = uids;
  const fetch = () => around(() => pacs.retrieveInstances(studyInstanceUid, seriesInstanceUid, sopInstanceUids, hooks));
  let files = await fetch();
  let refused: RefusalError;
  try {
    return await use(readInstances(pacs, files, uids));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    refused = error;
  }
  const first = await digests(files);
  // Two series at a time may not fit into memory.
  files = [];
  files = await fetch();
  const second = await digests(files);
  if (second.every((digest, index) => digest === first[index])) throw refused;
  try {
    return await use(readInstances(pacs, files, uids));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const reason = `instances of series ${seriesInstanceUid} have changed, and now: ${error.message}`;
    throw new PacsError('unsteady', { url: pacs.url, reason }, { cause: error });
  }
}

function readInstances({ url }: Pacs, files: readonly FetchedFile[], uids: SeriesUids): Instance[] {
  return files.map(({ bytes, origin }, index) => {
    const instance = readPart10(bytes, origin);
    const asked = {
      StudyInstanceUID: uids.studyInstanceUid,
      SeriesInstanceUID: uids.seriesInstanceUid,
      SOPInstanceUID: uids.sopInstanceUids[index] ?? '',
    };
    const other = Object.entries(asked).find(([keyword, uid]) => !['', uid].includes(text(instance.header, keyword)));
    if (other === undefined) return instance;
    const reason = `asked for ${origin}, it sends an object of another ${other[0]}`;
    throw new PacsError('unreadable', { url, reason });
  });
}

async function digests(files: readonly FetchedFile[]): Promise<string[]> {
  const hash = async ({ bytes }: FetchedFile) => await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return await Promise.all(files.map(async (file) => Buffer.from(await hash(file)).toString('base64')));
}
