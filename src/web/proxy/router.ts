import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Http } from '../../dicomweb/http.ts';

export interface ProxyOptions {
  /** The way to the PACS; it adds the credentials. */
  readonly http: Http;
  /** Where the PACS' DICOMweb begins. */
  readonly dicomwebUrl: string;
}

/** What is below the studies, series and instances of QIDO-RS and WADO-RS (PS3.18 10.4 and 10.6), bulk data included. */
const READABLE = /^\/(studies|series|instances)(\/(?!\.+(\/|$))[\w.,:~-]+)*$/;
const PASSED_ON = ['accept', 'range', 'if-none-match', 'accept-language'];
const PASSED_BACK = [
  'content-type',
  'content-length',
  'content-range',
  'content-location',
  'etag',
  'warning',
  'retry-after',
];
const MAX_QUERY = 4096;
/** What the DICOMweb of a PACS consists of (PS3.18 8.7). Anything else is passed on as bytes without a type. */
const TYPES =
  /^(application\/(dicom(\+(json|xml))?|json|octet-stream|pdf|x-[a-z0-9-]+-bulkdata)|multipart\/related|image\/(jpeg|jls|jp2|jpx|jphc|jxl|gif|png|x-[a-z-]+)|video\/(mpeg2?|mp4|h26[45]))\s*(;|$)/i;

/**
 * A read-only way to the PACS' DICOMweb for browsers, to be mounted at /dicomweb: GET of QIDO-RS and WADO-RS alone, bodies
 * passed on as they arrive. The credentials of the PACS stay here.
 */
export function proxyRouter({ http, dicomwebUrl }: ProxyOptions): Router {
  const router = Router();
  router.get('/{*path}', async (request, response, next) => {
    if (READABLE.test(request.path) && queryOf(request).length <= MAX_QUERY) return await pass(request, response, next);
    response.status(404).json({ error: 'The DICOMweb proxy passes QIDO-RS and WADO-RS requests of studies alone.' });
  });
  router.all('/{*path}', (_request, response) => {
    response.status(405).set('allow', 'GET').json({ error: 'The DICOMweb proxy is read-only.' });
  });
  return router;

  async function pass(request: Request, response: Response, next: NextFunction): Promise<void> {
    // Whoever left while the caller was identified: the connection does not close again.
    if (response.destroyed) return;
    const left = new AbortController();
    response.once('close', () => left.abort());
    try {
      const answer = await http.stream({
        method: 'GET',
        url: dicomwebUrl + request.path + queryOf(request),
        headers: picked(request.headers, PASSED_ON),
        signal: left.signal,
      });
      response.status(answer.status === 401 || answer.status === 403 ? 502 : answer.status);
      response.set(picked(answer.headers, PASSED_BACK)).set('cache-control', 'private, no-store');
      if (!TYPES.test(answer.headers['content-type'] ?? '')) response.set('content-type', 'application/octet-stream');
      if (/\bjson\b/.test(answer.headers['content-type'] ?? '')) {
        response.removeHeader('content-length');
        await pipeline(answer.body, ownAddresses(request.baseUrl), response);
      } else {
        await pipeline(answer.body, response);
      }
    } catch (error) {
      if (left.signal.aborted) return;
      next(error);
    }
  }
}

function queryOf(request: Request): string {
  const start = request.url.indexOf('?');
  return start < 0 ? '' : request.url.slice(start);
}

function picked(headers: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const present = names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]] as const] : []));
  return Object.fromEntries(present);
}

/** An address of the PACS' DICOMweb inside JSON, up to where the study's path begins. */
const PACS_ADDRESS = /"https?:\/\/[^"\s]*?\/(?=studies\/[0-9.]+)/g;

/**
 * Makes the addresses in DICOM JSON (BulkDataURI, Retrieve URL; PS3.18 F) lead through the proxy at `root`, as it passes: the
 * PACS names itself, which browsers cannot reach and need not know.
 */
export function ownAddresses(root: string): Transform {
  const decoder = new TextDecoder();
  let rest = '';
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      const text = rest + decoder.decode(chunk, { stream: true });
      // Every address ends before the brace that closes its object.
      const end = text.lastIndexOf('}') + 1;
      rest = text.slice(end);
      done(null, rewritten(text.slice(0, end)));
    },
    flush(done) {
      done(null, rewritten(rest + decoder.decode()));
    },
  });

  function rewritten(text: string): string {
    return text.replace(PACS_ADDRESS, `"${root}/`);
  }
}
