import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AUDIT_EVENT_NAMES } from '../../src/audit/events.ts';
import { auditMessage, serviceAs, toldBy } from '../../src/audit/message.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';

const AT = new Date('2026-11-28T08:15:00.123Z');
const ANNA = { user: 'anna', role: 'operator', via: 'session', address: '192.0.2.7' };
const PATIENT = { id: 7, patientId: 'PAT-7', issuerOfPatientId: 'HOSPITAL' };

test('a message tells what happened, when, by whom from where, to whose record, in the words of PS3.15', () => {
  const details = { 'note before': '', note: 'motion', excludedFromFollowUp: true };
  const message = auditMessage({ event: 'corrected', by: ANNA, patient: PATIENT, study: '1.2.3', details }, AT);
  const { type, subtype, action, outcome, recorded, agent, entity } = message;
  assert.deepEqual([type.code, type.display, action, outcome], ['110111', 'Procedure Record', 'U', '0']);
  assert.equal(subtype.at(-1)!.code, 'corrected');
  assert.equal(recorded, '2026-11-28T08:15:00.123Z');
  assert.deepEqual(agent[0].who, { identifier: { value: 'anna' } });
  assert.deepEqual(agent[0].network, { address: '192.0.2.7', type: '2' });
  assert.deepEqual(
    entity!.map(({ what, role }) => [role.display, what]),
    [
      ['Patient', { identifier: { value: 'PAT-7', assigner: { display: 'HOSPITAL' } } }],
      ['Report', { identifier: { system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' } }],
    ],
  );
  assert.deepEqual(toldBy(message), ['note: motion', 'excludedFromFollowUp: true']);
});

test('whoever was kept from something left a failure, and a process of the service is an application', () => {
  const refused = auditMessage({ event: 'sign-in-refused', by: { user: '', address: '192.0.2.9' } }, AT);
  assert.deepEqual([refused.outcome, refused.subtype[0].code], ['4', '110122']);
  assert.equal(refused.agent[0].who.identifier.value, 'nobody');
  const started = auditMessage({ event: 'started', by: serviceAs('worker') }, AT);
  assert.equal(started.agent[0].type?.coding[0]?.code, '110150');
});

test('every message is a FHIR AuditEvent with the codes of PS3.16', { skip: withoutOracle }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-audit-'));
  const rich = { patient: PATIENT, study: '1.2.3', query: '?q=Ä', object: 'user boris', details: { role: 'admin' } };
  const nameless = { patient: { ...PATIENT, patientId: '' } };
  const messages = AUDIT_EVENT_NAMES.flatMap((event) =>
    [{}, rich, nameless].flatMap((about) =>
      [ANNA, serviceAs('server')].map((by) => auditMessage({ event, by, ...about }, AT)),
    ),
  );
  await writeFile(join(folder, 'events.json'), JSON.stringify(messages));
  assert.deepEqual(await oracle('audit_event.py', join(folder, 'events.json')), {
    events: messages.length,
    faults: [],
  });
  await rm(folder, { recursive: true });
});
