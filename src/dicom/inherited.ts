import { items, text, texts, type Dataset } from './dataset.ts';

/** Attributes that must be present, empty when unknown (Type 2 of PS3.3 C.7.1.1 and C.7.2.1). */
const REQUIRED = [
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyInstanceUID',
  'StudyDate',
  'StudyTime',
  'StudyID',
  'AccessionNumber',
];

/** Attributes that are copied where the source has them (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2, C.12.1). */
const OPTIONAL = [
  'IssuerOfPatientID',
  'TypeOfPatientID',
  'PatientBirthTime',
  'PatientAge',
  'PatientSize',
  'PatientWeight',
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'StudyDescription',
  'TimezoneOffsetFromUTC',
];

const CODES = ['CodeValue', 'CodingSchemeDesignator', 'CodingSchemeVersion', 'CodeMeaning', 'LongCodeValue'];
const ISSUER = ['LocalNamespaceEntityID', 'UniversalEntityID', 'UniversalEntityIDType'];

/** Sequences that are copied where the source has them, with the attributes of their items. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  IssuerOfAccessionNumberSequence: ISSUER,
  IssuerOfPatientIDQualifiersSequence: ['UniversalEntityID', 'UniversalEntityIDType'],
  DeidentificationMethodCodeSequence: CODES,
  ProcedureCodeSequence: CODES,
};

/**
 * The Patient, Patient Study and General Study attributes that a result has in common with its source (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2).
 * Clinical trial attributes are omitted: a result is not part of a trial.
 */
export function inheritedAttributes(header: Dataset): Dataset {
  return {
    PatientName: text(header, 'PatientName'),
    ReferringPhysicianName: text(header, 'ReferringPhysicianName'),
    ...Object.fromEntries(REQUIRED.map((keyword) => [keyword, text(header, keyword)])),
    ...copied(header, OPTIONAL),
    ...copiedSequences(header),
  };
}

/** Coded procedure of the source: the items of ProcedureCodeSequence, complete ones only. */
export function procedureCodes(header: Dataset): Dataset[] {
  return codeItems(header, 'ProcedureCodeSequence');
}

function codeItems(header: Dataset, keyword: string): Dataset[] {
  return items(header, keyword)
    .map((item) => copied(item, CODES))
    .filter((item) => 'CodeMeaning' in item && ('CodeValue' in item || 'LongCodeValue' in item));
}

function copiedSequences(header: Dataset): Dataset {
  const sequences = Object.entries(SEQUENCES).map(([keyword, inner]) => {
    const copies = inner === CODES ? codeItems(header, keyword) : items(header, keyword).map((i) => copied(i, inner));
    return [keyword, copies.filter((copy) => Object.keys(copy).length > 0)] as const;
  });
  return Object.fromEntries(sequences.filter(([, copies]) => copies.length > 0));
}

function copied(source: Dataset, keywords: readonly string[]): Dataset {
  const entries = keywords.map((keyword) => [keyword, texts(source, keyword).join('\\')] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
