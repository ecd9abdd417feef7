import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { tinyCt } from './ct.ts';

/** What an archive answers to any request. */
export interface HostileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const BOUNDARY = '7f6c0897b97c48ce';
const file = tinyCt({ name: 'fuzz', slices: 1 }).files[0] ?? new Uint8Array();
const TAGS = [
  '0020000D',
  '0020000E',
  '00080018',
  '00080060',
  '00080008',
  '00200032',
  '00100010',
  '00081199',
  '00081198',
];
const KEYS = [
  ...TAGS,
  '0020000d',
  '52009230',
  '00089215',
  '7FE00010',
  '__proto__',
  'constructor',
  'vr',
  '',
  '0008,0060',
];
const VRS = ['UI', 'CS', 'DS', 'IS', 'PN', 'SQ', 'UN', 'OW', 'LO', 'ui', 'XX', '', 'TOO LONG'];
/** Entities that would grow to gigabytes, and one that would read a file. */
const XML = [
  '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><NativeDicomModel>&b;</NativeDicomModel>',
  '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><NativeDicomModel><DicomAttribute>&f;</DicomAttribute></NativeDicomModel>',
  '<NativeDicomModel>' + '<DicomAttribute tag="00081198" vr="SQ">'.repeat(2000),
];

/** A value of an element, right or wrong. */
const value = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom('1.2.3', '1.2.840.10008.5.1.4.1.1.2', 'CT', '1\\2\\3', '\ud800', '\0', 'x'.repeat(5000)),
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, [], {}, 1e308, -0),
  fc.record({ Alphabetic: fc.oneof(fc.string(), fc.constant(null), fc.integer()) }, { requiredKeys: [] }),
);

const { dataset } = fc.letrec<{ dataset: Record<string, unknown>; element: unknown }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record(
      {
        vr: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...VRS) }, { weight: 1, arbitrary: value }),
        Value: fc.oneof(fc.array(value, { maxLength: 6 }), value),
        BulkDataURI: fc.constantFrom('https://other.example/1', '../../x', 5),
        InlineBinary: fc.constantFrom('AAAA', '!!', null),
      },
      { requiredKeys: [] },
    ),
    value,
    fc.record({ vr: fc.constant('SQ'), Value: fc.array(tie('dataset'), { maxLength: 3 }) }),
  ),
  dataset: fc.dictionary(fc.constantFrom(...KEYS), tie('element'), { maxKeys: 8, noNullPrototype: true }),
}));

/** Deeper than any stack. */
const deep = fc
  .tuple(
    fc.constantFrom('[', '{"00081140":{"vr":"SQ","Value":[', '{"a":'),
    fc.integer({ min: 1, max: 60_000 }),
    fc.boolean(),
  )
  .map(([open, depth, closed]) => open.repeat(depth) + (closed ? ']'.repeat(depth) : ''));

const json = fc.oneof(
  fc.array(dataset, { maxLength: 5 }).map((all) => JSON.stringify(all)),
  fc.array(fc.oneof(dataset, value), { maxLength: 5 }).map((all) => JSON.stringify(all)),
  fc.json({ maxDepth: 4 }),
  deep,
);

const markup = fc.oneof(
  fc.constantFrom(
    ...XML,
    '<!doctype html><title>Sign in</title><form>',
    '<html><body></body></html>',
    '<'.repeat(9999),
  ),
  fc.string({ maxLength: 200 }).map((text) => `<${text}>`),
);

const part = fc.record({
  header: fc.constantFrom(
    'Content-Type: application/dicom',
    '',
    'Content-Length: 99999999',
    'X: ' + 'y'.repeat(70_000),
    'no colon',
  ),
  body: fc.oneof(
    fc.constant(file),
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(Buffer.from(`\r\n--${BOUNDARY}\r\n`)),
  ),
});

/** A multipart message, as right as its parts. */
const multipart = fc
  .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom('\r\n', '\n'), fc.constantFrom('--', '', '-'), fc.string())
  .map(([parts, end, closing, preamble]) =>
    Buffer.concat([
      Buffer.from(preamble),
      ...parts.map(({ header, body }) =>
        Buffer.concat([Buffer.from(`${end}--${BOUNDARY}${end}${header}${end}${end}`), body]),
      ),
      Buffer.from(`${end}--${BOUNDARY}${closing}${end}`),
    ]),
  );

const whole: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: json.map((text) => Buffer.from(text)) },
  { weight: 3, arbitrary: multipart },
  { weight: 2, arbitrary: markup.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 2000 }) },
  { weight: 1, arbitrary: fc.constant(file) },
);

/** What happens to a message on its way: nothing, an end too early, a hole, a repetition, wrong bytes. */
const damaged = fc
  .tuple(
    whole,
    fc.constantFrom('none', 'none', 'cut', 'hole', 'twice', 'flip'),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([bytes, damage, share]): Uint8Array => {
    const at = Math.floor(bytes.length * share);
    if (damage === 'cut') return bytes.subarray(0, at);
    if (damage === 'hole') return Buffer.concat([bytes.subarray(0, at / 2), bytes.subarray(at)]);
    if (damage === 'twice') return Buffer.concat([bytes, bytes.subarray(at)]);
    if (damage === 'flip') return bytes.map((byte, index) => (index % 97 === at % 97 ? byte ^ 0x15 : byte));
    return bytes;
  });

const TYPES = [
  'application/dicom+json',
  'application/json; charset=utf-8',
  `multipart/related; type="application/dicom"; boundary="${BOUNDARY}"`,
  `multipart/related; boundary=${BOUNDARY}; type=application/dicom`,
  'multipart/related; boundary=""',
  'multipart/related',
  'application/dicom',
  'application/dicom+xml',
  'text/html',
  '',
];

/** Any answer that an archive, a proxy before it, or an attacker may send. */
export const hostileAnswer: fc.Arbitrary<HostileAnswer> = fc
  .record({
    status: fc.oneof(
      { weight: 8, arbitrary: fc.constant(200) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(202, 204, 301, 302, 400, 401, 404, 406, 409, 413, 415, 429, 500, 501, 503),
      },
    ),
    type: fc.constantFrom(...TYPES),
    coding: fc.constantFrom('', '', '', '', 'gzip', 'gzip, gzip', 'br', 'identity', 'made-up'),
    isCoded: fc.boolean(),
    location: fc.constantFrom('', '', '/elsewhere', 'http://other.example/', '::', 'http://127.0.0.1:1/'),
    body: damaged,
  })
  .map(({ status, type, coding, isCoded, location, body }) => ({
    status,
    headers: {
      ...(type && { 'content-type': type }),
      ...(coding && { 'content-encoding': coding }),
      ...(location && { location }),
    },
    body: coding.startsWith('gzip') && isCoded ? gzipSync(body) : body,
  }));
