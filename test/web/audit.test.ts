import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import type { AuditEventName } from '../../src/audit/events.ts';
import { loadConfig } from '../../src/config.ts';
import { readAudit } from '../../src/db/audit.ts';
import type { Database } from '../../src/db/database.ts';
import { openQueue, type Queue } from '../../src/db/queue.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { openPacs, type Pacs } from '../../src/dicomweb/client.ts';
import { Press } from '../../src/press/press.ts';
import { announcer } from '../../src/service/arrivals/announce.ts';
import { ENDPOINTS } from '../../src/web/api.ts';
import { Audit } from '../../src/web/audit/recorder.ts';
import type { AppParts } from '../../src/web/parts.ts';
import { createApp } from '../../src/web/server.ts';
import { onBothDatabases } from '../support/databases.ts';
import { writeManyStudies } from '../support/many-studies.ts';

const STUDY = '2.25.10000001';
const SAID = { seriesInstanceUid: null, excludedFromFollowUp: false, correctedBy: 'Dr. Doubt', note: '' };

onBothDatabases((open) => {
  suite('what requests leave in the audit', () => {
    let database: Database;
    let queue: Queue;
    let pacs: Pacs;
    let app: Express;
    const logged: string[] = [];
    const decoder = new PixelDecoder(1);
    const press = new Press(1);
    const appWith = (used: Database) => {
      const config = loadConfig({ DICOMWEB_RETRIES: '0', DICOMWEB_URL: 'http://127.0.0.1:9/dicom-web' });
      const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
      const announce = announcer(used, queue);
      return createApp({ config, database: used, queue, pacs, announce, decoder, press, device: undefined, log });
    };
    before(async () => {
      database = await open();
      await writeManyStudies(database, 4);
      const config = loadConfig({ DICOMWEB_RETRIES: '0', DICOMWEB_URL: 'http://127.0.0.1:9/dicom-web' });
      queue = await openQueue(database, { ...config.worker, onError: (error) => assert.fail(error) });
      pacs = await openPacs(config.pacs);
      app = appWith(database);
    });
    after(async () => {
      await queue.stop();
      await pacs.close();
      await decoder.close();
      await press.close();
    });

    type Asked = request.Test;
    const get = (path: string): Asked => request(app).get(path).set('host', '127.0.0.1');
    const last = async () => (await readAudit(database, { limit: 1 })).entries[0]?.id ?? 0;
    /** The events that a request leaves. */
    const leftBy = async (ask: () => Asked, status: number): Promise<[AuditEventName, string | null][]> => {
      const start = await last();
      assert.equal((await ask()).status, status);
      const { entries } = await readAudit(database, { limit: 50 });
      return entries.filter(({ id }) => id > start).map(({ event, studyInstanceUid }) => [event, studyInstanceUid]);
    };

    test('a page of a study is seen once in ten minutes, with its pictures and what the API tells of it', async () => {
      assert.deepEqual(await leftBy(() => get(`/studies/${STUDY}`), 200), [['study-seen', STUDY]]);
      assert.deepEqual(await leftBy(() => get(`/studies/${STUDY}`), 200), []);
      assert.deepEqual(await leftBy(() => get(`/api/studies/${STUDY}`), 200), []);
      assert.deepEqual(await leftBy(() => get(`/studies/${STUDY}/slices/3`), 502), []);
      assert.deepEqual(await leftBy(() => get('/api/studies/2.25.10000002'), 200), [['study-seen', '2.25.10000002']]);
      const { entries } = await readAudit(database, { limit: 1, study: STUDY });
      assert.deepEqual([entries[0]!.user, entries[0]!.patientId], ['local', 'P-1']);
    });

    test('every way to a list, a patient, the PACS and a file leaves its event, each file one of its own', async () => {
      assert.deepEqual(await leftBy(() => get('/'), 200), [['studies-listed', null]]);
      assert.deepEqual(await leftBy(() => get('/api/studies'), 200), []);
      assert.deepEqual(await leftBy(() => get('/?q=acc1'), 200), [['studies-listed', null]]);
      assert.deepEqual(await leftBy(() => get('/patients/1'), 200), [['patient-seen', null]]);
      const csv = () => get(`/api/studies/${STUDY}/measurements?format=csv`);
      assert.deepEqual(await leftBy(csv, 200), [['exported', STUDY]]);
      assert.deepEqual(await leftBy(csv, 200), [['exported', STUDY]]);
      assert.deepEqual(await leftBy(() => get('/api/patients/1').set('accept', 'text/csv'), 200), [['exported', null]]);
      assert.deepEqual(await leftBy(() => get('/dicomweb/studies/1.2.3/metadata'), 502), [
        ['images-retrieved', '1.2.3'],
      ]);
      assert.deepEqual(await leftBy(() => get('/dicomweb/studies/1.2.3/series'), 502), []);
      assert.deepEqual(await leftBy(() => get('/dicomweb/studies?PatientID=P-1'), 502), [['archive-queried', null]]);
    });

    test('what does not exist was not seen, until it does', async () => {
      assert.deepEqual(await leftBy(() => get('/studies/1.2.99'), 404), []);
      await database.query(`insert into studies (study_instance_uid, patient) values ('1.2.99', 1)`);
      assert.deepEqual(await leftBy(() => get('/studies/1.2.99'), 200), [['study-seen', '1.2.99']]);
      assert.deepEqual(await leftBy(() => get('/api/patients/99'), 404), []);
      logged.length = 0;
      for (const id of ['none', '1e999', '9e99', '1.5'])
        for (const path of ['/patients/', '/api/patients/'])
          assert.deepEqual(await leftBy(() => get(path + id), 404), []);
      assert.deepEqual(logged, []);
    });

    test('a correction and a request for an analysis leave who, what was said before and what now; the page shows it', async () => {
      const put = (said: object) =>
        request(app)
          .put(`/api/studies/${STUDY}/corrections`)
          .set('host', '127.0.0.1')
          .send({ ...SAID, ...said });
      assert.deepEqual(await leftBy(() => put({ note: 'motion' }), 200), [['corrected', STUDY]]);
      const note = 'same person, other birth date';
      assert.deepEqual(await leftBy(() => put({ note, confirmedIdentity: true }), 200), [
        ['identity-confirmed', STUDY],
        ['corrected', STUDY],
      ]);
      const again = () => request(app).post(`/studies/${STUDY}/analyse`).set('host', '127.0.0.1');
      assert.deepEqual(await leftBy(again, 303), [['analysis-requested', STUDY]]);
      const { text } = await get(`/studies/${STUDY}`);
      const history = text.slice(text.indexOf('id="history"')).replace(/\s+/g, ' ');
      assert.match(history, /Asked for a new analysis by local[^]*Confirmed the identity by local/);
      assert.match(
        history,
        /Corrected a study by local[^]*note before: motion<[^]*note: same person, other birth date</,
      );
    });

    test('a change that cannot be audited is not made; what is seen is shown, and the event is in the log', async () => {
      const deaf = appWith(withoutAudit(database));
      const saved = () =>
        get(`/api/studies/${STUDY}`).then(({ body }: { body: { corrections: object } }) => body.corrections);
      const earlier = await saved();
      await request(deaf)
        .put(`/api/studies/${STUDY}/corrections`)
        .set('host', '127.0.0.1')
        .send({ ...SAID, note: 'in secret' })
        .expect(500);
      assert.deepEqual(await saved(), earlier);
      logged.length = 0;
      await request(deaf).get(`/studies/${STUDY}`).set('host', '127.0.0.1').expect(200);
      const line = logged.find((one) => one.includes('could not be written to the audit'))!;
      assert.match(line, new RegExp(`"study-seen".*"${STUDY}"`));
      assert.doesNotMatch(line, /Family|Given/);
      logged.length = 0;
      await request(deaf).get('/?q=Miller').set('host', '127.0.0.1').expect(200);
      assert.match(logged.join(''), /"studies-listed"(?![^]*Miller)/);
    });

    test('strangers fill neither the audit nor the log, and a /64 of IPv6 is one of them', async () => {
      logged.length = 0;
      const audit = new Audit(database, pino({ level: 'warn' }, { write: (line: string) => logged.push(line) }));
      const refuse = (event: AuditEventName, address: string) =>
        audit.note({ event, by: { user: 'unknown', address } });
      const start = await last();
      for (let count = 0; count < 20; count++) await refuse('token-refused', `2001:db8::${count}`);
      assert.equal((await last()) - start, 1);
      for (let count = 0; count < 1050; count++) await refuse('sign-in-refused', '198.51.100.1');
      assert.equal((await last()) - start, 1000);
      assert.equal(logged.length, 1, logged.join(''));
    });

    test('text that no database takes is refused, not failed at', async () => {
      for (const note of ['a\0b', 'a\ud800b'])
        await request(app)
          .put(`/api/studies/${STUDY}/corrections`)
          .set('host', '127.0.0.1')
          .send({ ...SAID, note })
          .expect(400);
    });

    test('an admin searches the audit, takes it away as CSV and checks its chain; each is in the audit', async () => {
      const { body } = (await get('/api/audit?patient=P-1&event=corrected,exported&limit=2').expect(200)) as {
        body: { events: { event: string; message: { resourceType: string } }[]; next: number | null };
      };
      assert.equal(body.events.length, 2);
      assert.ok(body.events.every(({ event }) => ['corrected', 'exported'].includes(event)) && body.next !== null);
      assert.equal(body.events[0]!.message.resourceType, 'AuditEvent');
      await get('/api/audit?event=nothing').expect(400);
      const csv = await get('/api/audit?format=csv&user=local').expect(200);
      assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
      const lines = csv.text.trim().split('\r\n');
      const counted = (await readAudit(database, { limit: 500, user: 'local' })).entries.length;
      assert.equal(lines.length, counted + 1);
      const chain = (await get('/api/audit/chain').expect(200)).body as { events: number; broken: null };
      assert.deepEqual([chain.events, chain.broken], [await last(), null]);
      const { text } = await get('/audit?patient=P-1&check=').expect(200);
      assert.match(text, /All \d+ events hold/);
      assert.match(text, /Corrected a study/);
      // Also the search that was refused.
      assert.equal((await readAudit(database, { limit: 9, events: ['audit-used'] })).entries.length, 5);
    });
  });
});

