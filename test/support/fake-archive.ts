import dcmjs from 'dcmjs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, { vr?: string; Value?: unknown[] } | undefined>;

/** What is asked, as far as a quirk cares. */
export interface Asked {
  readonly kind: 'studies' | 'series' | 'instances' | 'metadata' | 'instance' | 'store' | 'unknown';
  /** Path below the archive's DICOMweb. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** Of W3C Trace Context. */
  readonly traceparent: string;
  /** SOP Instance UID of a request for an instance. */
  readonly sopInstanceUid: string;
  /** How many requests of this kind came for the study before. */
  readonly before: number;
  /** Bytes that were sent. */
  readonly sent: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Datasets that the body is made from; a quirk changes them or the body. */
  readonly datasets?: readonly unknown[];
  /** Ends the connection after so many bytes, although more were announced. */
  readonly cutAt?: number;
}

/** Changes what the archive answers to requests about one study; undefined leaves it as it is. */
export type Quirk = (asked: Asked, answer: Answer, archive: FakeArchive) => Answer | undefined;

export interface FakeArchiveOptions {
  /** Whether it takes a SOP Instance UID only once, whatever study and series the object names. */
  readonly takesUidOnce?: boolean;
}

interface Stored {
  readonly file: Uint8Array;
  readonly json: Json;
}

const STUDY = '00080020 00080030 00080050 00081030 00100010 00100020 00100030 00100040 0020000D 00200010'.split(' ');
const SERIES = '00080060 0008103E 00180015 0020000D 0020000E 00200011'.split(' ');
const INSTANCE = '00080016 00080018 0020000D 0020000E 00200013'.split(' ');
export const BOUNDARY = '7f6c0897b97c48ce';

/** A DICOMweb archive in memory. It does what PS3.18 says, unless a study has a quirk. */
export class FakeArchive {
  readonly dicomwebUrl: string;
  readonly stop: () => Promise<void>;
  readonly #stored = new Map<string, Stored>();
  readonly #quirks = new Map<string, Quirk>();
  readonly #asked = new Map<string, number>();
  readonly #takesUidOnce: boolean;

  constructor(dicomwebUrl: string, stop: () => Promise<void>, { takesUidOnce = false }: FakeArchiveOptions) {
    this.dicomwebUrl = dicomwebUrl;
    this.stop = stop;
    this.#takesUidOnce = takesUidOnce;
  }

  /** Adds a file as another device sends it. `legible` has the header as the archive reads it, where the file is not to be read. */
  add(file: Uint8Array, legible = file): void {
    const { dict } = dcmjs.data.DicomMessage.readFile(new Uint8Array(legible).buffer);
    const described = Object.entries(dict).filter(([tag]) => !tag.startsWith('7FE0') && !tag.startsWith('4200'));
    const json = JSON.parse(JSON.stringify(Object.fromEntries(described))) as Json;
    this.#stored.set(keyOf(json), { file, json });
  }

  /** From now on, requests about the study ('' for queries for any study) are answered with this quirk, or without one. */
  setQuirk(studyInstanceUid: string, quirk: Quirk | undefined): void {
    if (quirk) this.#quirks.set(studyInstanceUid, quirk);
    else this.#quirks.delete(studyInstanceUid);
  }

