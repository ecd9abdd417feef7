import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Gate, type Wires } from './wires.ts';

/** Between one process and Postgres: TCP, with an eye on what is said (Postgres' frontend protocol 3.0, without TLS). */
export interface DatabaseLink {
  /** The URL that the process gets. */
  readonly url: string;
  /** Closed: nothing passes in either direction, not even the end of a connection, and nobody is told. */
  readonly gate: Gate;
  /** Ends every connection. */
  cut(): void;
  stop(): Promise<void>;
}

export async function linkDatabase(databaseUrl: string, owner: object, wires: Wires): Promise<DatabaseLink> {
  const target = new URL(databaseUrl);
  const gate = new Gate();
  const sockets = new Set<Socket>();
  const link = { url: '', gate, cut: () => sockets.forEach((socket) => socket.destroy()), stop };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    const talk = new Talk();
    relay(client, upstream, gate, async (bytes) => {
      for (const { statement, text } of talk.hear(bytes))
        if (wires.armed && !(await wires.pass({ owner, to: 'database', when: 'asked', statement, text }))) return false;
      return true;
    });
    relay(upstream, client, gate, async (bytes) => {
      if (!wires.armed) return true;
      const text = talk.text + bytes.toString('latin1');
      return await wires.pass({ owner, to: 'database', when: 'answered', statement: talk.statement, text });
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  link.url = Object.assign(new URL(target), { port: String((server.address() as AddressInfo).port) }).href;
  return link;

  async function stop() {
    gate.open();
    link.cut();
    await new Promise((closed) => server.close(closed));
  }
}

/** Passes bytes and the end on, in order; a false of `look` ends both. */
function relay(from: Socket, to: Socket, gate: Gate, look: (bytes: Buffer) => Promise<boolean>): void {
  let last = Promise.resolve();
  from.on('data', (bytes: Buffer) => {
    last = last.then(async () => {
      await gate.passed();
      if (!(await look(bytes))) return void [from, to].map((socket) => socket.destroy());
      await gate.passed();
      if (!to.destroyed) to.write(bytes);
    });
  });
  from.on('close', () => {
    void last.then(() => gate.passed()).then(() => to.destroy());
  });
}

/** What a client has said on a connection, statement by statement. */
class Talk {
  /** The last statement, and the transaction that it belongs to with its parameters. */
  statement = '';
  text = '';
  #rest = Buffer.alloc(0);
  #begun = false;
  #current = '';

  /** The statements that end in these bytes. */
  hear(bytes: Buffer): { statement: string; text: string }[] {
    const ended: { statement: string; text: string }[] = [];
    for (const message of this.#messages(bytes)) {
      const type = message.toString('latin1', 0, 1);
      this.#current += message.toString('latin1', 5);
      if (type === 'Q' || type === 'S') ended.push(this.#end());
    }
    return ended;
  }

  #end() {
    const statement = this.#current.replaceAll('\0', ' ').trim();
    this.#current = '';
    const isInside = this.text.startsWith('begin') && !/^(commit|rollback)/.test(this.statement);
    this.text = isInside ? `${this.text}\n${statement}` : statement;
    this.statement = statement;
    return { statement, text: this.text };
  }

  #messages(bytes: Buffer): Buffer[] {
    let rest = Buffer.concat([this.#rest, bytes]);
    const messages: Buffer[] = [];
    // The first message, which opens the connection, has no type.
    if (!this.#begun && rest.length >= 4 && rest.length >= rest.readUInt32BE(0)) {
      this.#begun = true;
      rest = rest.subarray(rest.readUInt32BE(0));
    }
    while (this.#begun && rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const length = 1 + rest.readUInt32BE(1);
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#rest = rest;
    return messages;
  }
}
