import dicomwebClient from 'dicomweb-client';

/** A request as dicomweb-client makes it. */
export interface LibraryRequest {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The message of STOW-RS. */
  readonly body: Uint8Array | undefined;
}

interface Call {
  readonly request: { readonly instance: RequestKeeper };
}
interface Query {
  readonly queryParams: Readonly<Record<string, string>>;
}
interface StudyUid {
  readonly studyInstanceUID: string;
}
interface SeriesUids extends StudyUid {
  readonly seriesInstanceUID: string;
}

/** The calls of dicomweb-client that the service makes, with their actual types; each sends one request. */
interface Calls {
  searchForStudies(options: Query & Call): Promise<unknown>;
  searchForSeries(options: Query & StudyUid & Call): Promise<unknown>;
  searchForInstances(options: Query & SeriesUids & Call): Promise<unknown>;
  retrieveSeriesMetadata(options: SeriesUids & Call): Promise<unknown>;
  retrieveInstance(options: SeriesUids & { sopInstanceUID: string } & Call): Promise<unknown>;
  storeInstances(options: { datasets: readonly Uint8Array[] } & Call): Promise<unknown>;
}

/**
 * dicomweb-client makes the requests of QIDO-RS, WADO-RS and STOW-RS: address, query, headers and message. What is answered is read by
 * our own code (decision 21), so the request is kept here instead of being sent.
 */
export class Library {
  readonly #calls: Calls;

  /** `url`: where the DICOMweb of the archive begins. */
  constructor(url: string) {
    const options = { url, verbose: false, singlepart: '' };
    this.#calls = new dicomwebClient.api.DICOMwebClient(options) as unknown as Calls;
  }

  /** The request that `call` makes; `call` gets the library and what it must pass on to it. Throws what the library throws. */
  request(call: (library: Calls, request: Call) => Promise<unknown>): LibraryRequest {
    const instance = new RequestKeeper();
    void call(this.#calls, { request: { instance } });
    return instance;
  }
}

/** The part of a browser's XMLHttpRequest that dicomweb-client makes a request with. It is never answered. */
class RequestKeeper implements LibraryRequest {
  url = '';
  readonly headers: Record<string, string> = {};
  body: Uint8Array | undefined;

  open(_method: string, url: string): void {
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name.toLowerCase()] = value;
  }

  send(body?: ArrayBuffer): void {
    this.body = body && new Uint8Array(body);
  }
}
