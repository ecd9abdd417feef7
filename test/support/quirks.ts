import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Answer, empty, multipart, type Quirk } from './fake-archive.ts';
import {
  type Kind,
  type Dataset,
  QUERIES,
  numeric,
  coded,
  edited,
  fileOf,
  stored,
  failed,
  redirect,
  elements,
  on,
  either,
  datasets,
  without,
  body,
} from './quirk-parts.ts';

const SIGN_IN = '<!doctype html><title>Sign in</title><form action="/login"><input name="user"></form>';

/** Oddities that PS3.18, HTTP and MIME allow, or that say all that is needed: the study is done. */
export const LEGAL: Readonly<Record<string, Quirk>> = {
  'a preamble before the first boundary': edited((message) => Buffer.concat([Buffer.from('a preamble\r\n'), message])),
  'an epilogue behind the last boundary': edited((message) => Buffer.concat([message, Buffer.from('an epilogue')])),
  'line ends of LF alone': on('instance', (answer) => multipart(fileOf(answer), { end: '\n' })),
  'the header of a part 60,000 bytes long': on('instance', (answer) =>
    multipart(fileOf(answer), {
      header: `Content-Type: application/dicom\r\nContent-Location: http://h/${'x'.repeat(60_000)}`,
    }),
  ),
  'no header of the part': on('instance', (answer) => multipart(fileOf(answer), { header: 'X-Nothing: 1' })),
  'no boundary in the Content-Type': on('instance', (answer) => ({
    ...answer,
    headers: { 'content-type': 'multipart/related' },
  })),
  'a boundary in the Content-Type that is not used': on('instance', (answer) => ({
    ...answer,
    headers: { 'content-type': 'multipart/related; boundary=other' },
  })),
  'single part instead of multipart': on('instance', (answer) => body200(fileOf(answer), 'application/dicom')),
  'single part as octets': on('instance', (answer) => body200(fileOf(answer), 'application/octet-stream')),
  'gzip that nobody asked for': coded('gzip', gzipSync),
  'deflate that nobody asked for': coded('deflate', deflateSync),
  'brotli that nobody asked for': coded('br', brotliCompressSync),
  'a redirect on the same host (302)': redirect(302),
  'a redirect on the same host (307)': redirect(307),
  'a redirect on the same host (308)': redirect(308),
  'transfer-syntax=* refused with 406': on('instance', (answer, { accept }) =>
    accept.includes('*') ? empty(406) : answer,
  ),
  'transfer-syntax=* refused with 400': on('instance', (answer, { accept }) =>
    accept.includes('*') ? empty(400) : answer,
  ),
  'application/dicom+json refused with 406': on(['series', 'instances', 'metadata'], (answer, { accept }) =>
    accept.includes('dicom+json') ? empty(406) : { ...answer, headers: { 'content-type': 'application/json' } },
  ),
  'no Content-Type': on(QUERIES, (answer) => ({ ...answer, headers: { 'content-type': '' } })),
  'tags in lower case': datasets(QUERIES, (one) =>
    Object.fromEntries(Object.entries(one).map(([tag, e]) => [tag.toLowerCase(), e])),
  ),
  'no vr': elements(QUERIES, ({ Value }, tag) => [tag, { Value }]),
  'null for empty values': elements(['metadata', 'studies'], (element, tag) => [
    tag,
    ['0008103E', '00081030', '00180015', '00080050'].includes(tag) ? { vr: 'LO', Value: [null] } : element,
  ]),
  'null between the values of ImageType': elements('metadata', (element, tag) => [
    tag,
    tag === '00080008' ? { vr: 'CS', Value: ['ORIGINAL', null, 'AXIAL'] } : element,
  ]),
  'numbers as strings': elements(QUERIES, ({ vr, Value }, tag) => [
    tag,
    { vr, Value: numeric(vr) ? Value?.map(String) : Value },
  ]),
  'several numbers in one string': elements('metadata', ({ vr, Value }, tag) => [
    tag,
    { vr, Value: numeric(vr) ? [Value?.join('\\')] : Value },
  ]),
  'padded strings': elements(QUERIES, ({ vr, Value }, tag) => [
    tag,
    { vr, Value: Value?.map((one) => (typeof one === 'string' ? one + (vr === 'UI' ? '\0' : ' ') : one)) },
  ]),
  'values outside an array': elements(QUERIES, ({ vr, Value }, tag) => [
    tag,
    { vr, Value: Value?.length === 1 ? Value[0] : Value },
  ]),
  'bulk data of another host': datasets('metadata', (one) => ({
    ...one,
    '00091010': { vr: 'UN', BulkDataURI: 'https://other.example/bulk/1' },
    '7FE00010': { vr: 'OW', BulkDataURI: '../../bulk/1' },
    '00420011': { vr: 'OB', InlineBinary: 'AAAA' },
  })),
  'no Modality in the query for series': without('series', '00080060'),
  'neither Modality nor SOP class in the queries': without(['series', 'instances'], '00080060', '00080016'),
  'metadata of half the instances': datasets('metadata', (one, index) => (index < 12 ? one : undefined)),
  'metadata without positions': without('metadata', '00200032'),
  'metadata without pixel spacing in one instance': datasets('metadata', (one, index) =>
    index === 3 ? { ...one, '00280030': { vr: 'DS' } } : one,
  ),
  'metadata that is malformed for one instance': datasets('metadata', (one, index) =>
    index === 3 ? { ...one, '00200032': 7 } : one,
  ),
  'no metadata (404)': on('metadata', () => empty(404)),
  'no metadata (empty 200)': on('metadata', () => empty(200)),
  'no metadata (501)': on('metadata', () => empty(501)),
  'metadata of another series': elements('metadata', (element, tag) => [
    tag,
    tag === '0020000E' ? { vr: 'UI', Value: ['1.2.3'] } : element,
  ]),
  'a query for one study answered with all': on('studies', (answer) => ({
    ...answer,
    datasets: [
      { '0020000D': { vr: 'UI', Value: ['1.2.999'] }, '00100020': { vr: 'LO', Value: ['SOMEBODY'] } },
      ...(answer.datasets ?? []),
    ],
  })),
  'half of the instances a page': datasets('instances', (one, index) => (index < 12 ? one : undefined)),
  'an offset refused with 400': on(['series', 'instances'], (answer, { query }) =>
    query.has('offset') ? empty(400) : answer,
  ),
  'the end of a query as 404': on(['series', 'instances'], (answer) =>
    answer.datasets?.length ? answer : body(404, '{"message":"no match"}', 'application/json'),
  ),
  'the end of a query as 204': on(['series', 'instances'], (answer) => (answer.datasets?.length ? answer : empty(204))),
  'the end of a query as an empty page': on(['series', 'instances'], (answer) =>
    answer.datasets?.length ? answer : body(200, '<html><body></body></html>', 'text/html'),
  ),
  'limit and offset ignored': on(['series', 'instances'], (answer, asked) =>
    asked.query.has('offset') ? body(200, 'null', 'application/json') : answer,
  ),
  'an empty answer to a store': stored(() => empty(200)),
  'XML in answer to a store': stored(() => body(200, '<NativeDicomModel/>', 'application/dicom+xml')),
  'stored with a warning (202)': stored((answer) => ({ ...answer, status: 202 })),
  'XML with 409 for what is stored': stored(() =>
    body(409, '<NativeDicomModel><x/></NativeDicomModel>', 'application/dicom+xml'),
  ),
  'JSON of its own with 409 for what is stored': stored(() =>
    body(409, '[{"error":{"code":409,"message":"already exists"}}]', 'application/json'),
  ),
  'tags in lower case in answer to a store': stored((answer) => ({
    ...answer,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })),
};

