import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import { type Dataset, number, text } from '../dataset.ts';
import { functionalGroup } from '../functional-groups.ts';
import type { PixelFormat } from './format.ts';

/** Air: the lowest value of a voxel, HU. */
const AIR = -1024;

/** A padding value within the range of tissue is a wrong header, not padding, HU. */
const TISSUE = { from: -900, to: 3000 };

/**
 * What a CT can be scaled by. 65,536 stored values times 1/64 are 1,024 HU, less than from air to water; 256 times 64 are 16,384 HU. The
 * intercept moves no more than all of them.
 */
const SCALE = { leastSlope: 1 / 64, mostSlope: 64, mostIntercept: 2 ** 17 };

/** From stored values to Hounsfield units: PS3.3 C.11.1, padding PS3.3 C.7.5.1.1.2. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
  /** First and last stored value of the padding, as in the header (may be unsigned where pixels are signed). */
  readonly padding?: readonly [number, number];
}

/** Reads the rescale of one frame. Throws RefusalError NO_HOUNSFIELD when the values cannot be turned into Hounsfield units. */
export function rescaleOf(header: Dataset, frame: number, origin: string): Rescale {
  const group = functionalGroup(header, frame, 'PixelValueTransformationSequence');
  const slope = number(group, 'RescaleSlope');
  const intercept = number(group, 'RescaleIntercept');
  const type = text(group, 'RescaleType') || 'HU';
  if (slope === undefined || intercept === undefined || slope === 0)
    throw new RefusalError(refusal('NO_HOUNSFIELD.rescale', { origin }));
  if (!isScale(slope, intercept)) throw new RefusalError(refusal('NO_HOUNSFIELD.scale', { origin, slope, intercept }));
  if (!['HU', 'HU_MOD', 'US'].includes(type))
    throw new RefusalError(refusal('NO_HOUNSFIELD.unit', { origin, unit: type }));
  const first = number(header, 'PixelPaddingValue');
  if (first === undefined) return { slope, intercept };
  return { slope, intercept, padding: [first, number(header, 'PixelPaddingRangeLimit') ?? first] };
}

function isScale(slope: number, intercept: number): boolean {
  const size = Math.abs(slope);
  return size >= SCALE.leastSlope && size <= SCALE.mostSlope && Math.abs(intercept) <= SCALE.mostIntercept;
}

/**
 * HU for every word that can be stored, index = the word as unsigned number. Bits outside BitsStored are masked, padding and everything
 * below -1024 HU (-2000, -3024, ...) become air, everything above fits into Int16.
 */
export function hounsfieldTable(format: PixelFormat, rescale: Rescale): Int16Array {
  const table = new Int16Array(2 ** format.bitsAllocated);
  for (let word = 0; word < table.length; word++) {
    const hu = Math.round(storedValue(word, format) * rescale.slope + rescale.intercept);
    table[word] = Math.min(Math.max(hu, AIR), 32767);
  }
  for (const word of paddingWords(format, rescale)) table[word] = AIR;
  return table;
}

/** Writes the HU of one frame's stored words, row by row, to `hu`. */
export function toHounsfield(words: Uint8Array | Uint16Array, table: Int16Array, hu: Int16Array): void {
  for (let i = 0; i < words.length; i++) hu[i] = table[words[i] as number] as number;
}

function storedValue(word: number, { bitsStored, highBit, signed }: PixelFormat): number {
  const value = (word >>> (highBit - bitsStored + 1)) & (2 ** bitsStored - 1);
  return signed && value >= 2 ** (bitsStored - 1) ? value - 2 ** bitsStored : value;
}

/** The words of the padding range whose HU lies outside of tissue. */
function* paddingWords(format: PixelFormat, { slope, intercept, padding }: Rescale): Generator<number> {
  if (padding === undefined) return;
  const bounds = padding.map((value) => storedValue(value & (2 ** format.bitsAllocated - 1), format));
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
  for (let word = 0; word < 2 ** format.bitsAllocated; word++) {
    const value = storedValue(word, format);
    const hu = value * slope + intercept;
    if (value >= low && value <= high && (hu < TISSUE.from || hu > TISSUE.to)) yield word;
  }
}