test('every endpoint and every page declares what it leaves in the audit', () => {
  const app = createApp({ config: loadConfig({}), pacs: {}, log: pino({ level: 'silent' }) } as unknown as AppParts);
  const silent = routesOf(app).filter(({ names }) => !names.includes('auditedRequest'));
  // Empty of patients: probes, metrics, the sign-in, and files of the product.
  assert.deepEqual(
    silent
      .map(({ path }) => path)
      .filter((path) => !/^\/(livez|readyz|metrics|login|logout|fonts|app-config|\{:file\}|\{\*path\})/.test(path)),
    [],
  );
  assert.ok(routesOf(app).length > ENDPOINTS.length + 8);
  for (const { path, method, audit } of ENDPOINTS) {
    const changes = method !== 'get' && path !== '/notifications/orthanc';
    assert.equal(audit === 'change', changes, path);
  }
});

interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly name: string }[] };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Every route of the app, with the names of what stands in it. */
function routesOf(app: Express): { path: string; names: string[] }[] {
  const walk = (layers: readonly Layer[]): { path: string; names: string[] }[] =>
    layers.flatMap(({ route, handle }) =>
      route ? [{ path: route.path, names: route.stack.map(({ name }) => name) }] : walk(handle.stack ?? []),
    );
  return walk((app.router as unknown as { stack: Layer[] }).stack);
}

/** The database, which takes everything but events of the audit. */
function withoutAudit(database: Database): Database {
  const statements = {
    ...methodsOf(database),
    insertInto: (table: never) => refuse(table) ?? database.statements.insertInto(table),
  };
  return {
    ...database,
    statements: statements as Database['statements'],
    transaction: (work) =>
      database.transaction((tx) => {
        const inner = {
          ...methodsOf(tx),
          insertInto: (table: never) => refuse(table) ?? tx.statements.insertInto(table),
        };
        return work({ ...tx, statements: inner as Database['statements'] });
      }),
  };
}

function methodsOf({ statements }: Pick<Database, 'statements'>) {
  return {
    selectFrom: statements.selectFrom.bind(statements),
    updateTable: statements.updateTable.bind(statements),
    deleteFrom: statements.deleteFrom.bind(statements),
  };
}

function refuse(table: string): undefined {
  if (table === 'audit') throw new Error('no space left on device');
}
