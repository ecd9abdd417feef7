/**
 * Thrown when the PACS does not answer, or answers that it cannot do what it was asked. `status` is the HTTP status,
 * undefined when no answer came at all; `answer` is the body of an error, if any. What a query asked for is left out of `url`, and
 * `answer` of what a log prints: both may name a patient.
 */
export class PacsError extends Error {
  override readonly name = 'PacsError';
  readonly url: string;
  readonly status: number | undefined;
  declare readonly answer: unknown;

  constructor(message: string, details: { url: string; status?: number; answer?: unknown }, options?: ErrorOptions) {
    super(message, options);
    this.url = withoutQuery(details.url);
    this.status = details.status;
    Object.defineProperty(this, 'answer', { value: details.answer, enumerable: false });
  }

  /** Whether the same request may succeed later: no answer, too many requests, or a server that is out of order. */
  get transient(): boolean {
    return this.status === undefined || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The address as it may be logged. */
export function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '');
}
