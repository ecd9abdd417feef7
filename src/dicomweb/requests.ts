import type { Allowance } from './body.ts';
import type { Http, HttpRequest, HttpResponse } from './http.ts';
import { PacsError, statusError } from './pacs-error.ts';
import { parseRetryAfter, retry } from './retry.ts';

/** How one answer is asked for and read. */
export interface Answer<T> {
  /** Media types, in the order in which they are asked for while the archive refuses them. */
  readonly types: readonly string[];
  /** Statuses that refuse a media type. */
  readonly refusals: readonly number[];
  /** Throws PacsError for an answer that cannot be right; it is asked for again. */
  readonly read: (response: HttpResponse, url: string, signal?: AbortSignal) => T | Promise<T>;
  /** What may be read of the body, where it is not the usual. */
  readonly allowance?: Allowance;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the configured number. */
  readonly retries?: number | undefined;
}

const TOO_MANY = 429;

/** Requests to an archive, retried while it is out of order or answers what cannot be right. */
export class Requests {
  readonly #http: Http;
  readonly #retries: number;
  /** The media type that the archive took, by the first one that it was asked for. */
  readonly #taken = new Map<string, number>();

  #pause: { readonly error?: PacsError; readonly end: number } = { end: 0 };

  constructor(http: Http, retries: number) {
    this.#http = http;
    this.#retries = retries;
  }

  /** GET of an answer; from then on asks first for the media type that the archive took. */
  async get<T>(url: string, answer: Answer<T>, { signal, retries }: CallOptions = {}): Promise<T> {
    const { types, refusals, read, allowance } = answer;
    const [preferred = '*/*'] = types;
    for (let index = this.#taken.get(preferred) ?? 0; ; index++) {
      const headers = { accept: types[index] ?? preferred };
      const message = { method: 'GET', url, headers, signal, allowance } as const;
      try {
        const once = async () => await read(await this.#successful(message), url, signal);
        const found = await this.#retrying(once, { signal, retries });
        this.#taken.set(preferred, index);
        return found;
      } catch (error) {
        const isRefused = error instanceof PacsError && refusals.includes(error.status ?? 0);
        if (!isRefused || index + 1 >= types.length) throw error;
      }
    }
  }

  /** POST; `read` gets every response, and throws for one that is an error. */
  async post<T>(
    message: Omit<HttpRequest, 'method'>,
    read: (response: HttpResponse) => T | Promise<T>,
    options: CallOptions = {},
  ): Promise<T> {
    return await this.#retrying(async () => await read(await this.#http.send({ ...message, method: 'POST' })), options);
  }

  async #successful(message: HttpRequest): Promise<HttpResponse> {
    const response = await this.#http.send(message);
    if (isSuccess(response)) return response;
    throw errorOf(response, message.url);
  }

  async #retrying<T>(call: () => Promise<T>, { signal, retries = this.#retries }: CallOptions): Promise<T> {
    return await retry(() => this.#unlessPaused(call), { retries, signal });
  }

  /** Status 429 is about all requests of this client, not the one that met it: none is made before its time is over. */
  async #unlessPaused<T>(call: () => Promise<T>): Promise<T> {
    const { error, end } = this.#pause;
    const retryAfterMs = end - performance.now();
    if (error !== undefined && retryAfterMs > 0) throw statusError(error.url, TOO_MANY, retryAfterMs);
    try {
      return await call();
    } catch (error) {
      if (error instanceof PacsError && error.status === TOO_MANY && error.retryAfterMs !== undefined)
        this.#pause = { error, end: performance.now() + error.retryAfterMs };
      throw error;
    }
  }
}

export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}

/** The error of a response that is not a success. */
export function errorOf({ status, headers }: HttpResponse, url: string): PacsError {
  return statusError(url, status, parseRetryAfter(headers['retry-after']));
}