  /** Modalities of the series of a study, each once. */
  modalities(studyInstanceUid: string): string[] {
    return [...new Set(this.#of(studyInstanceUid).map(({ json }) => valueOf(json, '00080060')))].sort();
  }

  /** How many requests of a kind came for a study. */
  count(studyInstanceUid: string, kind: Asked['kind']): number {
    return this.#asked.get(`${studyInstanceUid} ${kind}`) ?? 0;
  }

  /** The file of an instance. */
  file(sopInstanceUid: string): Uint8Array {
    return [...this.#stored].find(([key]) => key.endsWith(`/${sopInstanceUid}`))?.[1].file ?? new Uint8Array();
  }

  answer(request: IncomingMessage, sent: Uint8Array): Answer {
    const url = new URL(request.url ?? '/', this.dicomwebUrl);
    const path = url.pathname.replace(/^\/dw/, '').replace(/\/$/, '');
    const kind = kindOf(request.method ?? 'GET', path);
    const study = kind === 'store' ? studyOf(sent) : (path.split('/')[2] ?? url.searchParams.get('StudyInstanceUID'));
    const key = `${study} ${kind}`;
    const before = this.#asked.get(key) ?? 0;
    this.#asked.set(key, before + 1);
    const asked = {
      kind,
      path,
      query: url.searchParams,
      accept: request.headers.accept ?? '',
      traceparent: String(request.headers['traceparent'] ?? ''),
      sopInstanceUid: path.split('/')[6] ?? '',
      before,
      sent: sent.length,
    };
    const plain = kind === 'store' ? this.#store(sent) : this.#get(asked);
    if (kind === 'studies' && study === null) {
      const listed = { ...plain, datasets: this.#quirky(asked, plain) };
      return serialised(this.#quirks.get('')?.(asked, listed, this) ?? listed);
    }
    const quirk = this.#quirks.get(study ?? '');
    return serialised(quirk?.(asked, plain, this) ?? plain);
  }

  /** In a query for studies, each quirk changes the dataset of its own study alone. */
  #quirky(asked: Asked, { datasets = [], ...plain }: Answer): unknown[] {
    return datasets.flatMap((dataset) => {
      const quirk = this.#quirks.get(valueOf(dataset as Json, '0020000D'));
      return quirk?.(asked, { ...plain, datasets: [dataset] }, this)?.datasets ?? [dataset];
    });
  }

  #get({ kind, path, query, sopInstanceUid }: Asked): Answer {
    const [, , study = '', , series = ''] = path.split('/');
    if (kind === 'instance') {
      const found = this.#stored.get(`${study}/${series}/${sopInstanceUid}`);
      return found ? multipart(found.file) : empty(404);
    }
    const jsons = this.#of(study, series).map(({ json }) => json);
    if (kind === 'metadata') return jsons.length > 0 ? { ...empty(200), datasets: jsons } : empty(404);
    const all =
      kind === 'studies' ? this.#studies(query) : kind === 'series' ? distinct(jsons, SERIES, '0020000E') : [];
    const found = kind === 'instances' ? instancesOf(jsons, query) : all;
    const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 1e6)];
    return kind === 'unknown' ? empty(404) : { ...empty(200), datasets: found.slice(offset, offset + limit) };
  }

  #studies(query: URLSearchParams): Json[] {
    const all = [...this.#stored.values()].map(({ json }) => json);
    const wanted = { '0020000D': query.get('StudyInstanceUID'), '00100020': query.get('PatientID') };
    const found = all.filter((json) =>
      Object.entries(wanted).every(([tag, value]) => value === null || valueOf(json, tag) === value),
    );
    return distinct(found, STUDY, '0020000D').map((json) => {
      const count = found.filter((one) => valueOf(one, '0020000D') === valueOf(json, '0020000D')).length;
      return { ...json, '00201208': { vr: 'IS', Value: [count] } };
    });
  }

  #store(sent: Uint8Array): Answer {
    const file = partOf(sent);
    const { dict } = dcmjs.data.DicomMessage.readFile(new Uint8Array(file).buffer);
    const item = { '00081150': dict['00080016'], '00081155': dict['00080018'] };
    if (this.#takesUidOnce && this.#isElsewhere(dict)) {
      // PS3.18 table I.2-2: duplicate SOP instance.
      const failed = { ...item, '00081197': { vr: 'US', Value: [0x0111] } };
      return { ...empty(409), datasets: [{ '00081198': { vr: 'SQ', Value: [failed] } }] };
    }
    this.add(file);
    return { ...empty(200), datasets: [{ '00081199': { vr: 'SQ', Value: [item] } }] };
  }

