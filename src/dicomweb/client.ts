import { Readable } from 'node:stream';
import { type Dataset, text } from '../dicom/dataset.ts';
import { LIMITS } from '../dicom/limits.ts';
import { DicomReader } from '../dicom/reader.ts';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import type { Allowance } from './body.ts';
import type { AnswerDataset } from './dicom-json.ts';
import { type Http, type HttpOptions, openHttp } from './http.ts';
import { instanceAnswer } from './instance-answer.ts';
import { JsonReader } from './json-reader.ts';
import { Library, type LibraryRequest } from './library.ts';
import { PacsError } from './pacs-error.ts';
import { type Answer, type CallOptions, errorOf, isSuccess, Requests } from './requests.ts';
import { type Found, nothingIs404, searchAll, type SearchQuery } from './search.ts';
import { isDuplicate, readStoreResponse, StoreError, type StoreFailure } from './store-response.ts';

export type { Found } from './search.ts';

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

/** An object with the study and the series that it belongs to. */
export interface ObjectUids {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

export interface SurveyOptions extends CallOptions {
  /** How many pages are read at most. */
  readonly pages?: number;
}

/** Opens the connection to the configured DICOMweb archive; sends no request yet. */
export async function openPacs(config: PacsOptions): Promise<Pacs> {
  return new Pacs(await openHttp(config), config);
}

/**
 * A DICOMweb archive. Every call is retried after a temporary failure, an answer that cannot be right included, and throws PacsError
 * otherwise.
 */
export class Pacs {
  readonly http: Http;
  /** Reads what it sends. */
  readonly reader = new DicomReader();
  /** Where its DICOMweb begins. */
  readonly url: string;
  readonly #json = new JsonReader();
  readonly #library: Library;
  readonly #requests: Requests;
  readonly #concurrency: number;

  readonly #jsonAnswer: Answer<readonly AnswerDataset[]> = {
    types: ['application/dicom+json', 'application/json'],
    refusals: [406, 415],
    read: async (response, url, signal) => {
      const { status } = response;
      const json = await this.#json.read(response, signal);
      if ('reason' in json) throw new PacsError('notDicomJson', { url, status, reason: json.reason });
      return json;
    },
  };

  constructor(http: Http, config: PacsOptions) {
    this.http = http;
    this.url = config.dicomwebUrl;
    this.#library = new Library(config.dicomwebUrl);
    this.#requests = new Requests(http, config.retries);
    this.#concurrency = config.concurrency;
  }

  /** Resolves when the archive answers the smallest query there is; rejects with PacsError, at once, when it does not. */
  async ping(signal?: AbortSignal): Promise<void> {
    await this.#requests.get(this.#studies({ limit: '1' }).url, this.#jsonAnswer, { signal, retries: 0 });
  }

  /** QIDO-RS: all studies that match, for example `{StudyDate: '20260101-20260131', ModalitiesInStudy: 'CT'}`. */
  async searchStudies(query: SearchQuery, signal?: AbortSignal): Promise<readonly Dataset[]> {
    return (await this.surveyStudies(query, { signal })).datasets;
  }

  /** The same, with the number of studies that cannot be read. */
  async surveyStudies(query: SearchQuery, options: SurveyOptions): Promise<Found> {
    return await this.#search((keys) => this.#studies(keys), query, 'StudyInstanceUID', options);
  }

  /** QIDO-RS: the series of a study. */
  async searchSeries(studyInstanceUid: string, signal?: AbortSignal): Promise<Dataset[]> {
    const uid = studyUid(studyInstanceUid);
    const request = (queryParams: SearchQuery) =>
      this.#library.request((library, call) => library.searchForSeries({ ...uid, queryParams, ...call }));
    const found = await this.#searchWhole(request, {}, 'SeriesInstanceUID', signal);
    return found.filter((one) => belongs(one, 'StudyInstanceUID', studyInstanceUid));
  }

  /** QIDO-RS: the instances of a series. */
  async searchInstances(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    query: SearchQuery = {},
    signal?: AbortSignal,
  ): Promise<Dataset[]> {
    const uids = seriesUids(studyInstanceUid, seriesInstanceUid);
    const request = (queryParams: SearchQuery) =>
      this.#library.request((library, call) => library.searchForInstances({ ...uids, queryParams, ...call }));
    const found = await this.#searchWhole(request, query, 'SOPInstanceUID', signal);
    return found.filter((one) => belongs(one, 'SeriesInstanceUID', seriesInstanceUid));
  }

  /** QIDO-RS: the SOP Instance UIDs of a series. */
  async listInstances(studyInstanceUid: string, seriesInstanceUid: string, signal?: AbortSignal): Promise<string[]> {
    const found = await this.searchInstances(studyInstanceUid, seriesInstanceUid, {}, signal);
    return found.map((instance) => text(instance, 'SOPInstanceUID'));
  }

  /**
   * WADO-RS metadata: the headers of a series, without pixels. Those that cannot be read whole are left out, so it may be fewer than the
   * series has instances.
   */
  async seriesMetadata(studyInstanceUid: string, seriesInstanceUid: string, signal?: AbortSignal): Promise<Dataset[]> {
    const uids = seriesUids(studyInstanceUid, seriesInstanceUid);
    const { url } = this.#library.request((library, call) => library.retrieveSeriesMetadata({ ...uids, ...call }));
    const answer = await this.#requests.get(url, this.#jsonAnswer, { signal });
    return answer
      .flatMap(({ dataset, isSound }) => (isSound ? [dataset] : []))
      .filter((one) => text(one, 'SOPInstanceUID') !== '' && belongs(one, 'SeriesInstanceUID', seriesInstanceUid));
  }

