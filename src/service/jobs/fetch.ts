import { text } from '../../dicom/dataset.ts';
import type { Instance } from '../../dicom/instance.ts';
import { type FileRead, instanceOf } from '../../dicom/reader.ts';
import type { FetchHooks, Pacs } from '../../dicomweb/client.ts';
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
  hooks: InstanceHooks,
  use: (instances: Instance[]) => T | Promise<T>,
): Promise<T> {
  const first = await fetchAndRead(pacs, uids, hooks);
  const tried = await attempt(() => use(instancesOf(pacs, first, uids)));
  if ('used' in tried) return tried.used;
  const digests = first.map(({ sha256 }) => sha256);
  // Two series at a time may not fit into memory.
  first.length = 0;
  const second = await fetchAndRead(pacs, uids, hooks);
  if (second.every(({ sha256 }, index) => sha256 === digests[index])) throw tried.refused;
  const again = await attempt(() => use(instancesOf(pacs, second, uids)));
  if ('used' in again) return again.used;
  const reason = `instances of series ${uids.seriesInstanceUid} have changed, and now: ${again.refused.message}`;
  throw new PacsError('unsteady', { url: pacs.url, reason }, { cause: again.refused });
}

async function fetchAndRead(
  pacs: Pacs,
  { studyInstanceUid, seriesInstanceUid, sopInstanceUids }: SeriesUids,
  { around = (fetch) => fetch(), ...hooks }: InstanceHooks,
): Promise<FileRead[]> {
  const files = await around(() => pacs.retrieveInstances(studyInstanceUid, seriesInstanceUid, sopInstanceUids, hooks));
  return await Promise.all(files.map((file) => pacs.reader.read(file, { signal: hooks.signal, turn: files })));
}

async function attempt<T>(
  use: () => T | Promise<T>,
): Promise<{ readonly used: T } | { readonly refused: RefusalError }> {
  try {
    return { used: await use() };
  } catch (error) {
    if (error instanceof RefusalError) return { refused: error };
    throw error;
  }
}

/** What an archive holds was DICOM when it came: what is none now, such as a message, is an answer that cannot be right. */
function readInstance(url: string, file: FileRead, sopInstanceUid: string): Instance {
  if ('code' in file.content && file.content.code === 'NOT_DICOM')
    throw new PacsError('unreadable', {
      url,
      reason: `asked for instance ${sopInstanceUid}, it sends what is not DICOM`,
    });
  return instanceOf(file);
}

function instancesOf({ url }: Pacs, files: readonly FileRead[], uids: SeriesUids): Instance[] {
  return files.map((file, index) => {
    const instance = readInstance(url, file, uids.sopInstanceUids[index] ?? '');
    const asked = {
      StudyInstanceUID: uids.studyInstanceUid,
      SeriesInstanceUID: uids.seriesInstanceUid,
      SOPInstanceUID: uids.sopInstanceUids[index] ?? '',
    };
    const other = Object.entries(asked).find(([keyword, uid]) => !['', uid].includes(text(instance.header, keyword)));
    if (other === undefined) return instance;
    const reason = `asked for ${instance.origin}, it sends an object of another ${other[0]}`;
    throw new PacsError('unreadable', { url, reason });
  });
}
