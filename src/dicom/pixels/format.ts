import { refusal, RefusalError } from '../../errors/refusal-error.ts';
import { type Dataset, number, text } from '../dataset.ts';

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

/** Reads the pixel module. Throws RefusalError UNDECODABLE for what no CT image contains: colour, or other than 8 or 16 bits. */
export function pixelFormat(header: Dataset, origin: string): PixelFormat {
  const [rows, columns] = [number(header, 'Rows') ?? 0, number(header, 'Columns') ?? 0];
  const bitsAllocated = number(header, 'BitsAllocated');
  const samples = number(header, 'SamplesPerPixel') ?? 1;
  if (rows === 0 || columns === 0 || samples !== 1 || (bitsAllocated !== 8 && bitsAllocated !== 16))
    throw new RefusalError(refusal('UNDECODABLE.format', { origin, rows, columns, samples, bits: bitsAllocated ?? 0 }));
  const bitsStored = number(header, 'BitsStored') ?? bitsAllocated;
  return {
    rows,
    columns,
    bitsAllocated,
    bitsStored,
    highBit: number(header, 'HighBit') ?? bitsStored - 1,
    signed: number(header, 'PixelRepresentation') === 1,
    photometricInterpretation: text(header, 'PhotometricInterpretation') || 'MONOCHROME2',
  };
}