  /**
   * WADO-RS: the instances as they are stored, in the order asked for, a few at a time. Throws RefusalError TOO_LARGE when they are more
   * than LIMITS.fileBytes in all.
   */
  async retrieveInstances(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    sopInstanceUids: readonly string[],
    { onProgress, signal }: FetchHooks = {},
  ): Promise<FetchedFile[]> {
    let done = 0;
    const allowance = allowanceOf(seriesInstanceUid);
    const uids = seriesUids(studyInstanceUid, seriesInstanceUid);
    const fetchOne = async (sopInstanceUid: string): Promise<FetchedFile> => {
      const sopInstanceUID = encodeURIComponent(sopInstanceUid);
      const { url } = this.#library.request((library, call) =>
        library.retrieveInstance({ ...uids, sopInstanceUID, ...call }),
      );
      const bytes = await this.#requests.get(url, instanceAnswer(sopInstanceUid, allowance), { signal });
      onProgress?.((done += 1), sopInstanceUids.length);
      return { bytes, origin: `instance ${sopInstanceUid}` };
    };
    const options = { concurrency: this.#concurrency };
    return (await Readable.from(sopInstanceUids).map(fetchOne, options).toArray()) as FetchedFile[];
  }

  /**
   * STOW-RS of one object. A successful status proves nothing: the response must name the object as stored, or the archive must show it
   * afterwards; else StoreError is thrown.
   */
  async storeInstance(object: ObjectUids, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const { stored, failures } = await this.#store(bytes, signal);
    const refused = failures.filter((failure) => !isDuplicate(failure));
    if (refused.length > 0) throw new StoreError(refused);
    const { sopInstanceUid } = object;
    if (stored.includes(sopInstanceUid) || (await this.#has(object, signal))) return;
    const [duplicate] = failures;
    throw new StoreError([{ sopInstanceUid, reason: duplicate?.reason } satisfies StoreFailure]);
  }

  async close(): Promise<void> {
    await this.reader.close();
    await this.#json.close();
    await this.http.close();
  }

  async #store(bytes: Uint8Array, signal?: AbortSignal) {
    const made = this.#library.request((library, call) => library.storeInstances({ datasets: [bytes], ...call }));
    const { url, body } = made;
    // The answer is XML unless JSON is asked for (PS3.18 10.5.1).
    const headers = { ...made.headers, accept: 'application/dicom+json' };
    return await this.#requests.post(
      { url, headers, body, signal },
      async (response) => {
        const { status } = response;
        if (status === 413) throw new PacsError('tooLarge', { url, status, reason: `${bytes.byteLength} bytes` });
        // The body of an error may name the refused objects (PS3.18 10.5.3: status 409).
        const outcome = readStoreResponse(await this.#json.read(response, signal));
        if (isSuccess(response) || status === 409 || outcome.failures.length > 0) return outcome;
        throw errorOf(response, url);
      },
      { signal },
    );
  }

  async #has({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: ObjectUids, signal?: AbortSignal) {
    const query = { SOPInstanceUID: sopInstanceUid };
    const found = await this.searchInstances(studyInstanceUid, seriesInstanceUid, query, signal);
    return found.some((instance) => text(instance, 'SOPInstanceUID') === sopInstanceUid);
  }

  #studies(queryParams: SearchQuery): LibraryRequest {
    return this.#library.request((library, call) => library.searchForStudies({ queryParams, ...call }));
  }

  async #search(
    request: (keys: SearchQuery) => LibraryRequest,
    query: SearchQuery,
    uidKeyword: string,
    options: SurveyOptions,
  ): Promise<Found> {
    const further = async (keys: SearchQuery) => await this.#requests.get(request(keys).url, this.#jsonAnswer, options);
    const anything = async () => await this.#requests.get(this.#studies({ limit: '1' }).url, this.#jsonAnswer, options);
    const first = async (keys: SearchQuery) => await nothingIs404(() => further(keys), anything);
    return await searchAll({ first, further }, query, uidKeyword, options.pages);
  }

  /** As `#search`, where a dataset that cannot be read makes the whole answer one that cannot be right. */
  async #searchWhole(
    request: (keys: SearchQuery) => LibraryRequest,
    query: SearchQuery,
    uidKeyword: string,
    signal?: AbortSignal,
  ): Promise<readonly Dataset[]> {
    const { datasets, malformed } = await this.#search(request, query, uidKeyword, { signal });
    if (malformed === 0) return datasets;
    const reason = `${malformed} of its datasets have no ${uidKeyword}`;
    throw new PacsError('unreadable', { url: request(query).url, status: 200, reason });
  }
}

/** UIDs for an address, whatever an archive calls a UID. */
function studyUid(studyInstanceUid: string) {
  return { studyInstanceUID: encodeURIComponent(studyInstanceUid) };
}

function seriesUids(studyInstanceUid: string, seriesInstanceUid: string) {
  return { ...studyUid(studyInstanceUid), seriesInstanceUID: encodeURIComponent(seriesInstanceUid) };
}

/** Whether a dataset is of the study or series that was asked for, or does not say; an archive may answer a wider query. */
function belongs(dataset: Dataset, keyword: string, uid: string): boolean {
  return ['', uid].includes(text(dataset, keyword));
}

/** What the instances of a series may need while they are held. */
function allowanceOf(seriesInstanceUid: string): Allowance {
  const most = Math.round(LIMITS.fileBytes / 2 ** 20);
  const exceeded = () => new RefusalError(refusal('TOO_LARGE.files', { series: `Series ${seriesInstanceUid}`, most }));
  return { left: LIMITS.fileBytes, exceeded };
}
