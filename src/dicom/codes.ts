import type { Dataset } from './dataset.ts';

/** A coded concept (PS3.3 8.8): value, coding scheme designator and meaning. */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** The item of a code sequence. */
export function codeItem({ value, scheme, meaning }: Code): Dataset {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

/**
 * Codes of what is found and where, as in DICOM PS3.16 2025b (SCT: SNOMED CT, by its DICOM subset). Checked against the tables of
 * pydicom 3.0.2, except where noted.
 */

/** CID 7150 Segmentation Property Categories. */
export const MORPHOLOGICALLY_ABNORMAL_STRUCTURE: Code = {
  value: '49755003',
  scheme: 'SCT',
  meaning: 'Morphologically Abnormal Structure',
};
/** CID 7150 Segmentation Property Categories; DICOM's meaning of the concept "Body structure". */
export const ANATOMICAL_STRUCTURE: Code = { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' };

/** CID 6102 Chest Finding. */
export const GROUND_GLASS_OPACITY_CODE: Code = { value: '112120', scheme: 'DCM', meaning: 'Ground glass opacity' };
/** In no context group of PS3.16; SNOMED CT concept "Lung consolidation (disorder)". */
export const CONSOLIDATION_CODE: Code = { value: '95436008', scheme: 'SCT', meaning: 'Lung consolidation' };

/** CID 4 Anatomic Region. */
export const LUNG: Code = { value: '39607008', scheme: 'SCT', meaning: 'Lung' };
/** CID 6171 Zone of Lung. */
export const UPPER_ZONE: Code = { value: '281392002', scheme: 'SCT', meaning: 'Upper zone of lung' };
export const MIDDLE_ZONE: Code = { value: '281393007', scheme: 'SCT', meaning: 'Middle zone of lung' };
export const LOWER_ZONE: Code = { value: '281394001', scheme: 'SCT', meaning: 'Lower zone of lung' };

/** CID 244 Laterality. */
export const RIGHT: Code = { value: '24028007', scheme: 'SCT', meaning: 'Right' };
export const LEFT: Code = { value: '7771000', scheme: 'SCT', meaning: 'Left' };
export const BILATERAL: Code = { value: '51440002', scheme: 'SCT', meaning: 'Bilateral' };

/** CID 7162 Surface Processing Algorithm Family. */
export const ARTIFICIAL_INTELLIGENCE: Code = { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' };
export const MORPHOLOGICAL_OPERATIONS: Code = { value: '123104', scheme: 'DCM', meaning: 'Morphological Operations' };
