import { type CauseOf, KnownError, problemOf } from '../errors/known-error.ts';

export type PacsCause = CauseOf<'PacsError'>;

export interface PacsDetails {
  readonly url: string;
  readonly status?: number;
  /** Why no answer came. */
  readonly reason?: string;
  readonly retryAfterMs?: number | undefined;
  readonly answer?: unknown;
}

/**
 * Thrown when the PACS does not answer, or answers with an error. `status` is the HTTP status, undefined when no answer came at all;
 * `answer` is the body of an error, if any. What a query asked for is left out of `url`, and `answer` of what a log prints: both may name
 * a patient.
 */
export class PacsError extends KnownError {
  override readonly name = 'PacsError';
  readonly url: string;
  readonly status: number | undefined;
  /** How long the archive asks to be left alone, ms. */
  readonly retryAfterMs: number | undefined;
  declare readonly answer: unknown;

  constructor(
    cause: PacsCause,
    { url, status, reason = '', retryAfterMs, answer }: PacsDetails,
    options?: ErrorOptions,
  ) {
    const address = withoutQuery(url);
    super(problemOf('PacsError', cause, { url: address, status: status ?? 'none', reason }), options);
    this.url = address;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    Object.defineProperty(this, 'answer', { value: answer, enumerable: false });
  }

  /** Whether the same request may succeed later: no answer, too many requests, or a server that is out of order. */
  get transient(): boolean {
    return this.status === undefined || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The address as it may be logged: without query and credentials. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
