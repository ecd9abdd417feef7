import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { KnownError } from '../errors/known-error.ts';
import { type Allowance, decodedBody, readBody } from './body.ts';
import { observed } from './observed.ts';
import { PacsError } from './pacs-error.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  /**
   * What may be read of the body.
   * @default 64 MiB, which a query or the headers of a series never need
   */
  readonly allowance?: Allowance | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; without Content-Encoding, which is undone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A response whose body is read as it arrives. It must be read to its end or destroyed. */
export interface StreamedResponse extends Omit<HttpResponse, 'body'> {
  readonly body: Readable;
}

/**
 * HTTP to the PACS: kept-alive connections, credentials, TLS and a time limit for each request. Redirects on the same host are followed,
 * and compressed bodies are inflated.
 */
export interface Http {
  /** Returns every response, also one with an error status; throws PacsError if none arrives, AbortError when aborted. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** As `send`, for bodies too large to hold; the time limit is for the beginning and for each pause. */
  stream(request: HttpRequest): Promise<StreamedResponse>;
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly timeoutMs: number;
}

const MOST_MIB = 64;
const MOST_REDIRECTS = 5;

/** Opens the connection to the PACS; reads the TLS files once. */
export async function openHttp(options: HttpOptions): Promise<Http> {
  const [ca, cert, key] = await Promise.all([options.caFile, options.certFile, options.keyFile].map(readOptional));
  const dispatcher = new Agent({
    connect: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) },
    keepAliveTimeout: 30_000,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  });
  const credentials = authorization(options);
  return {
    send: (message) =>
      observed(message, (traced) => send(message, dispatcher, { ...credentials, ...traced }, options.timeoutMs)),
    stream: (message) => observed(message, (traced) => stream(message, dispatcher, { ...credentials, ...traced })),
    close: () => dispatcher.close(),
  };
}

async function send(
  message: HttpRequest,
  dispatcher: Agent,
  extra: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<HttpResponse> {
  const { url, signal, allowance = usualAllowance(url) } = message;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const { body, ...head } = await ask(message, dispatcher, extra, either);
    return { ...head, body: await readBody(body, allowance) };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof KnownError) throw cause;
    const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : explain(cause);
    throw new PacsError('unreachable', { url, reason }, { cause });
  }
}

function usualAllowance(url: string): Allowance {
  const exceeded = () => new PacsError('unreadable', { url, reason: `it is larger than ${MOST_MIB} MiB` });
  return { left: MOST_MIB * 2 ** 20, exceeded };
}

async function stream(
  message: HttpRequest,
  dispatcher: Agent,
  extra: Readonly<Record<string, string>>,
): Promise<StreamedResponse> {
  const { url, signal } = message;
  try {
    return await ask(message, dispatcher, extra, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof PacsError) throw cause;
    throw new PacsError('unreachable', { url, reason: explain(cause) }, { cause });
  }
}

async function ask(
  message: HttpRequest,
  dispatcher: Agent,
  extra: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<StreamedResponse> {
  let { url, method, body } = message;
  for (let redirects = 0; ; redirects++) {
    const headers = { ...message.headers, ...extra };
    const response = await request(url, { method, dispatcher, headers, body: body ?? null, ...(signal && { signal }) });
    const next = nextAddress(response, url);
    if (next === undefined) return streamed(response, url);
    await response.body.dump();
    if (redirects === MOST_REDIRECTS || !isSameHost(url, next))
      throw new PacsError('redirected', { url, status: response.statusCode, reason: next.host });
    // Only 303 asks for another method (RFC 9110 15.4.4): what is to be stored is sent again.
    if (response.statusCode === 303) [method, body] = ['GET', undefined];
    url = next.href;
  }
}

function streamed({ statusCode, headers, body }: Dispatcher.ResponseData, url: string): StreamedResponse {
  const { 'content-encoding': encoding, ...rest } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value)]),
  );
  // The length of what was sent, not of what is read.
  if (encoding !== undefined) delete rest['content-length'];
  // An empty body was not encoded, whatever the header says.
  const isEmpty = statusCode === 204 || headers['content-length'] === '0';
  return { status: statusCode, headers: rest, body: isEmpty ? body : decodedBody(body, encoding, url) };
}

const REDIRECTS = [301, 302, 303, 307, 308];

function nextAddress({ statusCode, headers: { location } }: Dispatcher.ResponseData, url: string): URL | undefined {
  if (!REDIRECTS.includes(statusCode) || location === undefined) return undefined;
  const next = URL.parse(String(location), url);
  if (next === null) throw new PacsError('redirected', { url, status: statusCode, reason: 'an address that is none' });
  return next;
}

/** Whether the credentials may go there: to another port of the host too, but not from TLS to plain HTTP. */
function isSameHost(url: string, next: URL): boolean {
  const { hostname, protocol } = new URL(url);
  return next.hostname === hostname && (next.protocol === 'https:' || next.protocol === protocol);
}

function authorization({ user, password, token }: HttpOptions): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (user === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
}

function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || (cause as NodeJS.ErrnoException).code || cause.name;
}

async function readOptional(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : await readFile(file, 'utf8');
}
