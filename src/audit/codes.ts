/** A code of DICOM's own list (PS3.16 Annex D). */
export interface DicomCode {
  readonly code: string;
  readonly display: string;
}

/** Codes of audit messages, by what they mean: events (PS3.16 CID 400), their types (CID 401), roles of agents (CID 402). */
export const DCM = {
  applicationActivity: { code: '110100', display: 'Application Activity' },
  auditLogUsed: { code: '110101', display: 'Audit Log Used' },
  instancesAccessed: { code: '110103', display: 'DICOM Instances Accessed' },
  instancesTransferred: { code: '110104', display: 'DICOM Instances Transferred' },
  export: { code: '110106', display: 'Export' },
  patientRecord: { code: '110110', display: 'Patient Record' },
  procedureRecord: { code: '110111', display: 'Procedure Record' },
  query: { code: '110112', display: 'Query' },
  securityAlert: { code: '110113', display: 'Security Alert' },
  userAuthentication: { code: '110114', display: 'User Authentication' },
  applicationStart: { code: '110120', display: 'Application Start' },
  applicationStop: { code: '110121', display: 'Application Stop' },
  login: { code: '110122', display: 'Login' },
  logout: { code: '110123', display: 'Logout' },
  nodeAuthentication: { code: '110126', display: 'Node Authentication' },
  restrictedFunction: { code: '110132', display: 'Use of Restricted Function' },
  rolesChanged: { code: '110136', display: 'Security Roles Changed' },
  userAttributesChanged: { code: '110137', display: 'User Security Attributes Changed' },
  application: { code: '110150', display: 'Application' },
} as const satisfies Record<string, DicomCode>;
