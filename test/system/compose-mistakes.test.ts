import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sendPhantom, sourcesOf, startProject, withoutBoxes } from '../support/compose/project.ts';
import { until } from '../support/until.ts';

/** What is wrong, the text in the file, what stands there instead, and how the start ends. */
const MISTAKES = [
  ['a misspelt variable', 'DICOMWEB_PASSWORD:', 'DICOMWEB_PASWORD:', /ended with 1:[^]*DICOMWEB_PASSWORD/],
  ['a wrong host', '@postgres:5432', '@postgresql:5432', /ended with 1:[^]*cannot be reached/],
  ['another database', 'POSTGRES_DB: lungtrace', 'POSTGRES_DB: lung', /ended with 1:[^]*"lungtrace" does not exist/],
  ["another password of Postgres'", 'POSTGRES_PASSWORD: ${', 'POSTGRES_PASSWORD: x${', /ended with 1:[^]*password/],
  ['a script that is mounted elsewhere', ':/etc/orthanc-lua/', ':/etc/orthanc-scripts/', /orthanc ended with/],
  [
    'a command that lungtrace does not have',
    "command: ['serve']",
    "command: ['server']",
    /ended with [12]:[^]*unknown command/,
  ],
] as const;

suite('a mistake in docker-compose.yml keeps the services from starting:', { skip: withoutBoxes }, () => {
  for (const [what, right, wrong, problem] of MISTAKES)
    test(what, async () => {
      const start = startProject((text) => {
        assert.ok(text.includes(right));
        return text.replaceAll(right, wrong);
      });
      start.then((world) => world.stop()).catch(() => {});
      await assert.rejects(start, problem);
    });

  test('a name that Orthanc cannot find keeps the Lua script from announcing a study', async () => {
    const world = await startProject((text) => text.replace('http://server:8043', 'http://lungtrace:8043'));
    try {
      await sendPhantom(world);
      await until(async () => (await sourcesOf(world)).includes('changes'), 'the change feed shows the study', 60);
      await delay(5000);
      assert.ok(!(await sourcesOf(world)).includes('notification'));
    } finally {
      await world.stop();
    }
  });
});
