import { constants, inflateRawSync } from 'node:zlib';
import { refusal, RefusalError } from '../errors/refusal-error.ts';
import { LIMITS } from './limits.ts';

/** Compressed bytes in which the pixel data is looked for first; deflate turns a byte into 1032 at most. */
const FIRST = 4 * 1024;
/** What may be inflated before the pixel data is found. */
const BEGINNING = 4 * LIMITS.headerBytes;
const CHUNK = 1024 * 1024;

/**
 * Inflates a deflated data set (PS3.5 A.5), as far as its own header justifies. `announced` reads an inflated beginning, and returns the
 * bytes of the whole, or undefined while it does not know. Throws RefusalError DAMAGED, or TOO_LARGE when there is more.
 */
export function inflateDataset(
  deflated: Uint8Array,
  announced: (beginning: Uint8Array, isWhole: boolean) => number | undefined,
  origin: string,
): Uint8Array {
  for (let taken = FIRST; ; taken *= 2) {
    const isWhole = taken >= deflated.length;
    const beginning = inflate(deflated.subarray(0, taken), isWhole, BEGINNING, 0, origin);
    const bytes = announced(beginning, isWhole);
    if (bytes !== undefined) return inflate(deflated, true, bytes + LIMITS.surplusBytes, bytes, origin);
    if (isWhole) return beginning;
  }
}

function inflate(deflated: Uint8Array, isWhole: boolean, most: number, announced: number, origin: string): Uint8Array {
  const finishFlush = isWhole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    const { buffer, byteOffset, length } = inflateRawSync(deflated, {
      finishFlush,
      maxOutputLength: most,
      chunkSize: Math.min(CHUNK, most),
    });
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    const { code, message: reason } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new RefusalError(refusal('TOO_LARGE.inflated', { origin, most, announced }), { cause });
    throw new RefusalError(refusal('DAMAGED.unreadable', { origin, reason }), { cause });
  }
}