/** Hiccups that pass when the same is asked again, at once or a little later: the study is done, and no attempt was used up. */
export const PASSING: Readonly<Record<string, Quirk>> = {
  'busy three times, Retry-After 1': on('instance', () => empty(503, { 'retry-after': '1' }), 3),
  'a message cut short once': edited((message) => message.subarray(0, message.length / 2), 1),
  'an empty message once': edited(() => new Uint8Array(), 1),
  'a connection cut once': on('instance', (answer) => ({ ...answer, cutAt: 500 }), 1),
  'a sign-in page once': on('instance', () => body(200, SIGN_IN, 'text/html'), 1),
  'a damaged object in a whole message once': on('instance', (answer) => multipart(fileOf(answer).subarray(0, 900)), 1),
  'metadata that calls the series derived, once': derivedOnce(),
};

/** Answers that are no verdict on the images: the study waits without using up an attempt, and is done when the archive is well. */
export const OUTAGES: Readonly<Record<string, readonly [Quirk, RegExp]>> = {
  'every message cut short': [
    edited((message) => message.subarray(0, message.length / 2)),
    /incomplete answer: it ends before its closing boundary/,
  ],
  'the closing boundary missing': [
    edited((message) => message.subarray(0, message.lastIndexOf('\r\n--'))),
    /closing boundary/,
  ],
  'every connection cut': [on('instance', (answer) => ({ ...answer, cutAt: 500 })), /did not answer/],
  'gzip cut short': [coded('gzip', (bytes) => gzipSync(bytes).subarray(0, 40)), /did not answer|cannot be read/],
  'gzip announced, but not sent': [coded('gzip', (bytes) => bytes), /did not answer/],
  'a sign-in page instead of an instance': [
    on('instance', () => body(200, SIGN_IN, 'text/html')),
    /it is text\/html, not DICOM/,
  ],
  'a message of the archive instead of an instance, called DICOM': [
    on('instance', () => body(200, '{"error":"busy"}'.padEnd(400), 'application/dicom')),
    /it sends what is not DICOM/,
  ],
  'a message of the archive in the message': [
    on('instance', () => multipart(Buffer.from('{"error":"busy"}'.padEnd(400)))),
    /it sends what is not DICOM/,
  ],
  'a sign-in page in the message': [
    on('instance', () => multipart(Buffer.from(SIGN_IN), { header: 'Content-Type: text/html' })),
    /no DICOM object/,
  ],
  'a sign-in page instead of the series': [
    on('series', () => body(200, SIGN_IN, 'text/html')),
    /DICOM JSON: it sends text\/html/,
  ],
  'a redirect to the sign-in of another host': [
    on('metadata', () => empty(302, { location: 'http://sign-in.example/?from=pacs' })),
    /sends on to sign-in\.example/,
  ],
  'redirects without end': [on('metadata', (_, { path }) => empty(302, { location: `/dw${path}` })), /sends on to 127/],
  'credentials refused': [on('instance', () => empty(401)), /status 401/],
  'status 500': [on('instance', () => empty(500)), /status 500/],
  'status 503 for a day': [on('instance', () => empty(503, { 'retry-after': '1' })), /status 503/],
  'JSON cut short': [
    on('instances', (answer) => body(200, JSON.stringify(answer.datasets).slice(0, 300), 'application/dicom+json')),
    /JSON that cannot be parsed/,
  ],
  'XML instead of JSON': [
    on('metadata', () => body(200, '<NativeDicomModel/>', 'application/dicom+xml')),
    /it sends application\/dicom\+xml/,
  ],
  'another object than asked for': [
    on('instance', (answer, { before }) => (before % 2 ? answer : multipart(swapped(fileOf(answer))))),
    /an object of another SOPInstanceUID/,
  ],
  'half of the instances listed': [
    either(
      datasets('series', (one) => ({ ...one, '00201209': { vr: 'IS', Value: [24] } })),
      datasets('instances', upToTwelve),
    ),
    /lists 12 of 24 instances/,
  ],
  'half of the instances listed, and no count': [
    datasets('instances', upToTwelve),
    /metadata of 12 instances .* did not list/,
  ],
  'no instance listed': [on('instances', (answer) => ({ ...answer, datasets: [] })), /lists 0 of/],
  'the study listed without its series': [
    on('series', (answer) => ({ ...answer, datasets: [] })),
    /none of its series/,
  ],
  'a series without its UID': [without('series', '0020000E'), /have no SeriesInstanceUID/],
  'out of space (A700H)': [stored(failed(0xa700)), /A700H/],
  'status 500 to a store': [stored(() => empty(500)), /status 500/],
};

