/**
 * Why an input was not analysed. The code is stable (database, JSON, tests), the message is a sentence for a person that
 * says what was found and what to do.
 */
export type RefusalCode =
  | 'NOT_DICOM'
  | 'DAMAGED'
  | 'NOT_CT'
  | 'NOT_CHEST'
  | 'LOCALIZER'
  | 'DERIVED'
  | 'NO_PIXEL_DATA'
  | 'NO_GEOMETRY'
  | 'NO_HOUNSFIELD'
  | 'UNSUPPORTED_TRANSFER_SYNTAX'
  | 'UNDECODABLE'
  | 'TOO_FEW_SLICES'
  | 'MIXED_GEOMETRY'
  | 'NOT_AXIAL'
  | 'GANTRY_TILT'
  | 'SLICE_GAP'
  | 'DUPLICATE_SLICES'
  | 'THICK_SLICES'
  | 'NO_LUNGS'
  | 'NO_SERIES'
  | 'SEVERAL_STUDIES';

/** Thrown when an input cannot be analysed for a reason that lies in the input and that a repetition would not cure. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A refusal as it is stored and printed. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}
