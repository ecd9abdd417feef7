import type { PixelFormat } from './format.ts';
import type { Encoding } from './syntaxes.ts';

/** Bytes that may follow the end marker of a code stream: padding to even length, and what careless encoders add. */
const TRAILING_BYTES = 64;
const RLE_HEADER = 64;

/**
 * Codecs silently fill missing parts of a frame with grey, or cut off excess: throws an Error when a compressed frame is truncated, or of
 * another size than the header states.
 */
export function assertWhole(frame: Uint8Array, encoding: Encoding, format: PixelFormat): void {
  if (encoding === 'rle') assertRunsFill(frame, format);
  else assertEnds(frame);
  if (encoding === 'jpeg2000' || encoding === 'htJpeg2000') assertSize(frame, format);
}

/** End of image of the JPEG family, end of code stream of JPEG 2000: FFD9. */
function assertEnds(frame: Uint8Array): void {
  const tail = frame.subarray(-TRAILING_BYTES);
  for (let i = tail.length - 2; i >= 0; i--) if (tail[i] === 0xff && tail[i + 1] === 0xd9) return;
  throw new Error('the compressed image ends too early');
}

/** Marker segment SIZ, which follows the start of a JPEG 2000 code stream: ISO/IEC 15444-1 A.5.1. */
function assertSize(frame: Uint8Array, { rows, columns }: PixelFormat): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 24 || view.getUint32(0) !== 0xff4fff51) return;
  const [width, height] = [view.getUint32(8) - view.getUint32(16), view.getUint32(12) - view.getUint32(20)];
  if (width !== columns || height !== rows)
    throw new Error(`the image is ${width}x${height}, the header says ${columns}x${rows}`);
}

/** One segment per byte of the pixel, each with as many bytes as the image has pixels: PS3.5 annex G. */
function assertRunsFill(frame: Uint8Array, { rows, columns, bitsAllocated }: PixelFormat): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const segments = frame.length < RLE_HEADER ? 0 : view.getUint32(0, true);
  if (segments !== bitsAllocated / 8) throw new Error(`${segments} of ${bitsAllocated / 8} RLE segments are there`);
  for (let segment = 1; segment <= segments; segment++) {
    const start = view.getUint32(4 * segment, true);
    const end = segment === segments ? frame.length : view.getUint32(4 * segment + 4, true);
    const length = runLength(frame.subarray(start, end));
    // What careless encoders omit at the end is less than a row.
    if (length < rows * columns || length >= (rows + 1) * columns)
      throw new Error(`RLE segment ${segment} holds ${length} of ${rows * columns} pixels`);
  }
}

/** Bytes that the complete runs of a segment unpack to. */
function runLength(segment: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < segment.length;) {
    const control = segment[at] as number;
    const [packed, unpacked] = control < 128 ? [control + 2, control + 1] : [2, 257 - control];
    if (control === 128) at += 1;
    else {
      if (at + packed > segment.length) break;
      at += packed;
      length += unpacked;
    }
  }
  return length;
}
