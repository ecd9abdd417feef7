import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import type { Role } from '../../src/db/roles.ts';
import { addSession } from '../../src/db/sessions.ts';
import type { Queue } from '../../src/db/queue.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { openPacs } from '../../src/dicomweb/client.ts';
import { Press } from '../../src/press/press.ts';
import { hashOf, newSecret } from '../../src/service/people/secrets.ts';
import { makeQueueTables } from './queue-tables.ts';
import { createApp } from '../../src/web/server.ts';

export interface WebApp {
  readonly app: Express;
  /** Where it listens. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The whole web server on a port of its own, before a PACS that does not answer; `envOf` gets its address. */
export async function startWebApp(database: Database, envOf: (url: string) => Record<string, string>): Promise<WebApp> {
  await makeQueueTables(database);
  const server = createServer((request, response) => void app(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = loadConfig({ DICOMWEB_URL: 'http://127.0.0.1:9/dicom-web', DICOMWEB_RETRIES: '0', ...envOf(url) });
  const pacs = await openPacs(config.pacs);
  const queue = { counts: async () => ({ waiting: 0, running: 0 }) } as Queue;
  const decoder = new PixelDecoder(1);
  const press = new Press(1);
  const announce = async () => true;
  const log = pino({ level: 'silent' });
  const app = createApp({ config, database, queue, pacs, decoder, press, announce, device: undefined, log });
  return {
    app,
    url,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await pacs.close();
      await decoder.close();
      await press.close();
    },
  };
}

/** The cookie of a new session of somebody for whom a provider vouches. */
export async function sessionOf(database: Database, userName: string, role: Role): Promise<string> {
  const id = newSecret();
  await addSession(database, hashOf(id), { userName, role, userId: null, tokenHash: null });
  return `lungtrace_session=${id}`;
}
