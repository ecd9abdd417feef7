import { hostname } from 'node:os';
import { PRODUCT } from '../product.ts';
import { DCM, type DicomCode } from './codes.ts';
import { type AuditEventName, kindOf } from './events.ts';

/** Who does something: a person, a program with a token, or the service itself. */
export interface Actor {
  readonly user: string;
  readonly role?: string;
  /** How the user was recognised. */
  readonly via?: string;
  /** Address of the network that the request came from; empty where none did. */
  readonly address: string;
}

/** A process of the service itself. */
export function serviceAs(role: 'server' | 'worker'): Actor {
  return { user: PRODUCT.name, role, via: 'application', address: '' };
}

/** Whose record it is: PatientID and its issuer; the name stays out of the audit. */
export interface AuditedPatient {
  /** Key in the database, which names a patient without PatientID. */
  readonly id: number;
  readonly patientId: string;
  readonly issuerOfPatientId: string;
}

/** What happened, as a message tells of it. */
export interface AuditedFact {
  readonly event: AuditEventName;
  readonly by: Actor;
  /** Study Instance UID. */
  readonly study?: string | undefined;
  readonly patient?: AuditedPatient | undefined;
  /** What was searched for. */
  readonly query?: string | undefined;
  /** What else it was done to: a user, a token, the audit itself, a file. */
  readonly object?: string | undefined;
  /** More about it, by name; null and empty text are left out. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** A FHIR R4 AuditEvent. */
export type AuditMessage = ReturnType<typeof auditMessage>;

/** What was taken part in: a patient, a study, a query, something else. */
interface Entity {
  readonly what?: { readonly identifier: Identifier } | { readonly display: string };
  readonly type: Coding;
  readonly role: Coding;
  readonly name?: string;
  readonly query?: string;
  readonly detail?: readonly { readonly type: string; readonly valueString: string }[];
}

interface Identifier {
  readonly value: string;
  readonly system?: string;
  readonly assigner?: { readonly display: string };
}

interface Coding extends DicomCode {
  readonly system: string;
}

const SYSTEM = {
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  entityType: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  role: 'http://terminology.hl7.org/CodeSystem/object-role',
  source: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  uid: 'urn:dicom:uid',
  /** Our own names of events (events.ts). */
  own: `urn:${PRODUCT.name}:audit-event`,
} as const;

/**
 * The audit message of a fact as FHIR R4 AuditEvent, the form that IHE ATNA (ITI TF-2: 3.20) and BALP give the messages of PS3.15
 * A.5: EventID is `type`, EventTypeCode and our name of the event are `subtype`, ActiveParticipant is `agent`,
 * ParticipantObjectIdentification is `entity`.
 */
export function auditMessage({ event, by, ...about }: AuditedFact, at: Date) {
  const { id, type, action, refused = false, words } = kindOf(event);
  return {
    resourceType: 'AuditEvent',
    type: dicom(id),
    // Ours is the last: the search finds it there.
    subtype: [...(type ? [dicom(type)] : []), { system: SYSTEM.own, code: event, display: words }],
    action,
    recorded: at.toISOString(),
    outcome: refused ? '4' : '0',
    agent: [agent(by)],
    source: {
      site: hostname(),
      observer: { display: `${PRODUCT.name} ${PRODUCT.version}` },
      type: [{ system: SYSTEM.source, code: '4', display: 'Application Server' }],
    },
    ...withEntities(about),
  } as const;
}

/** What a message tells beside who, whose and when: details, what was searched for, what it was done to; one text each. */
export function toldBy({ entity: entities = [] }: AuditMessage): string[] {
  return entities.flatMap(({ query, name, detail = [] }) => [
    ...(name === undefined ? [] : [name]),
    ...(query === undefined ? [] : [Buffer.from(query, 'base64').toString('utf8')]),
    ...detail.map(({ type, valueString }) => `${type}: ${valueString}`),
  ]);
}

function agent({ user, role, via, address }: Actor) {
  const roles = [role, via].filter((text) => text !== undefined);
  return {
    ...(via === 'application' && { type: { coding: [dicom(DCM.application)] } }),
    who: { identifier: { value: user || 'nobody' } },
    requestor: true,
    ...(roles.length > 0 && { role: roles.map((text) => ({ text })) }),
    // 2: an IP address.
    ...(address !== '' && { network: { address, type: '2' } }),
  } as const;
}

/** The patient first, then what it was done to; the details are told with the last. */
function withEntities({ patient, study, query, object, details = {} }: Omit<AuditedFact, 'event' | 'by'>) {
  const entities: Entity[] = [];
  if (patient) entities.push(patientEntity(patient));
  if (study !== undefined) entities.push(studyEntity(study));
  if (query) entities.push({ ...entity('2', 'System Object', '24', 'Query'), query: base64(query) });
  if (object !== undefined) entities.push({ ...entity('2', 'System Object', '13', 'Security Resource'), name: object });
  const last = entities.pop();
  if (last === undefined) return undefined;
  const told = Object.entries(details).filter(([, value]) => value !== null && value !== '');
  const detail = told.map(([name, value]) => ({ type: name, valueString: String(value) }));
  return { entity: [...entities, { ...last, ...(detail.length > 0 && { detail }) }] };
}

function patientEntity({ id, patientId, issuerOfPatientId }: AuditedPatient): Entity {
  const assigner = issuerOfPatientId !== '' && { assigner: { display: issuerOfPatientId } };
  const named = { identifier: { value: patientId, ...assigner } };
  const what = patientId === '' ? { display: `patient ${id}, without Patient ID` } : named;
  return { what, ...entity('1', 'Person', '1', 'Patient') };
}

function studyEntity(study: string): Entity {
  return {
    what: { identifier: { system: SYSTEM.uid, value: `urn:oid:${study}` } },
    ...entity('2', 'System Object', '3', 'Report'),
  };
}

function entity(type: string, typeWords: string, role: string, roleWords: string) {
  return {
    type: { system: SYSTEM.entityType, code: type, display: typeWords },
    role: { system: SYSTEM.role, code: role, display: roleWords },
  };
}

function dicom({ code, display }: DicomCode) {
  return { system: SYSTEM.dicom, code, display };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