/** What the archive will not take, said by name after the attempts. */
export const FAILURES: Readonly<Record<string, readonly [Quirk, RegExp]>> = {
  'a store refused (C000H)': [stored(failed(0xc000)), /C000H/],
  'a store refused as too large (413)': [stored(() => empty(413)), /does not take an object of \d+ bytes/],
  'an instance that is listed, but not there (404)': [on('instance', () => empty(404)), /status 404/],
};

/** What lies in the images: refused by name, after a second, independent fetch. */
export const REFUSED: Readonly<Record<string, readonly [Quirk, string, Kind]>> = {
  'an object that is damaged whenever it is fetched': [
    on('instance', (answer) => multipart(fileOf(answer).subarray(0, 900))),
    'DAMAGED',
    'instance',
  ],
  'a derived series': [
    elements('metadata', (element, tag) => [
      tag,
      tag === '00080008' ? { vr: 'CS', Value: ['DERIVED', 'SECONDARY', 'MPR'] } : element,
    ]),
    'DERIVED',
    'metadata',
  ],
};

function body200(bytes: Uint8Array, contentType: string): Answer {
  return { status: 200, headers: { 'content-type': contentType }, body: bytes };
}

/** By InstanceNumber, so that no page brings the others. */
function upToTwelve(dataset: Dataset): Dataset | undefined {
  return Number(dataset['00200013']?.Value?.[0]) <= 12 ? dataset : undefined;
}

function derivedOnce(): Quirk {
  const derived = { vr: 'CS', Value: ['DERIVED', 'SECONDARY', 'MPR'] };
  return datasets('metadata', (dataset) => ({ ...dataset, '00080008': derived }), 1);
}

/** The object under another SOP Instance UID of the same length. */
function swapped(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  const at = copy.indexOf(Buffer.from('08001800', 'hex')) + 8;
  copy[at + 3] = copy[at + 3] === 0x31 ? 0x32 : 0x31;
  return copy;
}