  /** Whether its SOP Instance UID is known in another study or series. */
  #isElsewhere(json: Json): boolean {
    const uid = valueOf(json, '00080018');
    return [...this.#stored.keys()].some((key) => key.endsWith(`/${uid}`) && key !== keyOf(json));
  }

  #of(study: string, series = ''): Stored[] {
    const prefix = series === '' ? `${study}/` : `${study}/${series}/`;
    return [...this.#stored].filter(([key]) => key.startsWith(prefix)).map(([, stored]) => stored);
  }
}

/** Starts an archive on loopback, with its DICOMweb at /dw. */
export async function startFakeArchive(options: FakeArchiveOptions = {}): Promise<FakeArchive> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => send(response, archive.answer(request, Buffer.concat(chunks))));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  const archive = new FakeArchive(`http://127.0.0.1:${port}/dw`, stop, options);
  return archive;
}

function send(response: ServerResponse, { status, headers, body, cutAt }: Answer): void {
  response.writeHead(status, { 'content-length': String(body.length), ...headers });
  if (cutAt === undefined) response.end(body);
  else response.write(body.subarray(0, cutAt), () => response.destroy());
}

function serialised(answer: Answer): Answer {
  const { datasets, headers, ...rest } = answer;
  if (datasets === undefined) return answer;
  const body = Buffer.from(JSON.stringify(datasets));
  return { ...rest, headers: { 'content-type': 'application/dicom+json', ...headers }, body };
}

function kindOf(method: string, path: string): Asked['kind'] {
  if (method === 'POST') return 'store';
  if (path === '/studies') return 'studies';
  if (/^\/studies\/[^/]+\/series$/.test(path)) return 'series';
  const [, level] = /^\/studies\/[^/]+\/series\/[^/]+\/(instances|metadata)$/.exec(path) ?? [];
  if (level !== undefined) return level as 'instances' | 'metadata';
  return /\/instances\/[^/]+$/.test(path) ? 'instance' : 'unknown';
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: new Uint8Array() };
}

/** A message of one part, made of its pieces so that a quirk can change each. */
export function multipart(file: Uint8Array, { end = '\r\n', header = 'Content-Type: application/dicom' } = {}): Answer {
  const [before, after] = [`--${BOUNDARY}${end}${header}${end}${end}`, `${end}--${BOUNDARY}--${end}`];
  const headers = { 'content-type': `multipart/related; type="application/dicom"; boundary="${BOUNDARY}"` };
  return { status: 200, headers, body: Buffer.concat([Buffer.from(before), file, Buffer.from(after)]) };
}

/** The object of a message of one part; an empty line may precede its first boundary. */
function partOf(message: Uint8Array): Uint8Array {
  const bytes = Buffer.from(message);
  const [boundary = ''] = /--\S+/.exec(bytes.toString('latin1', 0, 200)) ?? [];
  return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4, bytes.lastIndexOf(`\r\n${boundary}`));
}

function studyOf(message: Uint8Array): string {
  const { dict } = dcmjs.data.DicomMessage.readFile(new Uint8Array(partOf(message)).buffer);
  return String(dict['0020000D']?.Value[0]);
}

function keyOf(json: Json): string {
  return ['0020000D', '0020000E', '00080018'].map((tag) => valueOf(json, tag)).join('/');
}

function valueOf(json: Json, tag: string): string {
  return json[tag]?.Value?.map(String)[0] ?? '';
}

function instancesOf(jsons: readonly Json[], query: URLSearchParams): Json[] {
  const uid = query.get('SOPInstanceUID');
  return distinct(jsons, INSTANCE, '00080018').filter((json) => uid === null || valueOf(json, '00080018') === uid);
}

/** One dataset for each value of `key`, with the tags of its level. */
function distinct(jsons: readonly Json[], tags: readonly string[], key: string): Json[] {
  const groups = Map.groupBy(jsons, (json) => valueOf(json, key));
  return [...groups.values()].map(([first]) => Object.fromEntries(tags.map((tag) => [tag, first?.[tag]])));
}
