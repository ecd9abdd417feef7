import { type CauseOf, KnownError, problemOf } from '../errors/known-error.ts';

export type PacsCause = CauseOf<'PacsError'>;

export interface PacsDetails {
  readonly url: string;
  readonly status?: number;
  /** What is wrong with the answer, or why none came. */
  readonly reason?: string;
  readonly retryAfterMs?: number | undefined;
}

/** Causes that another request a moment later does not cure: a person has to sign in, or to change an address. */
const LASTING: readonly PacsCause[] = ['denied', 'redirected', 'noArchive'];

/**
 * Thrown when the PACS does not answer, answers with an error, or sends what cannot be right. `status` is the HTTP status, undefined when
 * no answer came at all. What a query asked for is left out of `url`, because it may name a patient.
 */
export class PacsError extends KnownError {
  override readonly name = 'PacsError';
  readonly url: string;
  readonly status: number | undefined;
  /** How long the archive asks to be left alone, ms. */
  readonly retryAfterMs: number | undefined;
  /** Whether the same request may succeed in a moment. */
  readonly transient: boolean;

  constructor(
    cause: PacsCause,
    { url, status, reason = 'no reason given', retryAfterMs }: PacsDetails,
    options?: ErrorOptions,
  ) {
    const address = withoutQuery(url);
    super(problemOf('PacsError', cause, { url: address, status: status ?? 'none', reason }), options);
    this.url = address;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.transient = this.job === 'outage' && !LASTING.includes(cause);
  }
}

/** Statuses of a server that is out of order for now (RFC 9110 15.5.9, RFC 8470, RFC 6585), besides those from 500. */
const BUSY = [408, 425, 429];
const DENIED = [401, 403, 407, 511];
/** Not implemented, and not in this version of HTTP: these stay. */
const LASTING_SERVER_ERRORS = [501, 505];

/** The error of a response whose status is not that of success. */
export function statusError(url: string, status: number, retryAfterMs: number | undefined): PacsError {
  return new PacsError(causeOf(status), { url, status, retryAfterMs });
}

function causeOf(status: number): PacsCause {
  if (DENIED.includes(status)) return 'denied';
  const busy = BUSY.includes(status) || (status >= 500 && !LASTING_SERVER_ERRORS.includes(status));
  return busy ? 'busy' : 'status';
}

/** The address as it may be logged: without query and credentials. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
