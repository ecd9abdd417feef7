import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gate, type Wires } from './wires.ts';

/** An answer of the archive, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** A question to the archive. */
export interface Question {
  /** `METHOD path`, with the SOP class of what is stored. */
  readonly statement: string;
  /** With the body, as Latin-1. */
  readonly text: string;
  /** Asks the archive itself. */
  ask(path?: string): Promise<Answer>;
}

/** Answers a question in place of the archive: true if it did. */
export type Lie = (question: Question, response: ServerResponse) => Promise<boolean>;

/** Between one process and the archive: HTTP. */
export interface ArchiveLink {
  readonly url: string;
  /** Closed: questions and answers get lost and no connection ends. */
  readonly gate: Gate;
  cut(): void;
  stop(): Promise<void>;
}

export interface LinkOptions {
  /** The process. */
  readonly owner: object;
  readonly wires: Wires;
  /** Asked for every question, until one has answered. */
  readonly lies: ReadonlySet<Lie>;
}

export async function linkArchive(target: string, { owner, wires, lies }: LinkOptions): Promise<ArchiveLink> {
  const gate = new Gate();
  const agent = new Agent({ keepAlive: true });
  const link = { url: '', gate, cut: () => server.closeAllConnections(), stop };
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat((await incoming.toArray()) as Buffer[]);
    await gate.passed();
    const question = questionOf(incoming, body, (path) => ask(target, agent, incoming, body, path));
    const { statement, text } = question;
    const asked = { owner, to: 'archive', when: 'asked', statement, text } as const;
    if (!(await wires.pass(asked))) return response.destroy();
    for (const lie of lies) if (await lie(question, response)) return undefined;
    const found = await question.ask();
    if (!(await wires.pass({ ...asked, when: 'answered' }))) return response.destroy();
    await gate.passed();
    return send(response, found);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  link.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return link;

  async function stop() {
    gate.open();
    agent.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

/** Answers with the whole answer. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

function questionOf(
  { method = '', url = '' }: IncomingMessage,
  body: Buffer,
  forward: (path: string) => Promise<Answer>,
): Question {
  const text = `${method} ${url}\n${body.toString('latin1')}`;
  // Media Storage SOP Class UID (0002,0002) of the object that is stored.
  const [, stored = ''] = /\x02\0\x02\0UI..([\d.]+)/s.exec(text) ?? [];
  return { statement: `${method} ${url} ${stored}`.trim(), text, ask: (path = url) => forward(path) };
}

async function ask(target: string, agent: Agent, { method, headers }: IncomingMessage, body: Buffer, path: string) {
  const onward = request(`${target}${path}`, { method, headers, agent }).end(body);
  const [incoming] = (await once(onward, 'response')) as [IncomingMessage];
  const found = Buffer.concat((await incoming.toArray()) as Buffer[]);
  // How it was sent is not how it is sent on.
  const { 'content-type': type = 'text/plain' } = incoming.headers;
  const kept = { 'content-type': type, 'content-length': String(found.length) };
  return { status: incoming.statusCode ?? 502, headers: kept, body: found };
}
