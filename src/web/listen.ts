import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** How long a request may take to arrive, its headers and all of it, ms: nobody sends more than a form. */
const PATIENCE = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

export interface Listening {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Lets an app answer at an address; port 0 takes a free one. Rejects when the address is taken or is not this machine's. */
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer(PATIENCE, app).listen(port, host);
  await once(server, 'listening');
  const { address, port: bound, family } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`, close };
}
