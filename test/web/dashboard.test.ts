import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import type { Queue } from '../../src/db/queue.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { Press } from '../../src/press/press.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { createApp } from '../../src/web/server.ts';
import { onBothDatabases } from '../support/databases.ts';
import { writeManyStudies } from '../support/many-studies.ts';

const HOST = { host: '127.0.0.1' };
const STUDIES = 132;

onBothDatabases((open) => {
  suite('the dashboard', () => {
    let database: Database;
    let pacs: Pacs;
    let app: Express;
    const asked: string[] = [];
    before(async () => {
      database = await open();
      await writeManyStudies(database, STUDIES);
      await database.query(
        `insert into patients (patient_id, patient_name) values ('<i>X-1</i>', '<script>alert(1)</script>^"Eve"')`,
      );
      await database.query(
        `insert into studies (study_instance_uid, patient, study_description, search_text, state)
         select '1.2.666', id, '<img src=x onerror=alert(1)>', 'eve 100%_sure', 'queued' from patients where patient_id like '<i>%'`,
      );
      // Nobody listens there.
      const config = loadConfig({ DICOMWEB_URL: 'http://127.0.0.1:9/dicom-web', DICOMWEB_RETRIES: '0' });
      pacs = await openPacs(config.pacs);
      const announce = async () => true;
      const queue = {
        counts: async () => ({ waiting: 3, running: 1 }),
        hasten: async () => false,
        send: async (_tx: unknown, uid: string) => asked.push(uid) > 0,
      } as Partial<Queue> as Queue;
      const parts = {
        config,
        database,
        queue,
        pacs,
        decoder: new PixelDecoder(1),
        press: new Press(1),
        announce,
        device: 'cpu',
      };
      app = createApp({ ...parts, log: pino({ level: 'silent' }) });
    });
    after(() => pacs.close());
    const get = (path: string) => request(app).get(path).set(HOST);

    test('paging by key shows every study once, the newest first', async () => {
      const seen: string[] = [];
      for (let path: string | undefined = '/'; path !== undefined;) {
        const { text }: { text: string } = await get(path).expect(200);
        seen.push(...[...text.matchAll(/<tr data-study="([^"]+)"/g)].map(([, uid]) => uid ?? ''));
        path = /href="(\/\?before=\d+)"/.exec(text)?.[1];
      }
      assert.equal(seen.length, STUDIES + 1);
      assert.equal(new Set(seen).size, seen.length);
      assert.equal(seen[0], '1.2.666');
    });

    test('a search needs all its words, in any order, and takes wildcards literally', async () => {
      const count = async (query: string) =>
        ((await get(`/?q=${encodeURIComponent(query)}`).expect(200)).text.match(/<tr data-study/g) ?? []).length;
      assert.equal(await count('ACC17 chest'), 1);
      assert.equal(await count('chest acc17'), 1);
      assert.equal(await count('acc17 nobody'), 0);
      assert.equal(await count('2.25.10000017'), 1);
      assert.equal(await count('100%_s'), 1);
      assert.equal(await count('%_%_%_'), 0);
      assert.equal(await count('\\'), 0);
    });

    test('what comes from DICOM is shown as text, never as HTML', async () => {
      for (const path of ['/', '/studies/1.2.666', `/?q=${encodeURIComponent('"><script>alert(2)</script>')}`]) {
        const { text, headers } = await get(path).expect(200);
        assert.doesNotMatch(text, /<script>|<img src=x|<i>X-1/, path);
        assert.match(String(headers['content-security-policy']), /script-src 'self'/);
      }
    });

    test('no response may load more than it needs, and none is taken for another type than it declares', async () => {
      const expected = {
        '/': /^default-src 'none';script-src 'self';style-src 'self';style-src-attr 'unsafe-inline';img-src 'self' data:;/,
        '/login': /^default-src 'none';script-src 'self';/,
        '/public/live.js': /^default-src 'none';script-src 'self';/,
        '/public/%ff': /^default-src 'none';script-src 'self';/,
        '/viewer': /^default-src 'self';script-src 'self' 'unsafe-eval';/,
        '/api/studies': /^default-src 'none';(?!.*script-src).*form-action 'none'/,
        '/api/nothing': /^default-src 'none';(?!.*script-src)/,
        '/dicomweb/studies': /^default-src 'none';(?!.*script-src)/,
      };
      for (const [path, policy] of Object.entries(expected)) {
        const { headers } = await get(path);
        assert.match(String(headers['content-security-policy']), policy, path);
        assert.match(String(headers['content-security-policy']), /frame-ancestors 'self';base-uri 'none'/, path);
        assert.equal(headers['x-content-type-options'], 'nosniff', path);
        assert.equal(headers['referrer-policy'], 'same-origin', path);
        assert.equal(headers['strict-transport-security'], undefined, path);
        assert.equal(headers['x-powered-by'], undefined, path);
      }
      assert.equal((await get('/')).headers['cache-control'], 'no-store');
      assert.equal((await get('/login')).headers['cache-control'], 'no-store');
    });

    test('a study, its patient, failures and the status have a page with the research notice', async () => {
      for (const path of ['/studies/2.25.10000001', '/patients/1', '/failures', '/status', '/nothing-here']) {
        const { text } = await get(path);
        assert.match(text, /Research use only\. Not for diagnosis or treatment\./, path);
        assert.doesNotMatch(text, /undefined|NaN|\[object|Invalid Date/, path);
      }
    });

    test('the status page states what does not work and why', async () => {
      const { text } = await get('/status').expect(200);
      assert.match(text, /PACS[\s\S]*Does not work[\s\S]*127\.0\.0\.1:9/);
      assert.match(text, /3 waiting, 1 running/);
      assert.match(text, /infnet 1\.0\.0/);
    });

    test('a slice that the PACS does not send is a bad gateway, one that does not exist is not found', async () => {
      await get('/studies/2.25.10000001/slices/3').expect(502);
      await get('/studies/2.25.10000001/slices/99999').expect(404);
      await get('/studies/2.25.10000001/slices/x').expect(404);
      await get('/studies/1.2.666/slices/0').expect(404);
      await get('/studies/1.2.3/slices/0').expect(404);
    });

    test('a request for a new analysis redirects to the study; from another site it is refused', async () => {
      asked.length = 0;
      const post = (path: string) => request(app).post(path).set(HOST);
      await post('/studies/2.25.10000002/analyse').set('sec-fetch-site', 'cross-site').expect(403);
      await post('/studies/1.2.3/analyse').expect(404);
      assert.deepEqual(asked, []);
      await post('/studies/2.25.10000002/analyse').expect(303).expect('location', '/studies/2.25.10000002');
      assert.deepEqual(asked, ['2.25.10000002']);
    });

    test('an error page reveals nothing internal', async () => {
      const { text } = await get(`/patients/${Number.MAX_SAFE_INTEGER}`).expect(404);
      assert.doesNotMatch(text, /select|\.ts|Error:/);
    });
  });
});
