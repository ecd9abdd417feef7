import { type Dataset, number, text } from '../../dicom/dataset.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { PacsError } from '../../dicomweb/pacs-error.ts';
import { RefusalError } from '../../errors/refusal-error.ts';
import { planesOf } from '../../volume/plane.ts';
import { fetchInstances, type SeriesUids } from './fetch.ts';

/** Attributes that every image has (PS3.3 A.3, Type 1), and that the choice of a series rests on. */
const ALWAYS = ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPClassUID', 'Modality', 'ImageType'];
/** Instances that are held at a time while only their headers are wanted. */
const BATCH = 16;

/**
 * The header of every instance of a series, in the order of the UIDs: from WADO-RS metadata where that is complete, else from the
 * instance itself. Archives leave out instances, positions or sequences, and what metadata lacks is no fault of the image. Throws
 * RefusalError when an instance cannot be read either.
 */
export async function readHeaders(pacs: Pacs, uids: SeriesUids, signal: AbortSignal): Promise<Dataset[]> {
  const metadata = await metadataOf(pacs, uids, signal);
  expectListed(pacs, uids, metadata);
  const headers = new Map(metadata.filter(isComplete).map((header) => [text(header, 'SOPInstanceUID'), header]));
  const missing = uids.sopInstanceUids.filter((uid) => !headers.has(uid));
  for (let at = 0; at < missing.length; at += BATCH) {
    const batch = { ...uids, sopInstanceUids: missing.slice(at, at + BATCH) };
    const read = await fetchInstances(pacs, batch, { signal }, (instances) => instances.map(({ header }) => header));
    read.forEach((header, index) => headers.set(batch.sopInstanceUids[index] ?? '', header));
  }
  return uids.sopInstanceUids.map((uid) => headers.get(uid)).filter((header) => header !== undefined);
}

/** WADO-RS metadata; none where the archive does not offer it. */
async function metadataOf(
  pacs: Pacs,
  { studyInstanceUid, seriesInstanceUid }: SeriesUids,
  signal: AbortSignal,
): Promise<Dataset[]> {
  try {
    return await pacs.seriesMetadata(studyInstanceUid, seriesInstanceUid, signal);
  } catch (error) {
    if (error instanceof PacsError && error.job !== 'outage') return [];
    throw error;
  }
}

/** What has metadata but was not listed shows that the list was cut short, or that slices arrive just now. */
function expectListed({ url }: Pacs, { seriesInstanceUid, sopInstanceUids }: SeriesUids, metadata: readonly Dataset[]) {
  const listed = new Set(sopInstanceUids);
  const unlisted = metadata.filter((header) => !listed.has(text(header, 'SOPInstanceUID'))).length;
  if (unlisted === 0) return;
  const reason = `it has metadata of ${unlisted} instances of series ${seriesInstanceUid} that it did not list`;
  throw new PacsError('unsteady', { url, reason });
}

/** Whether a header says all that the choice of a series rests on. */
function isComplete(header: Dataset): boolean {
  const pixels = (number(header, 'Rows') ?? 0) * (number(header, 'Columns') ?? 0);
  return pixels > 0 && ALWAYS.every((keyword) => text(header, keyword) !== '') && hasGeometry(header);
}

function hasGeometry(header: Dataset): boolean {
  try {
    return planesOf(header).length > 0;
  } catch (error) {
    if (error instanceof RefusalError) return false;
    throw error;
  }
}
