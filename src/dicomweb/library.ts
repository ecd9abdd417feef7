import dcmjs, { type Element } from 'dcmjs';
import dicomwebClient from 'dicomweb-client';
import { withoutControls } from '../dicom/character-set.ts';
import type { Dataset } from '../dicom/dataset.ts';
import type { Http } from './http.ts';
import { PacsError } from './pacs-error.ts';
import { parseRetryAfter } from './retry.ts';
import { HttpXhr } from './xhr.ts';

interface Call {
  readonly request: { readonly instance: HttpXhr };
}
interface Query extends Call {
  readonly queryParams: Readonly<Record<string, string | number>>;
}
interface SeriesUids {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/** The calls of dicomweb-client that the service makes, with their actual types. */
export interface Library {
  searchForStudies(options: Query): Promise<unknown[]>;
  searchForSeries(options: Query & { studyInstanceUID: string }): Promise<unknown[]>;
  searchForInstances(options: Query & Partial<SeriesUids>): Promise<unknown[]>;
  retrieveSeriesMetadata(options: Call & SeriesUids): Promise<unknown[]>;
  retrieveInstance(options: Call & SeriesUids & { sopInstanceUID: string }): Promise<ArrayBuffer>;
  storeInstances(options: Call & { datasets: readonly ArrayBuffer[] }): Promise<unknown>;
}

export function openLibrary(url: string): Library {
  return new dicomwebClient.api.DICOMwebClient({ url, verbose: false, singlepart: '' }) as unknown as Library;
}

/** Makes one call over our connections; throws PacsError with the reason that the library does not expose. */
export async function callLibrary<T>(
  http: Http,
  call: (request: Call['request']) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const xhr = new HttpXhr(http, signal);
  try {
    return await call({ instance: xhr });
  } catch (cause) {
    if (xhr.readyState === 0) throw cause;
    if (xhr.failure instanceof SyntaxError || xhr.status === 200)
      throw new PacsError('unreadable', { url: xhr.url, status: 200 }, { cause });
    if (xhr.failure !== undefined) throw xhr.failure as Error;
    throw refused(xhr, cause);
  }
}

function refused(xhr: HttpXhr, cause: unknown): PacsError {
  const { url, status, response: answer } = xhr;
  const denied = status === 401 || status === 403;
  const retryAfterMs = parseRetryAfter(xhr.getResponseHeader('retry-after'));
  return new PacsError(denied ? 'denied' : 'status', { url, status, answer, retryAfterMs }, { cause });
}

/** Turns datasets in the DICOM JSON model (PS3.18 F.2) into datasets with keywords; anything else is skipped. */
export function naturalise(json: readonly unknown[]): Dataset[] {
  const naturalised = json
    .filter(isDataset)
    .map((dataset) => dcmjs.data.DicomMetaDictionary.naturalizeDataset(dataset));
  return naturalised.map(withoutControls);
}

function isDataset(value: unknown): value is Record<string, Element> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
