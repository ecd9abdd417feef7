import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import { type Dataset, number, text } from '../dataset.ts';
import { LIMITS } from '../limits.ts';

/** How a pixel is stored in its word: PS3.3 C.7.6.3, PS3.5 section 8. */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  /** PixelRepresentation 1: two's complement of bitsStored bits. */
  readonly signed: boolean;
  readonly photometricInterpretation: string;
}

/**
 * Reads the pixel module. Throws RefusalError UNDECODABLE for what no CT image contains (colour, other than 8 or 16 bits), TOO_LARGE
 * beyond LIMITS.side.
 */
export function pixelFormat(header: Dataset, origin: string): PixelFormat {
  const [rows, columns] = [number(header, 'Rows') ?? 0, number(header, 'Columns') ?? 0];
  const bitsAllocated = number(header, 'BitsAllocated');
  const samples = number(header, 'SamplesPerPixel') ?? 1;
  if (rows === 0 || columns === 0 || samples !== 1 || (bitsAllocated !== 8 && bitsAllocated !== 16))
    throw new RefusalError(refusal('UNDECODABLE.format', { origin, rows, columns, samples, bits: bitsAllocated ?? 0 }));
  if (Math.max(rows, columns) > LIMITS.side)
    throw new RefusalError(refusal('TOO_LARGE.image', { origin, rows, columns, most: LIMITS.side }));
  const photometricInterpretation = text(header, 'PhotometricInterpretation') || 'MONOCHROME2';
  if (!GREY.has(photometricInterpretation))
    throw new RefusalError(refusal('UNDECODABLE.colour', { origin, interpretation: photometricInterpretation }));
  const signed = number(header, 'PixelRepresentation') === 1;
  return {
    rows,
    columns,
    bitsAllocated,
    ...storedBits(header, bitsAllocated, origin),
    signed,
    photometricInterpretation,
  };
}

const GREY = new Set(['MONOCHROME1', 'MONOCHROME2']);

function storedBits(header: Dataset, allocated: number, origin: string): Pick<PixelFormat, 'bitsStored' | 'highBit'> {
  const stored = number(header, 'BitsStored') ?? allocated;
  const high = number(header, 'HighBit') ?? stored - 1;
  if (stored >= 1 && high < allocated && high - stored + 1 >= 0) return { bitsStored: stored, highBit: high };
  throw new RefusalError(refusal('UNDECODABLE.bits', { origin, stored, allocated, high }));
}
