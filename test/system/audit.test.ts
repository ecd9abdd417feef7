import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AUDIT_EVENTS, type AuditEventName } from '../../src/audit/events.ts';
import { type AuditMessage, toldBy } from '../../src/audit/message.ts';
import { text } from '../../src/dicom/dataset.ts';
import { type PhantomWorld, startPhantomWorld } from '../support/phantom-world.ts';
import { without } from '../support/programs.ts';
import { until } from '../support/until.ts';

const TOKEN = 'a-long-enough-token';

interface Told {
  readonly id: number;
  readonly recordedAt: string;
  readonly event: AuditEventName;
  readonly user: string;
  readonly patientId: string | null;
  readonly message: AuditMessage;
}

suite('the audit of a day', { skip: without('Orthanc') }, () => {
  let world: PhantomWorld;
  before(async () => (world = await startPhantomWorld({ env: { LUNGTRACE_API_TOKEN: TOKEN } })));
  after(() => world.stop());

  const audit = async (search: string): Promise<Told[]> => {
    const answer = await fetch(`${world.url}/api/audit?limit=500&${search}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    return ((await answer.json()) as { events: Told[] }).events.toReversed();
  };

  test("tells everything that was done with a patient's study, by whom and in which order", async (t) => {
    const { volume } = await world.send({
      patientId: 'PHANTOM-1',
      patientName: 'Phantom^Anna',
    });
    const study = text(volume.header, 'StudyInstanceUID');
    const headers = { authorization: `Bearer ${TOKEN}` };
    const report = `${world.url}/api/studies/${study}/report.html`;
    // Seldom: whoever asks often keeps the service from its work.
    const isThere = () => delay(2000).then(async () => (await fetch(report, { headers })).ok);
    await until(isThere, 'there is a report', 240);
    const admin = browser(world.url);
    await admin.post('/login', { token: TOKEN });
    const made = await (await admin.post('/users', { name: 'maria', role: 'operator' })).text();
    const password = /The password of maria is shown only now: <code>([^<]+)</.exec(made)![1]!;

    const maria = browser(world.url);
    assert.equal((await maria.post('/login', { name: 'maria', password: 'guessed wrongly' })).status, 401);
    await maria.post('/login', { name: 'maria', password });
    await maria.get('/');
    await maria.get(`/studies/${study}`);
    for (const z of [0, 1, 2]) await maria.get(`/studies/${study}/slices/${z}?overlay`);
    await maria.get(`/viewer?StudyInstanceUIDs=${study}`);
    await maria.get(`/dicomweb/studies?StudyInstanceUID=${study}`);
    await maria.get(`/dicomweb/studies/${study}/series`);
    await maria.get(`/dicomweb/studies/${study}/metadata`);
    await maria.get('/patients/1');
    assert.equal((await maria.get(`/api/studies/${study}/report.pdf`)).status, 200);
    await maria.get(`/api/studies/${study}/measurements?format=csv`);
    await maria.post(`/studies/${study}`, { series: '', note: 'Motion in the lower zones' });
    await maria.post(`/studies/${study}/analyse`, {});
    assert.equal((await maria.get('/audit')).status, 403);
    await maria.post('/logout', {});

    const day = await audit('user=maria');
    assert.deepEqual(
      day.map(({ event }) => event),
      [
        'sign-in-refused',
        'signed-in',
        'studies-listed',
        'study-seen',
        'archive-queried',
        'images-retrieved',
        'patient-seen',
        'exported',
        'exported',
        'corrected',
        'analysis-requested',
        'role-refused',
        'signed-out',
      ],
    );
    const ofPatient = await audit('patient=PHANTOM-1&user=maria');
    assert.equal(ofPatient.length, 7);
    assert.ok(ofPatient.every(({ patientId }) => patientId === 'PHANTOM-1'));
    const all = await audit('');
    assert.doesNotMatch(JSON.stringify(all), /Phantom\^|Anna/);
    assert.deepEqual(
      all.filter(({ user }) => user !== 'maria').map(({ event, user }) => `${event} ${user}`),
      [
        'started lungtrace',
        'study-seen token:environment',
        'signed-in token:environment',
        'user-changed token:environment',
        'audit-used token:environment',
        'audit-used token:environment',
        'audit-used token:environment',
      ],
    );
    t.diagnostic(`\n${asTable(all)}`);
  });
});

/** What a browser does: keeps its cookies, and follows no redirect. */
function browser(url: string) {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(url + path, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  return {
    get: (path: string) => send(path),
    post: (path: string, fields: Record<string, string>) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields) }),
  };
}

/** As docs/operations.md shows it. */
function asTable(events: readonly Told[]): string {
  const rows = events.map(({ id, recordedAt, event, user, patientId, message }) => [
    String(id),
    recordedAt.slice(11, 19),
    user,
    AUDIT_EVENTS[event].words,
    patientId ?? '',
    toldBy(message).join('; '),
  ]);
  return [['', 'time', 'user', 'what', 'patient', 'details'], ['---', '---', '---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
