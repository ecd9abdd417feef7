import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../src/config.ts';
import { readAudit } from '../../src/db/audit.ts';
import type { Database } from '../../src/db/database.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { Press } from '../../src/press/press.ts';
import { announcer } from '../../src/service/arrivals/announce.ts';
import type { Caller } from '../../src/web/access/caller.ts';
import { studyPage } from '../../src/web/dashboard/study-page.ts';
import { decideStudy } from '../../src/web/routes/decisions.ts';
import { createApp } from '../../src/web/server.ts';
import { LOCAL } from '../support/callers.ts';
import { onBothDatabases } from '../support/databases.ts';
import { writeManyStudies } from '../support/many-studies.ts';

const STUDY = '2.25.10000001';

onBothDatabases((open) => {
  suite('a decision about a result', () => {
    let database: Database;
    let queue: Queue;
    let pacs: Pacs;
    let app: Express;
    before(async () => {
      database = await open();
      await writeManyStudies(database, 4);
      const config = loadConfig({ DICOMWEB_RETRIES: '0' });
      const onError = (error: Error) => {
        throw error;
      };
      queue = await openQueue(database, { ...config.worker, onError });
      pacs = await openPacs(config.pacs);
      const announce = announcer(database, queue);
      const [decoder, press] = [new PixelDecoder(1), new Press(1)];
      const parts = { config, database, queue, pacs, announce, decoder, press, device: undefined };
      app = createApp({ ...parts, log: pino({ level: 'silent' }) });
    });
    after(async () => {
      await queue.stop();
      await pacs.close();
    });

    const study = async () => (await readStudy(database, STUDY))!;
    const analysis = async () => String((await study()).analysis!.id);
    const send = (fields: Record<string, string>, uid = STUDY) =>
      request(app).post(`/studies/${uid}/decision`).set('host', '127.0.0.1').type('form').send(fields);
    const get = async (path: string) => (await request(app).get(path).set('host', '127.0.0.1')).text;
    const section = async () =>
      /<section aria-labelledby="decision">.*?<\/section>/s.exec(await get(`/studies/${STUDY}`))![0];
    const waiting = async () =>
      (await database.query("select from pgboss.job where name = 'follow-ups' and state = 'created'")).length;

    test('is asked for on the page, with a name where nobody signs in', async () => {
      const text = await section();
      assert.match(text, /Nobody has accepted or rejected this result yet/);
      assert.match(text, /name="by" type="text"/);
      assert.match(text, /value="accepted" formnovalidate>Accept</);
    });

    test('without a name, or a rejection without a reason, is refused in words and keeps what was written', async () => {
      const said = { analysis: await analysis(), outcome: 'rejected' };
      const nameless = await send({ ...said, reason: 'Motion <b>' }).expect(400);
      assert.match(nameless.text, /role="alert">Not saved\. Nobody is named who decides/);
      assert.match(nameless.text, /value="Motion &lt;b&gt;"/);
      assert.match((await send({ ...said, by: 'Doe^Jane', reason: '  ' }).expect(400)).text, /without a reason/);
      assert.match((await send({ ...said, by: 'a\\b', reason: 'x' }).expect(400)).text, /no backslash/);
      assert.match((await send({ ...said, outcome: 'maybe', by: 'a' }).expect(400)).text, /outcome/);
      assert.equal((await study()).decision, undefined);
      assert.equal(await waiting(), 0);
    });

    test('that rejects is shown on study page, worklist and patient page, told to the PACS by a job, and audited', async () => {
      const said = { analysis: await analysis(), outcome: 'rejected', by: 'Doe^Jane', reason: 'Motion.' };
      await send(said).expect(303).expect('location', `/studies/${STUDY}#decision`);
      assert.equal(await waiting(), 1);
      const text = await section();
      assert.match(text, /Rejected<\/span> by Doe\^Jane/);
      assert.match(text, /The PACS gets a rejection note as soon as it can/);
      assert.match(text, /Take the decision back/);
      assert.match(await get('/'), /class="state rejected">Rejected</);
      assert.match(await get(`/patients/${(await study()).patient}`), /result rejected by a person/);
      const { entries } = await readAudit(database, { study: STUDY, events: ['result-rejected'], limit: 5 });
      assert.match(JSON.stringify(entries[0]!.message), /Doe\^Jane.*Motion\./);
      assert.match(await get(`/studies/${STUDY}`), /Rejected the result by\s+local/);
    });

    test('cannot be made twice; it is taken back first', async () => {
      const said = { analysis: await analysis(), by: 'Roe^Ann' };
      const again = await send({ ...said, outcome: 'accepted' }).expect(409);
      assert.match(again.text, /was rejected by Doe\^Jane already/);
      await send({ ...said, outcome: 'withdrawn' }).expect(303);
      assert.equal((await study()).decision, undefined);
      assert.doesNotMatch(await get('/'), /class="state rejected"/);
      assert.match((await send({ ...said, outcome: 'withdrawn' }).expect(409)).text, /No decision stands/);
      const { entries } = await readAudit(database, { study: STUDY, events: ['decision-withdrawn'], limit: 5 });
      assert.equal(entries.length, 1);
    });

    test('is made by who signed in, and not by the name that is sent; a viewer cannot make it', async () => {
      const anna: Caller = { user: 'anna', role: 'operator', via: 'session', address: '' };
      const said = { analysis: Number(await analysis()), outcome: 'accepted', reason: '', decidedBy: 'Typed' } as const;
      await decideStudy({ database, queue }, anna, STUDY, said);
      assert.equal((await study()).decision?.decidedBy, 'anna');
      assert.doesNotMatch(studyPage(await study(), anna, false).text, /id="decided-by"/);
      assert.match(studyPage(await study(), LOCAL, false).text, /id="decided-by"/);
      const viewer = studyPage(await study(), { ...anna, role: 'viewer' }, false).text;
      assert.match(viewer, /Accepted<\/span> by anna/);
      assert.doesNotMatch(viewer, /class="decision"/);
    });

    test('is not taken from a page of another site, nor for a study that is not known', async () => {
      const said = { analysis: await analysis(), outcome: 'withdrawn', by: 'Mallory' };
      await send(said).set('sec-fetch-site', 'cross-site').expect(403);
      await send(said).set('origin', 'https://elsewhere.example').expect(403);
      assert.equal((await study()).decision?.decidedBy, 'anna');
      await send(said, '1.2.3').expect(404);
    });
  });
});
