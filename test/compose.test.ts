import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { loadConfig } from '../src/config.ts';
import {
  chosenVariables,
  COMPOSE_FILE,
  type ComposeDocument,
  exampleVariables,
  PROJECT,
  readCompose,
} from './support/compose/document.ts';
import { DICOMWEB_PLUGIN, dockerInstruction } from './support/compose/images.ts';
import { orthancPath } from './support/compose/orthanc-settings.ts';
import { withoutOracle } from './support/oracle.ts';
import { without } from './support/programs.ts';

/** Programs that have the names of their settings in them. */
const ORTHANC = ['/usr/sbin/Orthanc', DICOMWEB_PLUGIN];

suite('docker-compose.yml', { skip: withoutOracle }, () => {
  let text: string;
  let services: ComposeDocument['services'];

  before(async () => {
    text = await readFile(COMPOSE_FILE, 'utf8');
    ({ services } = await readCompose(text, await chosenVariables()));
  });

  test('follows the Compose Specification and has these services', () => {
    assert.deepEqual(Object.keys(services).sort(), ['orthanc', 'postgres', 'server', 'worker']);
    assert.deepEqual(services['server']?.command, ['serve']);
    assert.deepEqual(services['worker']?.command, ['worker']);
  });

  test('asks for no variable that .env.example lacks', async () => {
    const example = await exampleVariables();
    for (const [, name] of text.matchAll(/\$\{(\w+)/g)) assert.ok(example.has(name!), `.env.example lacks ${name}`);
  });

  test('is refused with the placeholders of .env.example', async () => {
    const { services: careless } = await readCompose(text, await exampleVariables());
    for (const name of ['server', 'worker'])
      assert.throws(() => loadConfig(careless[name]!.environment), {
        variable: 'LUNGTRACE_API_TOKEN',
        message: /of your own/,
      });
  });

  test('sets only variables of lungtrace that docs/operations.md explains', async () => {
    const page = await readFile(join(PROJECT, 'docs/operations.md'), 'utf8');
    const explained = new Set([...page.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name));
    for (const name of ['server', 'worker'])
      for (const variable of Object.keys(services[name]!.environment))
        assert.ok(explained.has(variable), `${name} sets ${variable}, which nothing reads`);
  });

  test('sets only variables of Orthanc that it knows', { skip: without(...ORTHANC) }, async () => {
    const known = (await Promise.all(ORTHANC.map((path) => readFile(path, 'latin1')))).join('');
    for (const variable of Object.keys(services['orthanc']!.environment)) {
      if (!variable.startsWith('ORTHANC__')) continue;
      for (const name of orthancPath(variable)) assert.ok(known.includes(name), `${variable}: no ${name}`);
    }
  });

  test('names every image of others by an exact version and its digest, and so does the Dockerfile', async () => {
    const dockerfile = await readFile(join(PROJECT, 'Dockerfile'), 'utf8');
    const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+) AS/gm)].map(([, image]) => image!);
    assert.equal(bases.length, 2);
    for (const image of [...bases, services['orthanc']!.image, services['postgres']!.image])
      assert.match(image, /^[a-z/]+:\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}$/);
  });

  test('gives no service more than it needs', () => {
    for (const [name, service] of Object.entries(services)) {
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
      assert.ok(service.mem_limit && service.pids_limit && service.stop_grace_period, name);
      assert.equal(service.read_only ?? false, name !== 'orthanc', name);
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:(\d+):\1$/, name);
    }
    assert.deepEqual(services['orthanc']?.networks, ['archive']);
    assert.deepEqual(services['postgres']?.networks, ['database']);
  });
});

test('both images of the Dockerfile run the same program in the same way', async () => {
  for (const name of ['LABEL', 'WORKDIR', 'VOLUME', 'USER', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'])
    assert.equal(await dockerInstruction('cuda', name), await dockerInstruction('lungtrace', name));
});
