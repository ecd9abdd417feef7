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
