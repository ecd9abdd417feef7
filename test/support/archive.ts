import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import dcmjs, { type Element } from 'dcmjs';

/** An object of the archive: the file, and its header in the DICOM JSON model (PS3.18 F.2). */
interface Kept {
  readonly file: Uint8Array;
  readonly json: Record<string, Element>;
}

/** A DICOMweb archive in memory; unlike Orthanc it finds series and instances by study, and knows each SOP Instance UID only once. */
export interface TestArchive {
  readonly dicomwebUrl: string;
  /**
   * Adds a file as another device sends it; the same SOP Instance UID may come again in another study or series. `legible` is a file that has the header as the
   * archive reads it, where this one is not to be read.
   */
  add(file: Uint8Array, legible?: Uint8Array): void;
  stop(): Promise<void>;
}

const [STUDY, SERIES, SOP, PATIENT] = ['0020000D', '0020000E', '00080018', '00100020'] as const;

export async function startArchive(): Promise<TestArchive> {
  const kept: Kept[] = [];
  const server = createServer((request, response) => void answer(kept, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    dicomwebUrl: `http://127.0.0.1:${port}`,
    add: (file, legible = file) => void kept.push({ ...read(legible), file }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** /studies[/STUDY/series[/SERIES/(instances|metadata)[/INSTANCE]]]; queries above a study are not known, as in some archives. */
const PATH = /^\/studies(?:\/([^/]+)\/series(?:\/([^/]+)\/(instances|metadata)(?:\/([^/]+))?)?)?\/?$/;

async function answer(kept: Kept[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://archive');
  const match = PATH.exec(pathname);
  if (match === null) return void response.writeHead(404).end();
  if (request.method === 'POST') return store(kept, read(onlyPart(await buffer(request))), response);
  const [, study = searchParams.get('StudyInstanceUID') ?? undefined, series, kind, sop] = match;
  const wanted = [
    [STUDY, study],
    [SERIES, series],
    [SOP, sop ?? searchParams.get('SOPInstanceUID') ?? undefined],
    [PATIENT, searchParams.get('PatientID') ?? undefined],
  ] as const;
  const found = kept.filter(({ json }) => wanted.every(([tag, uid]) => uid === undefined || value(json, tag) === uid));
  if (sop !== undefined) return sendFile(found[0], response);
  if (kind === 'metadata')
    return sendJson(
      response,
      200,
      found.map(({ json }) => json),
    );
  const level = kind !== undefined ? SOP : match[1] !== undefined ? SERIES : STUDY;
  const distinct = new Map(found.map(({ json }) => [value(json, level), json]));
  sendJson(response, 200, [...distinct.values()].slice(Number(searchParams.get('offset') ?? 0)));
}

function store(kept: Kept[], sent: Kept, response: ServerResponse): void {
  const [sop, place] = [value(sent.json, SOP), placeOf(sent)];
  const known = kept.find(({ json }) => value(json, SOP) === sop);
  const item = { '00081155': { vr: 'UI', Value: [sop] } };
  if (known !== undefined && placeOf(known) !== place) {
    // PS3.18 table I.2-2: duplicate SOP instance.
    const failed = { ...item, '00081197': { vr: 'US', Value: [0x0111] } };
    sendJson(response, 409, { '00081198': { vr: 'SQ', Value: [failed] } });
    return;
  }
  if (known === undefined) kept.push(sent);
  sendJson(response, 200, { '00081199': { vr: 'SQ', Value: [item] } });
}

function sendFile(wanted: Kept | undefined, response: ServerResponse): void {
  if (wanted === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'multipart/related; type="application/dicom"; boundary=part' });
  response.write('--part\r\nContent-Type: application/dicom\r\n\r\n');
  response.write(wanted.file);
  response.end('\r\n--part--\r\n');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(body));
}

function read(bytes: Uint8Array): Kept {
  const { dict } = dcmjs.data.DicomMessage.readFile(new Uint8Array(bytes).buffer);
  const header = Object.entries(dict).filter(([tag]) => !tag.startsWith('7FE0'));
  return { file: bytes, json: Object.fromEntries(header.map(([tag, { vr, Value }]) => [tag, { vr, Value }])) };
}

function placeOf({ json: header }: Kept): string {
  return `${value(header, STUDY)} ${value(header, SERIES)}`;
}

function value(header: Record<string, Element>, tag: string): string {
  const [first] = header[tag]?.Value ?? [];
  return typeof first === 'string' ? first : '';
}

/** The file of a multipart message that holds one. */
function onlyPart(body: Buffer): Uint8Array {
  const from = body.indexOf('--');
  const boundary = body.subarray(from, body.indexOf('\r\n', from));
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(Buffer.concat([Buffer.from('\r\n'), boundary])));
}
