import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Lie, type Question, send } from './archive-link.ts';
import type { Study } from './studies.ts';

/** A way to answer badly. */
export interface BadAnswer {
  readonly name: string;
  /** What is asked. */
  readonly where: keyof typeof ASKED;
  readonly answer: (question: Question, response: ServerResponse) => unknown;
}

const ASKED = {
  'every question': /./,
  queries: /^GET .*\/(studies|series|instances)\?/,
  headers: /^GET .*\/metadata/,
  slices: /^GET .*\/instances\/[\d.]+$/,
  'what is stored': /^POST /,
};
/** More than a request is repeated, so that the job must be, too. */
const TIMES = 6;

/** Answers badly what is asked of one study, the first times. */
export function lieAbout({ uid }: Study, { where, answer }: BadAnswer): Lie {
  let left = TIMES;
  return async (question, response) => {
    if (left === 0 || !question.text.includes(uid) || !ASKED[where].test(question.statement)) return false;
    left -= 1;
    await answer(question, response);
    return true;
  };
}

export const BAD_ANSWERS: readonly BadAnswer[] = [
  { name: 'delayed by 5 s', where: 'every question', answer: delayed },
  ...(['queries', 'headers', 'slices', 'what is stored'] as const).map((where) => ({
    name: 'cut in the middle of the body',
    where,
    answer: cut,
  })),
  { name: 'stalls in the middle of the body', where: 'slices', answer: stalled },
  { name: 'stalls in the middle of the body', where: 'queries', answer: stalled },
  { name: 'drips one byte a second', where: 'slices', answer: dripped },
  {
    name: 'the end is missing, as if it were whole',
    where: 'slices',
    answer: changed((body) => body.subarray(0, -100)),
  },
  { name: 'Content-Length too short', where: 'slices', answer: tooShort },
  { name: 'Content-Length too long', where: 'slices', answer: tooLong },
  { name: 'a chunk twice', where: 'slices', answer: changed(doubled) },
  { name: 'another slice than asked for', where: 'slices', answer: swapped },
  { name: 'a page to sign in, with 200', where: 'every question', answer: answered(200, 'text/html', '<html>Sign in') },
  { name: '200 without a body', where: 'every question', answer: answered(200, 'application/dicom+json', '') },
  { name: 'an empty list', where: 'queries', answer: answered(200, 'application/dicom+json', '[]') },
  { name: 'half of the list', where: 'queries', answer: halved },
  { name: 'half of the list', where: 'headers', answer: halved },
  { name: '401', where: 'every question', answer: answered(401, 'text/plain', 'no') },
  { name: '429, Retry-After: 5', where: 'every question', answer: answered(429, 'text/plain', 'slow down', '5') },
  { name: '502', where: 'every question', answer: answered(502, 'text/html', '<html>Bad gateway') },
  { name: '503', where: 'every question', answer: answered(503, 'text/plain', '') },
  { name: '504', where: 'slices', answer: answered(504, 'text/plain', '') },
  { name: '200 without a body, nothing stored', where: 'what is stored', answer: answered(200, 'text/plain', '') },
  { name: '200 with a page, nothing stored', where: 'what is stored', answer: answered(200, 'text/html', '<html>') },
  { name: '500, but stored', where: 'what is stored', answer: storedBut500 },
];

async function delayed(question: Question, response: ServerResponse) {
  await delay(5000);
  send(response, await question.ask());
}

async function cut(question: Question, response: ServerResponse) {
  half(await question.ask(), response);
  await delay(50);
  response.destroy();
}

async function stalled(question: Question, response: ServerResponse) {
  half(await question.ask(), response);
}

function half({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, headers).write(body.subarray(0, body.length / 2));
}

/** In the background, since it takes an hour. */
async function dripped(question: Question, response: ServerResponse) {
  const { status, headers, body } = await question.ask();
  response.writeHead(status, headers);
  let at = 0;
  const drip = setInterval(() => response.write(body.subarray(at, (at += 1))), 1000);
  response.on('close', () => clearInterval(drip));
}

async function tooLong(question: Question, response: ServerResponse) {
  const { status, headers, body } = await question.ask();
  const length = String(body.length + 100);
  response.writeHead(status, { ...headers, 'content-length': length }).write(body);
}

/** Node refuses to lie so, hence the bare connection. */
async function tooShort(question: Question, response: ServerResponse) {
  const { headers, body } = await question.ask();
  const lines = Object.entries({ ...headers, 'content-length': String(body.length - 100) });
  const head = ['HTTP/1.1 200 OK', ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  response.socket?.end(Buffer.concat([Buffer.from(head), body]));
}

async function swapped(question: Question, response: ServerResponse) {
  const [, path = '', asked] = /^GET (.*\/instances)\/([\d.]+)$/.exec(question.statement) ?? [];
  const listed = JSON.parse((await question.ask(path)).body.toString()) as Record<string, { Value: string[] }>[];
  const others = listed.map((one) => one['00080018']?.Value[0]).filter((uid) => uid !== asked);
  send(response, await question.ask(`${path}/${others[0]}`));
}

async function halved(question: Question, response: ServerResponse) {
  const { body, ...head } = await question.ask();
  const list = JSON.parse(body.toString()) as unknown[];
  send(response, whole({ ...head, body: Buffer.from(JSON.stringify(list.slice(0, list.length / 2))) }));
}

async function storedBut500(question: Question, response: ServerResponse) {
  await question.ask();
  response.writeHead(500).end();
}

function changed(change: (body: Buffer) => Buffer) {
  return async (question: Question, response: ServerResponse) => {
    const { body, ...head } = await question.ask();
    send(response, whole({ ...head, body: change(body) }));
  };
}

function doubled(body: Buffer): Buffer {
  const [from, to] = [body.length >> 1, (body.length >> 1) + 500];
  return Buffer.concat([body.subarray(0, to), body.subarray(from)]);
}

function answered(status: number, type: string, body: string, retryAfter?: string) {
  return (_question: Question, response: ServerResponse) => {
    const headers = { 'content-type': type, ...(retryAfter && { 'retry-after': retryAfter }) };
    response.writeHead(status, headers).end(body);
  };
}

/** With the length that it has. */
function whole({ status, headers, body }: Answer): Answer {
  return { status, headers: { ...headers, 'content-length': String(body.length) }, body };
}
