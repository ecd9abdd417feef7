import { DEFAULT_PHANTOM, phantomUid } from '../../src/tools/phantom/options.ts';
import { makePhantom, phantomInstances } from '../../src/tools/phantom/phantom.ts';

/** A chest CT of a patient of its own. */
export interface Study {
  readonly uid: string;
  readonly patientId: string;
  readonly files: readonly Uint8Array[];
}

/** As small as a chest can be that is measured. */
const CHEST = makePhantom({ ...DEFAULT_PHANTOM, shape: [26, 32, 32], seed: 3 });
let made = 0;

/**
 * The same chest every time, of another patient: what is measured must be the same, too. Of fewer slices than it has, which are too few,
 * it is refused.
 */
export function newStudy(slices?: number): Study {
  const patientId = `FAULT-${process.pid}-${String((made += 1)).padStart(4, '0')}`;
  const options = { ...CHEST.options, patientId };
  return {
    uid: phantomUid(options, 'study'),
    patientId,
    files: phantomInstances({ ...CHEST, options })
      .slice(0, slices)
      .map(({ bytes }) => bytes),
  };
}
