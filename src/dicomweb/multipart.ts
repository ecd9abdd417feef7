/** A part of a multipart message. */
export interface Part {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A view into the message. */
  readonly body: Uint8Array;
}

/** Thrown when a message is not multipart, or does not come to its end; the message says which, without any of its content. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

/** Longest header of a part, bytes; a Content-Location alone may be long. */
const LONGEST_HEADER = 65_536;
/** A series of single frames has thousands. */
const MOST_PARTS = 100_000;
const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;

/**
 * The parts of a multipart/related message (RFC 2046 5.1, RFC 2387), with whatever precedes the first delimiter and follows the last
 * one left out. Lines may end with LF alone. Throws MultipartError when the closing delimiter is missing: what was cut short is not
 * a message.
 */
export function readMultipart(message: Uint8Array, contentType: string): Part[] {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const delimiter = findDelimiter(bytes, contentType);
  const parts: Part[] = [];
  const first = nextDelimiter(bytes, delimiter, 0);
  // What a part ends with may look like half a line end: the first line tells which kind the message has.
  const lineEnd = first === undefined || bytes[first.end - 2] !== CR ? 1 : 2;
  for (let line = first; line?.closes !== true;) {
    const next: DelimiterLine | undefined = line && nextDelimiter(bytes, delimiter, line.end);
    if (line === undefined || next === undefined) throw new MultipartError('it ends before its closing boundary');
    parts.push(readPart(bytes.subarray(line.end, Math.max(line.end, next.start - lineEnd))));
    if (parts.length > MOST_PARTS) throw new MultipartError(`it has more than ${MOST_PARTS} parts`);
    line = next;
  }
  return parts;
}

/** Two hyphens and the boundary, by Content-Type; some archives name none there, or another one than they use. */
function findDelimiter(bytes: Buffer, contentType: string): Buffer {
  const match = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  const named = boundary === undefined ? undefined : Buffer.from(`--${boundary.trimEnd()}`, 'latin1');
  if (named !== undefined && nextDelimiter(bytes, named, 0) !== undefined) return named;
  const [used] = /^--[^\r\n\s]{1,200}/m.exec(bytes.toString('latin1', 0, LONGEST_HEADER)) ?? [];
  if (used === undefined) throw new MultipartError('it has no boundary');
  return Buffer.from(used, 'latin1');
}

/** A line that is a delimiter; the line end before it belongs to it too (RFC 2046 5.1.1). */
interface DelimiterLine {
  readonly start: number;
  /** After its own line end. */
  readonly end: number;
  readonly closes: boolean;
}

function nextDelimiter(bytes: Buffer, delimiter: Buffer, from: number): DelimiterLine | undefined {
  for (let at = bytes.indexOf(delimiter, from); at >= 0; at = bytes.indexOf(delimiter, at + 1)) {
    const line = delimiterLineAt(bytes, delimiter, at, from);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The delimiter must begin a line, and nothing but two hyphens and blanks may follow it: a longer boundary is another one. */
function delimiterLineAt(bytes: Buffer, { length }: Buffer, at: number, from: number): DelimiterLine | undefined {
  if (at > from && bytes[at - 1] !== LF) return undefined;
  const closes = bytes[at + length] === HYPHEN && bytes[at + length + 1] === HYPHEN;
  let end = at + length + (closes ? 2 : 0);
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end++;
  if (bytes[end] === CR) end++;
  const isEnded = bytes[end] === LF || (closes && end >= bytes.length);
  if (!isEnded) return undefined;
  return { start: at, end: Math.min(end + 1, bytes.length), closes };
}

function readPart(bytes: Buffer): Part {
  const { headerEnd, bodyStart } = findBody(bytes);
  const headers = readHeaders(bytes.toString('latin1', 0, headerEnd));
  const body = bytes.subarray(bodyStart);
  const length = Number(headers['content-length'] ?? 0);
  // Some count the line end before the next delimiter.
  if (length > body.length + 2) throw new MultipartError(`a part has ${body.length} bytes instead of ${length}`);
  return { headers, body };
}

/** The first empty line ends the header of a part; a part without a header begins with it. */
function findBody(bytes: Buffer): { headerEnd: number; bodyStart: number } {
  for (let start = 0; start <= LONGEST_HEADER;) {
    const end = bytes.indexOf(LF, start);
    if (end < 0) break;
    const isEmpty = end === start || (end === start + 1 && bytes[start] === CR);
    if (isEmpty) return { headerEnd: start, bodyStart: end + 1 };
    start = end + 1;
  }
  throw new MultipartError('a part has no end of its header');
}

function readHeaders(text: string): Record<string, string> {
  // A line that begins with a blank goes on with the one before (RFC 822).
  const lines = text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const fields = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return Object.fromEntries(fields);
}
