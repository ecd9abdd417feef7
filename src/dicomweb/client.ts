import { Readable } from 'node:stream';
import { type Dataset, text } from '../dicom/dataset.ts';
import { type Http, type HttpOptions, openHttp } from './http.ts';
import { callLibrary, type Library, naturalise, openLibrary } from './library.ts';
import { PacsError } from './pacs-error.ts';
import { retry } from './retry.ts';
import { readStoreResponse, StoreError, type StoreFailure } from './store-response.ts';

/** How to reach the PACS. */
export interface PacsOptions extends HttpOptions {
  readonly dicomwebUrl: string;
  /** How often a call is retried after a temporary failure. */
  readonly retries: number;
  /** Parallel requests while a series is fetched. */
  readonly concurrency: number;
}

/** A DICOM object as a PS3.10 file, and its origin, for messages. */
export interface FetchedFile {
  readonly bytes: Uint8Array;
  readonly origin: string;
}

export interface FetchHooks {
  /** Called after each instance: `done` of `total`. */
  readonly onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

type LibraryCall<T> = (library: Library, request: Parameters<Parameters<typeof callLibrary<T>>[1]>[0]) => Promise<T>;

/** Results per page of QIDO-RS: some archives refuse larger pages. */
const PAGE = 200;
/** Failure reasons of an object that the archive already has (PS3.7 annex C: Duplicate SOP Instance; 45070 is Azure's). */
const DUPLICATE = [0x0111, 45_070];

/** Opens the connection to the configured DICOMweb archive; sends no request yet. */
export async function openPacs(config: PacsOptions): Promise<Pacs> {
  return new Pacs(await openHttp(config), config);
}

/** A DICOMweb archive. Every call is retried after a temporary failure, and throws PacsError otherwise. */
export class Pacs {
  readonly http: Http;
  readonly #library: Library;
  readonly #config: PacsOptions;

  constructor(http: Http, config: PacsOptions) {
    this.http = http;
    this.#library = openLibrary(config.dicomwebUrl);
    this.#config = config;
  }

  /** QIDO-RS: all studies that match, for example `{StudyDate: '20260101-20260131', ModalitiesInStudy: 'CT'}`. */
  async searchStudies(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Dataset[]> {
    return await this.#searchAll(
      (page) => (library, request) => library.searchForStudies({ queryParams: { ...query, ...page }, request }),
      'StudyInstanceUID',
      signal,
    );
  }

  /** QIDO-RS: the series of a study. */
  async searchSeries(studyInstanceUID: string, signal?: AbortSignal): Promise<Dataset[]> {
    return await this.#searchAll(
      (queryParams) => (library, request) => library.searchForSeries({ studyInstanceUID, queryParams, request }),
      'SeriesInstanceUID',
      signal,
    );
  }

  /** QIDO-RS: the SOP Instance UIDs of a series. */
  async listInstances(studyInstanceUID: string, seriesInstanceUID: string, signal?: AbortSignal): Promise<string[]> {
    const uids = { studyInstanceUID, seriesInstanceUID };
    const found = await this.#searchAll(
      (queryParams) => (library, request) => library.searchForInstances({ ...uids, queryParams, request }),
      'SOPInstanceUID',
      signal,
    );
    return found.map((instance) => text(instance, 'SOPInstanceUID'));
  }

  /** WADO-RS metadata: the header of every instance of a series, without pixels. */
  async seriesMetadata(studyInstanceUID: string, seriesInstanceUID: string, signal?: AbortSignal): Promise<Dataset[]> {
    const uids = { studyInstanceUID, seriesInstanceUID };
    return await this.#datasets((library, request) => library.retrieveSeriesMetadata({ ...uids, request }), signal);
  }

  /** WADO-RS: the instances as they are stored, in the order asked for, a few at a time. */
  async retrieveInstances(
    studyInstanceUID: string,
    seriesInstanceUID: string,
    sopInstanceUids: readonly string[],
    { onProgress, signal }: FetchHooks = {},
  ): Promise<FetchedFile[]> {
    let done = 0;
    const fetchOne = async (sopInstanceUID: string): Promise<FetchedFile> => {
      const options = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
      const body = await this.#call((library, request) => library.retrieveInstance({ ...options, request }), signal);
      onProgress?.((done += 1), sopInstanceUids.length);
      return { bytes: new Uint8Array(body), origin: `instance ${sopInstanceUID}` };
    };
    const { concurrency } = this.#config;
    return (await Readable.from(sopInstanceUids).map(fetchOne, { concurrency }).toArray()) as FetchedFile[];
  }

  /**
   * STOW-RS of one object. A successful status proves nothing: the response must name the object as stored, or the archive must show it
   * afterwards; else StoreError is thrown.
   */
  async storeInstance(sopInstanceUid: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const datasets = [new Uint8Array(bytes).buffer];
    const { stored, failures } = readStoreResponse(
      await this.#call((library, request) => library.storeInstances({ datasets, request }), signal).catch(answerOf),
    );
    const refused = failures.filter(({ reason }) => reason === undefined || !DUPLICATE.includes(reason));
    if (refused.length > 0) throw new StoreError(refused);
    if (stored.includes(sopInstanceUid) || (await this.#has(sopInstanceUid, signal))) return;
    throw new StoreError([{ sopInstanceUid, reason: undefined } satisfies StoreFailure]);
  }

  /** One small query, once; throws PacsError when the archive does not answer it. */
  async ping(signal?: AbortSignal): Promise<void> {
    const queryParams = { limit: 1 };
    await callLibrary(this.http, (request) => this.#library.searchForStudies({ queryParams, request }), signal);
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  async #has(sopInstanceUid: string, signal?: AbortSignal): Promise<boolean> {
    const queryParams = { SOPInstanceUID: sopInstanceUid };
    const search: LibraryCall<unknown> = (library, request) => library.searchForInstances({ queryParams, request });
    return (await this.#datasets(search, signal)).some(
      (instance) => text(instance, 'SOPInstanceUID') === sopInstanceUid,
    );
  }

  async #call<T>(call: LibraryCall<T>, signal?: AbortSignal): Promise<T> {
    return await retry(() => callLibrary(this.http, (request) => call(this.#library, request), signal), {
      retries: this.#config.retries,
      signal,
    });
  }

  async #datasets(call: LibraryCall<unknown>, signal?: AbortSignal): Promise<Dataset[]> {
    const answer = await this.#call(call, signal);
    if (Array.isArray(answer)) return naturalise(answer);
    const url = this.#config.dicomwebUrl;
    throw new PacsError('notDicomJson', { url, status: 200 });
  }

  /**
   * Reads page after page until one brings nothing new; a short page proves nothing, because archives may return fewer results than
   * requested.
   */
  async #searchAll(
    search: (page: { limit: number; offset: number }) => LibraryCall<unknown>,
    uidKeyword: string,
    signal?: AbortSignal,
  ): Promise<Dataset[]> {
    const found = new Map<string, Dataset>();
    for (let offset = 0; ;) {
      const page = await this.#datasets(search({ limit: PAGE, offset }), signal);
      const before = found.size;
      for (const dataset of page) found.set(text(dataset, uidKeyword), dataset);
      if (found.size === before) return [...found.values()];
      offset += page.length;
    }
  }
}

/** The body of an error that names the refused objects (PS3.18 10.5.3: status 409). */
function answerOf(error: unknown): unknown {
  if (error instanceof PacsError && error.status === 409) return error.answer;
  throw error;
}
