import { DCM, type DicomCode } from './codes.ts';

interface AuditEventKind {
  /** Event ID (PS3.15 A.5.3). */
  readonly id: DicomCode;
  /** Event Type Code. */
  readonly type?: DicomCode;
  /** Create, read, update, delete, execute. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** True where somebody was kept from doing something. */
  readonly refused?: true;
  /** True where the same again within ten minutes is not another event. */
  readonly grouped?: true;
  /** True where anybody can bring it about, without being known. */
  readonly byStrangers?: true;
  /** For people. */
  readonly words: string;
}

/** Everything that is audited, by the name that the search knows; the messages are those of PS3.15 A.5.3. */
export const AUDIT_EVENTS = {
  started: { id: DCM.applicationActivity, type: DCM.applicationStart, action: 'E', words: 'Service started' },
  stopped: { id: DCM.applicationActivity, type: DCM.applicationStop, action: 'E', words: 'Service stopped' },
  'signed-in': { id: DCM.userAuthentication, type: DCM.login, action: 'E', words: 'Signed in' },
  'sign-in-refused': {
    id: DCM.userAuthentication,
    type: DCM.login,
    action: 'E',
    refused: true,
    byStrangers: true,
    words: 'Sign-in refused',
  },
  'signed-out': { id: DCM.userAuthentication, type: DCM.logout, action: 'E', words: 'Signed out' },
  'token-refused': {
    id: DCM.securityAlert,
    type: DCM.nodeAuthentication,
    action: 'E',
    refused: true,
    grouped: true,
    byStrangers: true,
    words: 'Token or session refused',
  },
  'role-refused': {
    id: DCM.securityAlert,
    type: DCM.restrictedFunction,
    action: 'E',
    refused: true,
    words: 'Refused: not allowed',
  },
  'studies-listed': { id: DCM.query, action: 'E', grouped: true, words: 'Listed studies or patients' },
  'archive-queried': { id: DCM.query, action: 'E', grouped: true, words: 'Queried the PACS' },
  'study-seen': { id: DCM.instancesAccessed, action: 'R', grouped: true, words: 'Saw a study' },
  'images-retrieved': { id: DCM.instancesTransferred, action: 'R', grouped: true, words: 'Opened the images' },
  'patient-seen': { id: DCM.patientRecord, action: 'R', grouped: true, words: 'Saw a patient' },
  exported: { id: DCM.export, action: 'R', words: 'Exported' },
  corrected: { id: DCM.procedureRecord, action: 'U', words: 'Corrected a study' },
  'identity-confirmed': { id: DCM.patientRecord, action: 'U', words: 'Confirmed the identity' },
  'result-accepted': { id: DCM.procedureRecord, action: 'U', words: 'Accepted the result' },
  'result-rejected': { id: DCM.procedureRecord, action: 'U', words: 'Rejected the result' },
  'decision-withdrawn': { id: DCM.procedureRecord, action: 'U', words: 'Took the decision back' },
  'analysis-requested': { id: DCM.procedureRecord, action: 'E', words: 'Asked for a new analysis' },
  'user-changed': { id: DCM.securityAlert, type: DCM.userAttributesChanged, action: 'U', words: 'Changed a user' },
  'role-changed': { id: DCM.securityAlert, type: DCM.rolesChanged, action: 'U', words: 'Changed a role' },
  'token-changed': { id: DCM.securityAlert, type: DCM.userAttributesChanged, action: 'U', words: 'Changed a token' },
  'audit-used': { id: DCM.auditLogUsed, action: 'R', grouped: true, words: 'Read the audit' },
} as const satisfies Record<string, AuditEventKind>;

export type AuditEventName = keyof typeof AUDIT_EVENTS;
export const AUDIT_EVENT_NAMES = Object.keys(AUDIT_EVENTS) as AuditEventName[];

/** What the table says of an event. */
export function kindOf(name: AuditEventName): AuditEventKind {
  return AUDIT_EVENTS[name];
}
