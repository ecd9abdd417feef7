import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { PacsError } from './pacs-error.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ArrayBuffer;
}

/** A response whose body is read as it arrives. It must be read to its end or destroyed. */
export interface StreamedResponse extends Omit<HttpResponse, 'body'> {
  readonly body: Readable;
}

/** HTTP to the PACS: kept-alive connections, credentials, TLS and a time limit for each request. */
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
    send: (message) => send(message, dispatcher, credentials, options.timeoutMs),
    stream: (message) => stream(message, dispatcher, credentials),
    close: () => dispatcher.close(),
  };
}

async function send(
  message: HttpRequest,
  dispatcher: Agent,
  credentials: Record<string, string>,
  timeoutMs: number,
): Promise<HttpResponse> {
  const { url, signal } = message;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const response = await ask(message, dispatcher, credentials, either);
    return { ...head(response), body: await response.body.arrayBuffer() };
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : explain(cause);
    throw new PacsError('unreachable', { url, reason }, { cause });
  }
}

async function stream(
  message: HttpRequest,
  dispatcher: Agent,
  credentials: Record<string, string>,
): Promise<StreamedResponse> {
  const { url, signal } = message;
  try {
    const response = await ask(message, dispatcher, credentials, signal);
    return { ...head(response), body: response.body };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PacsError('unreachable', { url, reason: explain(cause) }, { cause });
  }
}

async function ask(
  { method, url, headers, body }: HttpRequest,
  dispatcher: Agent,
  credentials: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Dispatcher.ResponseData> {
  return await request(url, {
    method,
    dispatcher,
    headers: { ...headers, ...credentials },
    body: body ?? null,
    ...(signal && { signal }),
  });
}

function head({ statusCode, headers }: Dispatcher.ResponseData): Omit<HttpResponse, 'body'> {
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  };
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
