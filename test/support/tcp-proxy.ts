import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A stretch of network between clients and one server. */
export interface TcpProxy {
  /** The address of the server, led through the proxy. */
  readonly url: string;
  /** From now on nothing arrives on either side, the end of a connection included, and nobody is told. */
  fallSilent(): void;
  /** Lets through what was held back, and what comes. */
  resume(): void;
  stop(): Promise<void>;
}

/** Stands before the server of a URL (`postgres://`, `http://`) and passes bytes on, until it falls silent. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<Pair>();
  let isSilent = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const pair = new Pair(client, connect({ host: hostname, port: Number(port), allowHalfOpen: true }));
    pairs.add(pair);
    if (!isSilent) pair.resume();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    fallSilent: () => {
      isSilent = true;
      for (const pair of pairs) pair.fallSilent();
    },
    resume: () => {
      isSilent = false;
      for (const pair of pairs) pair.resume();
    },
    stop: async () => {
      for (const pair of pairs) pair.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Two sockets that hear each other. */
class Pair {
  readonly #sockets: readonly [Socket, Socket];
  #isSilent = true;

  constructor(client: Socket, server: Socket) {
    this.#sockets = [client, server];
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.pause();
      socket.on('error', () => {});
      socket.on('data', (bytes) => other.write(bytes));
      socket.on('end', () => other.end());
      socket.on('close', () => this.#tell(other));
    }
  }

  fallSilent(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  resume(): void {
    this.#isSilent = false;
    for (const socket of this.#sockets) socket.resume();
    const [client, server] = this.#sockets;
    if (client.destroyed) this.#tell(server);
    if (server.destroyed) this.#tell(client);
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #tell(other: Socket): void {
    if (!this.#isSilent) other.destroy();
  }
}
