import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import { type RunningService, startServer } from '../../src/service/service.ts';
import { traced } from '../../src/telemetry/spans.ts';
import { openTraces } from '../../src/telemetry/traces.ts';
import { tinyCt } from '../support/ct.ts';
import { type FakeArchive, startFakeArchive } from '../support/fake-archive.ts';
import { simpleAnalyser } from '../support/simple-analyser.ts';
import { until } from '../support/until.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/** As much of OTLP/HTTP as lungtrace sends: JSON, to /v1/traces. */
interface Message {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** A collector that keeps what it is sent, or one that never answers. */
async function startCollector(answers = true) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(chunks).toString());
      if (answers) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const messages = () => bodies.map((body) => JSON.parse(body) as Message);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    bodies,
    messages,
    spans: () => messages().flatMap((one) => one.resourceSpans[0]?.scopeSpans.flatMap(({ spans }) => spans) ?? []),
    stop: () => (server.closeAllConnections(), server.close()),
  };
}

const SECRET = 'the secret of the archive';
const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736';
const ct = tinyCt({ name: 'traced', patientId: 'PAT-4711', header: { PatientName: 'Geheim^Greta' } });

/** A server that analyses, on an archive in memory. */
async function startWorld(env: Readonly<Record<string, string>>) {
  const archive = await startFakeArchive();
  for (const file of ct.files) archive.add(file);
  const dataDir = await mkdtemp(join(tmpdir(), 'traces-'));
  const config = loadConfig({
    DICOMWEB_URL: archive.dicomwebUrl,
    LUNGTRACE_DATA_DIR: dataDir,
    LUNGTRACE_PORT: '0',
    LUNGTRACE_POLL_CRON: 'off',
    LUNGTRACE_NOTIFICATION_SECRET: SECRET,
    LUNGTRACE_LOG_LEVEL: 'silent',
    ...env,
  });
  const service = await startServer(config, async () => ({ ...simpleAnalyser(), close: async () => {} }));
  const stop = async () => {
    await service.stop();
    await archive.stop();
    await rm(dataDir, { recursive: true });
  };
  return { archive, service, stop };
}

async function analyse({ url }: RunningService, archive: FakeArchive): Promise<void> {
  const response = await fetch(`${url}/api/notifications/orthanc`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-lungtrace-secret': SECRET,
      traceparent: `00-${CALLER}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({ StudyInstanceUID: ct.studyInstanceUid }),
  });
  assert.equal(response.status, 202);
  await until(() => archive.modalities(ct.studyInstanceUid).includes('DOC'), 'the report is stored');
}

test('the SDK is loaded where traces are configured, and nowhere else', async () => {
  const loaded: string[] = [];
  const hooks = registerHooks({
    load(url, context, next) {
      if (url.includes('@opentelemetry/')) loaded.push(url);
      return next(url, context);
    },
  });
  const isLoaded = () => loaded.some((url) => url.includes('@opentelemetry/sdk-trace'));
  const plain = await startWorld({});
  try {
    await analyse(plain.service, plain.archive);
  } finally {
    await plain.stop();
  }
  assert.equal(isLoaded(), false, loaded.join('\n'));
  const close = await openTraces('http://127.0.0.1:9/v1/traces', pino({ level: 'silent' }));
  await close();
  assert.equal(isLoaded(), true);
  hooks.deregister();
});

suite('with a collector', () => {
  const parents: string[] = [];
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let world: Awaited<ReturnType<typeof startWorld>>;

  before(async () => {
    collector = await startCollector();
    world = await startWorld({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    world.archive.setQuirk(ct.studyInstanceUid, ({ traceparent }) => void parents.push(traceparent));
    try {
      await analyse(world.service, world.archive);
      await fetch(`${world.service.url}/livez`);
      await fetch(`${world.service.url}/studies/${ct.studyInstanceUid}?name=Geheim`);
    } finally {
      await world.stop();
    }
  });
  after(() => collector.stop());

  const idOf = (name: string) => collector.spans().find((span) => span.name === name);

  test('a study is one trace: its job, the stages, and in them the requests to the archive', () => {
    const job = idOf('study');
    const ofJob = collector.spans().filter(({ traceId }) => traceId === job?.traceId);
    const below = (name: string) => {
      const ids = ofJob.filter((span) => span.name === name).map(({ spanId }) => spanId);
      const names = ofJob.filter(({ parentSpanId = '' }) => ids.includes(parentSpanId)).map((span) => span.name);
      return [...new Set(names)].toSorted();
    };
    const stages = ['analyse', 'decode', 'fetch', 'look', 'record', 'store', 'write'];
    assert.deepEqual(
      below('study').filter((name) => !name.startsWith('archive ')),
      stages,
    );
    assert.deepEqual(below('look'), ['archive instances', 'archive series', 'archive studies']);
    assert.deepEqual(below('fetch'), ['archive instance']);
    assert.deepEqual(below('store'), ['archive store']);
    assert.equal(ofJob.filter(({ name }) => name === 'archive instance').length, 24);
    const said = Object.fromEntries(job?.attributes.map(({ key, value }) => [key, value.stringValue]) ?? []);
    assert.equal(said['lungtrace.study_instance_uid'], ct.studyInstanceUid);
    assert.equal(said['lungtrace.result'], 'done');
  });

  test('the archive is told the trace and the span of every request for a study', () => {
    const spans = new Map(collector.spans().map((span) => [`00-${span.traceId}-${span.spanId}-01`, span.name]));
    assert.ok(parents.length > 24);
    for (const parent of parents) assert.match(spans.get(parent) ?? `no span ${parent}`, /^archive /);
  });

  test('a request continues its caller`s trace under the name of its route, and probes make none', () => {
    assert.equal(idOf('POST /api/notifications/orthanc')?.traceId, CALLER);
    assert.notEqual(idOf('study')?.traceId, CALLER);
    assert.ok(idOf('GET /studies/:uid'), 'a page is named by its route');
    assert.ok(!collector.spans().some(({ name }) => name.includes('livez')));
  });

  test('a follow-up is a trace of its own', () => {
    assert.ok(idOf('follow-up'));
    assert.notEqual(idOf('follow-up')?.traceId, idOf('study')?.traceId);
  });

  test('what is sent names the service and no patient', () => {
    const sent = collector.bodies.join('\n');
    assert.doesNotMatch(sent, /Geheim|Greta|PAT-4711/);
    const [first] = collector.messages();
    const said = first?.resourceSpans[0]?.resource.attributes.map(({ key, value }) => `${key}=${value.stringValue}`);
    assert.match(said?.join(' ') ?? '', /service\.name=lungtrace service\.version=\d+\.\d+\.\d+/);
  });
});

for (const [kind, open] of [
  ['is not there', async () => ({ url: 'http://127.0.0.1:9', stop: () => {} })],
  ['never answers', async () => await startCollector(false)],
] as const) {
  test(`a collector that ${kind} fails no work, is told of once, and holds up the end for five seconds at most`, async () => {
    const collector = await open();
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
    const close = await openTraces(`${collector.url}/v1/traces`, log);
    for (let index = 0; index < 1500; index++) assert.equal(await traced('work', {}, async () => index), index);
    const start = performance.now();
    await close();
    const seconds = (performance.now() - start) / 1000;
    console.log(`closed after ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 5.5, `${seconds} s`);
    assert.equal(lines.length, 1, lines.join(''));
    assert.match(lines[0] ?? '', /the collector of traces does not take them/);
    collector.stop();
  });
}
