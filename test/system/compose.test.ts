import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { StudyDetail } from '../../src/db/study-detail.ts';
import { chosenVariables } from '../support/compose/document.ts';
import { dockerInstruction } from '../support/compose/images.ts';
import { sendPhantom, sourcesOf, startProject, withoutBoxes } from '../support/compose/project.ts';
import { request } from '../support/compose/visitor.ts';
import type { ComposedWorld } from '../support/compose/world.ts';
import { until } from '../support/until.ts';

const SERVER = 'http://127.0.0.1:8043';

suite('the services of docker-compose.yml, with the variables of .env.example:', { skip: withoutBoxes }, () => {
  let world: ComposedWorld;
  let token: string;
  let orthanc: Record<string, string>;

  before(async () => {
    const variables = await chosenVariables();
    token = `Bearer ${variables.get('LUNGTRACE_API_TOKEN')}`;
    const credentials = Buffer.from(`lungtrace:${variables.get('ORTHANC_PASSWORD')}`).toString('base64');
    orthanc = { authorization: `Basic ${credentials}` };
    world = await startProject();
  });
  after(() => world?.stop());

  test('all become healthy, and the server reaches database, queue and PACS', async () => {
    const { status, body } = await request(world, `${SERVER}/api/health`, { headers: { authorization: token } });
    assert.equal(status, 200, body);
  });

  test("the image's own health check passes in the server and in the worker", async () => {
    const check = await dockerInstruction('lungtrace', 'HEALTHCHECK');
    const command = JSON.parse(check.slice(check.indexOf('['))) as string[];
    for (const name of ['server', 'worker']) await world.exec(name, command);
  });

  test('a chest CT that a scanner sends is announced by the Lua script, and its SEG and SR come to Orthanc', async () => {
    const uid = await sendPhantom(world);
    let study: StudyDetail | undefined;
    await until(
      async () => {
        const { body } = await request(world, `${SERVER}/api/studies/${uid}`, { headers: { authorization: token } });
        study = JSON.parse(body) as StudyDetail;
        return ['done', 'failed', 'refused'].includes(study.state);
      },
      'the study has ended',
      240,
    );
    assert.equal(study?.state, 'done', JSON.stringify(study?.failures));
    assert.ok((await sourcesOf(world)).includes('notification'));
    const address = `http://127.0.0.1:8042/dicom-web/studies/${uid}/series`;
    const { body } = await request(world, address, { headers: { ...orthanc, accept: 'application/dicom+json' } });
    const series = JSON.parse(body) as Record<string, { Value: string[] }>[];
    const modalities = new Set(series.map((one) => one['00080060']?.Value[0]));
    for (const modality of ['CT', 'SEG', 'SR']) assert.ok(modalities.has(modality), `${modality} is not in Orthanc`);
  });

  test('the token of .env opens the API and the pages, another one neither', async () => {
    for (const [authorization, expected] of [
      [token, 200],
      ['Bearer f3a9c1-another', 401],
    ] as const) {
      const { status } = await request(world, `${SERVER}/api/studies`, { headers: { authorization } });
      assert.equal(status, expected);
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ token: token.slice('Bearer '.length) }).toString();
    const signedIn = await request(world, `${SERVER}/login`, { method: 'POST', headers, body });
    const cookie = signedIn.headers['set-cookie']?.split(';')[0] ?? '';
    assert.equal((await request(world, `${SERVER}/`, { headers: { cookie } })).status, 200);
    assert.notEqual((await request(world, `${SERVER}/`)).status, 200);
  });

  test('Orthanc does not know the way to Postgres, nor does the machine', async () => {
    const connect = 'import socket, sys; socket.create_connection((sys.argv[1], 5432), 3)';
    await assert.rejects(world.exec('orthanc', ['python3', '-c', connect, 'postgres']), /not known|resolution/);
    const [, address] = (await world.exec('server', ['getent', 'hosts', 'postgres'])).match(/^(\S+)/)!;
    await world.exec('server', ['python3', '-c', connect, address!]);
    await assert.rejects(world.exec('orthanc', ['python3', '-c', connect, address!]), /unreachable|timed out/);
    await assert.rejects(world.run(['python3', '-c', connect, address!]), /unreachable|timed out/);
  });

  test('all end in order within the time that they are given', async () => {
    for (const [name, ms] of await world.stop()) assert.ok(ms < 30_000, `${name} took ${ms} ms`);
  });
});
