import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { Press } from '../../src/press/press.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { announcer } from '../../src/service/arrivals/announce.ts';
import type { Caller } from '../../src/web/access/caller.ts';
import { studyPage } from '../../src/web/dashboard/study-page.ts';
import { correctStudy } from '../../src/web/routes/corrections.ts';
import { createApp } from '../../src/web/server.ts';
import { LOCAL } from '../support/callers.ts';
import { onBothDatabases } from '../support/databases.ts';
import { writeManyStudies } from '../support/many-studies.ts';

const STUDY = '2.25.10000001';
const [CHEST, TOPOGRAM] = [`${STUDY}.1`, `${STUDY}.2`];

onBothDatabases((open) => {
  suite('corrections on the page of a study', () => {
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
      const parts = {
        config,
        database,
        queue,
        pacs,
        announce,
        decoder: new PixelDecoder(1),
        press: new Press(1),
        device: undefined,
      };
      app = createApp({ ...parts, log: pino({ level: 'silent' }) });
    });
    after(async () => {
      await queue.stop();
      await pacs.close();
    });

    const save = (fields: Record<string, string>) =>
      request(app).post(`/studies/${STUDY}`).set('host', '127.0.0.1').type('form').send(fields);
    const page = async () => (await request(app).get(`/studies/${STUDY}`).set('host', '127.0.0.1')).text;
    const saved = async () => {
      const { seriesInstanceUid, excludedFromFollowUp, note } = (await readStudy(database, STUDY))!.corrections;
      return [seriesInstanceUid, excludedFromFollowUp, note];
    };
    /** How many jobs wait: looks at studies, and follow-ups. */
    const waiting = async () => {
      const count = (name: string) =>
        database.query('select from pgboss.job where name = $1 and state = $2', [name, 'created']);
      return [(await count('studies')).length, (await count('follow-ups')).length];
    };

    test('the page offers the series that can be analysed, and shows what is set', async () => {
      const text = await page();
      assert.match(text, /<option value="" selected>Chosen by the rules<\/option>/);
      assert.match(text, new RegExp(`<option value="${CHEST}" >Lung: 150 images`));
      assert.doesNotMatch(text, new RegExp(`<option value="${TOPOGRAM}"`));
    });

    test('a note and an exclusion are saved, and update the follow-ups without a new analysis', async () => {
      const note = '\r\n<b>motion</b>\r\nin the lower zones';
      await save({ series: '', excluded: 'on', note }).expect(303).expect('location', `/studies/${STUDY}#corrections`);
      assert.deepEqual(await saved(), [null, true, note.replaceAll('\r', '')]);
      assert.deepEqual(await waiting(), [0, 1]);
      const text = await page();
      assert.match(text, /name="excluded" checked/);
      assert.match(text, />\n\n&lt;b&gt;motion&lt;\/b&gt;\nin the lower zones<\/textarea>/);
    });

    test('another series is saved and requests a new analysis, once', async () => {
      await save({ series: CHEST, note: 'sharper' }).expect(303);
      await save({ series: CHEST, note: 'sharper' }).expect(303);
      assert.deepEqual(await saved(), [CHEST, false, 'sharper']);
      assert.deepEqual(await waiting(), [1, 1]);
      const text = await page();
      assert.match(text, new RegExp(`<option value="${CHEST}" selected>`));
      assert.match(text, /A new analysis is waiting or running/);
    });

    test('a series that no longer fits stays chosen until a person changes it', async () => {
      await database.query('update series set rank = null where series_instance_uid = $1', [CHEST]);
      await save({ series: CHEST, note: 'still sharper' }).expect(303);
      assert.deepEqual(await saved(), [CHEST, false, 'still sharper']);
      assert.match(await page(), /selected>The chosen series, which can no longer be analysed</);
    });

    test('invalid input is refused in words, keeps what was written, and changes nothing', async () => {
      const before = await saved();
      const refused = [
        [{ series: TOPOGRAM, note: 'mine' }, /is not a series of this study that can be analysed/],
        [{ series: '<x>', note: 'mine' }, /This is no DICOM UID/],
        [{ series: '', note: `mine${'x'.repeat(2000)}` }, /2000 characters at most/],
      ] as const;
      for (const [fields, words] of refused) {
        const { text } = await save(fields).expect(400);
        assert.match(text, /role="alert">Not saved\./);
        assert.match(text, words);
        assert.match(text, />\nmine/);
        assert.doesNotMatch(text, /live\.js|Error:|node:/);
      }
      const { text } = await save({ note: 'x'.repeat(70_000) }).expect(413);
      assert.match(text, /more text than can be kept/);
      assert.deepEqual(await saved(), before);
    });

    test('who signed in is the author, and nobody else; others write who says so', async () => {
      const said = { seriesInstanceUid: null, excludedFromFollowUp: false, confirmedIdentity: false, note: 'n' };
      const correct = async (caller: Caller) => {
        await correctStudy({ database, queue }, caller, STUDY, { ...said, correctedBy: 'Dr. Typed' });
        return (await readStudy(database, STUDY))!.corrections.correctedBy;
      };
      const anna: Caller = { user: 'anna', role: 'operator', via: 'session', address: '' };
      assert.equal(await correct(anna), 'anna');
      assert.equal(await correct({ ...anna, user: 'token:ris', via: 'token' }), 'Dr. Typed');
      assert.equal(await correct(LOCAL), 'Dr. Typed');
      const study = (await readStudy(database, STUDY))!;
      assert.match(studyPage(study, LOCAL, false).text, /name="by"/);
      assert.doesNotMatch(studyPage(study, anna, false).text, /name="by"/);
    });

    test('a viewer sees the corrections and can change nothing', async () => {
      const study = (await readStudy(database, STUDY))!;
      const { text } = studyPage(study, { user: 'vera', role: 'viewer', via: 'session', address: '' }, false);
      assert.match(text, /<fieldset disabled>/);
      assert.doesNotMatch(text, /<button/);
    });

    test('a page of another site cannot change anything, and an unknown study is not found', async () => {
      const before = await saved();
      await save({ series: '', note: 'forged' }).set('sec-fetch-site', 'cross-site').expect(403);
      await save({ series: '', note: 'forged' }).set('origin', 'https://elsewhere.example').expect(403);
      assert.deepEqual(await saved(), before);
      await request(app).post('/studies/1.2.3').set('host', '127.0.0.1').type('form').send({ note: '' }).expect(404);
    });
  });
});
