// How long the dashboard's pages take with many studies in the database.
// Usage: node scripts/bench-pages.ts [studies, 10000 without it]; DATABASE_URL names an empty Postgres, else the embedded one.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../src/config.ts';
import { connect } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { openQueue } from '../src/db/queue.ts';
import { PixelDecoder } from '../src/dicom/pixels/decoder.ts';
import { openPacs } from '../src/dicomweb/client.ts';
import { Press } from '../src/press/press.ts';
import { announcer } from '../src/service/arrivals/announce.ts';
import { createApp } from '../src/web/server.ts';
import { writeManyStudies } from '../test/support/many-studies.ts';

const REPEATS = 40;
const studies = Number(process.argv[2] ?? 10_000);
const dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-bench-pages-'));
const config = loadConfig({ DATABASE_URL: process.env['DATABASE_URL'], LUNGTRACE_DATA_DIR: dataDir });
const database = await connect(config);
await migrate(database);
await writeManyStudies(database, studies);
const queue = await openQueue(database, { ...config.worker, onError: console.error });
const pacs = await openPacs(config.pacs);
const announce = announcer(database, queue);
const parts = {
  config,
  database,
  queue,
  pacs,
  decoder: new PixelDecoder(1),
  press: new Press(1),
  announce,
  device: 'cpu',
  log: pino({ level: 'error' }),
};
const server = createApp(parts).listen(0, '127.0.0.1');
await once(server, 'listening');

const uid = `2.25.${10_000_000 + Math.floor(studies / 2) + 1}`;
const pages = {
  worklist: '/',
  'worklist, deep page': `/?before=${Math.floor(studies / 3)}`,
  'worklist, one state': '/?state=refused',
  'search, one hit': `/?q=acc${studies - 3}`,
  'search, many hits': '/?q=chest+family1',
  'search, no hit': '/?q=nobody',
  'search by UID': `/?q=${uid}`,
  study: `/studies/${uid}`,
  patient: `/patients/${Math.floor(studies / 8) + 1}`,
  failures: '/failures',
  'worklist as JSON': '/api/studies',
};

console.log(`${studies} studies, ${database.kind}; milliseconds of ${REPEATS} requests each`);
console.log(`${'page'.padEnd(22)} median    p95`);
for (const [name, path] of Object.entries(pages)) {
  const times = await measured(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(6);
  console.log(`${name.padEnd(22)} ${at(0.5)} ${at(0.95)}`);
}

server.closeAllConnections();
server.close();
await queue.stop();
await pacs.close();
await parts.decoder.close();
await parts.press.close();
await database.close();
await rm(dataDir, { recursive: true, force: true });

async function measured(url: string): Promise<number[]> {
  const times: number[] = [];
  for (let repeat = -3; repeat < REPEATS; repeat++) {
    const start = performance.now();
    const response = await fetch(url);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    if (repeat >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}
