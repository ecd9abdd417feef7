import type { Allowance } from './body.ts';
import type { HttpResponse } from './http.ts';
import type { Answer } from './requests.ts';
import { MultipartError, type Part, readMultipart } from './multipart.ts';
import { PacsError } from './pacs-error.ts';

/**
 * How an instance is asked for: as it is stored, whatever its transfer syntax (PS3.18 8.7.3.5.2); archives that do not know this refuse
 * it, and send Explicit VR Little Endian without; some know only the single-part form.
 */
const TYPES = [
  'multipart/related; type="application/dicom"; transfer-syntax=*',
  'multipart/related; type="application/dicom"',
  'application/dicom',
];

/** The answer of WADO-RS to a request for an instance: its file. What it takes of the allowance is held. */
export function instanceAnswer(sopInstanceUid: string, allowance: Allowance): Answer<Uint8Array> {
  return {
    types: TYPES,
    refusals: [400, 406, 415],
    allowance,
    read: (response, url) => readInstance(response, sopInstanceUid, url),
  };
}

/** Types of a part that may be a DICOM object. */
const OBJECT_TYPES = /^(application\/(dicom|octet-stream)\s*(;|$)|$)/i;
const PREAMBLE = 128;

/**
 * The DICOM object in an answer of WADO-RS, multipart or not. Throws PacsError where the answer is cut short or is none, whatever its
 * status says. Whether the object is the one that was asked for shows only when it is parsed.
 */
function readInstance({ status, headers, body }: HttpResponse, sopInstanceUid: string, url: string): Uint8Array {
  const contentType = headers['content-type'] ?? '';
  if (body.length === 0) throw new PacsError('incomplete', { url, status, reason: 'it is empty' });
  if (isPart10(body) || /^application\/dicom\s*(;|$)/i.test(contentType)) return body;
  const parts = partsOf(body, contentType, url, status).filter((part) =>
    OBJECT_TYPES.test(part.headers['content-type'] ?? ''),
  );
  const [only] = parts;
  if (only === undefined) throw new PacsError('unreadable', { url, status, reason: 'it holds no DICOM object' });
  // An archive that answers with the whole series: the UID stands near the beginning of its object.
  const named = parts.find((part) => Buffer.from(part.body.subarray(0, 4096)).includes(sopInstanceUid)) ?? only;
  if (named.body.length === 0) throw new PacsError('incomplete', { url, status, reason: 'its DICOM object is empty' });
  return named.body;
}

function partsOf(body: Uint8Array, contentType: string, url: string, status: number): Part[] {
  const startsAsOne = body[0] === 0x2d && body[1] === 0x2d;
  if (!startsAsOne && !/^multipart\//i.test(contentType)) {
    const type = contentType.split(';')[0]?.trim().slice(0, 60);
    throw new PacsError('unreadable', { url, status, reason: `it is ${type || 'without Content-Type'}, not DICOM` });
  }
  try {
    return readMultipart(body, contentType);
  } catch (cause) {
    if (!(cause instanceof MultipartError)) throw cause;
    throw new PacsError('incomplete', { url, status, reason: cause.message }, { cause });
  }
}

/** PS3.10 7.1. */
function isPart10(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(PREAMBLE, PREAMBLE + 4)).toString('latin1') === 'DICM';
}
