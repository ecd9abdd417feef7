import type { Dataset } from './dataset.ts';

/** A coded concept (PS3.3 8.8): value, coding scheme designator and meaning. */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** Codes of the schemes that DICOM, SNOMED CT and UCUM publish. */
export const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning });
export const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning });
const ucum = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning });

/** Designator of the project's coding scheme (PS3.16 8.2: private designators begin with 99). */
export const PRIVATE_SCHEME = '99LUNGTRACE';

/** A code of the project's own scheme: value up to 16, meaning up to 64 characters (PS3.3 8.2). */
export function privateCode(value: string, meaning: string): Code {
  if (value.length > 16 || meaning.length > 64) throw new RangeError(`Code ${value} (${meaning}) is too long`);
  return { value, scheme: PRIVATE_SCHEME, meaning };
}

/** The item of a code sequence. */
export function codeItem({ value, scheme, meaning }: Code): Dataset {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

/**
 * Codes of what is found, where and in which unit, as in DICOM PS3.16 2025b (SCT: SNOMED CT, by its DICOM subset). Checked against
 * the tables of pydicom 3.0.2. Those of findings and metrics stand in their registries.
 */

/** CID 7150 Segmentation Property Categories. */
export const MORPHOLOGICALLY_ABNORMAL_STRUCTURE = sct('49755003', 'Morphologically Abnormal Structure');
/** CID 7150 and CID 7151: what no segment of a label map covers. */
export const BACKGROUND = dcm('125040', 'Background');
/** CID 7150 Segmentation Property Categories; DICOM's meaning of the concept "Body structure". */
export const ANATOMICAL_STRUCTURE = sct('123037004', 'Anatomical Structure');

/** CID 4 Anatomic Region. */
export const LUNG = sct('39607008', 'Lung');
/** CID 6171 Zone of Lung. */
export const UPPER_ZONE = sct('281392002', 'Upper zone of lung');
export const MIDDLE_ZONE = sct('281393007', 'Middle zone of lung');
export const LOWER_ZONE = sct('281394001', 'Lower zone of lung');

/** CID 244 Laterality. */
export const RIGHT = sct('24028007', 'Right');
export const LEFT = sct('7771000', 'Left');
export const BILATERAL = sct('51440002', 'Bilateral');

/** CID 7162 Surface Processing Algorithm Family. */
export const ARTIFICIAL_INTELLIGENCE = dcm('123110', 'Artificial Intelligence');
export const MORPHOLOGICAL_OPERATIONS = dcm('123104', 'Morphological Operations');

/** Purpose of a contribution, IHE RAD AI Results (AIR) rev. 1.1, 6.5.3.1; CID 7005 has none for algorithms. */
export const PROCESSING_ALGORITHM: Code = { value: '1630', scheme: '99IHE', meaning: 'Processing Algorithm' };

/** CID 7472 and CID 218: what is measured of a region or finding. */
export const VOLUME = sct('118565006', 'Volume');
export const ATTENUATION_COEFFICIENT = dcm('112031', 'Attenuation Coefficient');

/** Units (CID 7181; {score} and {pixels} are UCUM annotations). */
export const UNIT = {
  cubicCentimetre: ucum('cm3', 'cubic centimeter'),
  percent: ucum('%', 'Percent'),
  percentADay: ucum('%/d', 'Percent per day'),
  hounsfield: ucum("[hnsf'U]", 'Hounsfield unit'),
  millimetre: ucum('mm', 'millimeter'),
  pixels: ucum('{pixels}', 'Pixels'),
  score: ucum('{score}', 'score'),
  one: ucum('1', 'no units'),
  day: ucum('d', 'day'),
} as const satisfies Record<string, Code>;
