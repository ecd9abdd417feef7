import type { PixelFormat } from './format.ts';
import type { Encoding } from './syntaxes.ts';

/** Bytes that may follow the end marker of a code stream: padding to even length, and what careless encoders add. */
const TRAILING_BYTES = 64;
const RLE_HEADER = 64;

/** Tiles of a JPEG 2000 image: 16x16 of 32 pixels a side in a CT. A codec sets memory aside for each. */
const MOST_TILES = 1024;

/**
 * Codecs silently fill missing parts of a frame with grey, or cut off excess, and set memory aside for the size that the code stream
 * states: throws an Error when a compressed frame is truncated, or of another size than the header states.
 */
export function assertWhole(frame: Uint8Array, encoding: Encoding, format: PixelFormat): void {
  if (encoding === 'rle') return assertRunsFill(frame, format);
  assertEnds(frame);
  const isJpeg2000 = encoding === 'jpeg2000' || encoding === 'htJpeg2000';
  const { width, height, components } = isJpeg2000 ? sizeOfJpeg2000(frame) : sizeOfJpeg(frame);
  if (width !== format.columns || height !== format.rows)
    throw new Error(`the image is ${width}x${height}, the header says ${format.columns}x${format.rows}`);
  if (components !== 1) throw new Error(`the image has ${components} components, the header says 1`);
}

interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/** End of image of the JPEG family, end of code stream of JPEG 2000: FFD9. */
function assertEnds(frame: Uint8Array): void {
  const tail = frame.subarray(-TRAILING_BYTES);
  for (let i = tail.length - 2; i >= 0; i--) if (tail[i] === 0xff && tail[i + 1] === 0xd9) return;
  throw new Error('the compressed image ends too early');
}

/** Marker segment SIZ, which follows the start of a code stream: ISO/IEC 15444-1 A.5.1. */
function sizeOfJpeg2000(frame: Uint8Array): ImageSize {
  const start = Buffer.from(frame.buffer, frame.byteOffset, frame.length).indexOf('ff4fff51', 'hex');
  if (start < 0 || start + 42 > frame.length) throw new Error('it has no JPEG 2000 code stream');
  const view = new DataView(frame.buffer, frame.byteOffset + start, 42);
  const [width, height] = [view.getUint32(8) - view.getUint32(16), view.getUint32(12) - view.getUint32(20)];
  const [tileWidth, tileHeight] = [view.getUint32(24), view.getUint32(28)];
  if (Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight) > MOST_TILES)
    throw new Error(`the image has tiles of ${tileWidth}x${tileHeight} pixels`);
  return { width, height, components: view.getUint16(40) };
}

/** The frame header SOF of JPEG and JPEG-LS: ITU-T T.81 B.2.2, T.87 C.2.2. */
function sizeOfJpeg(frame: Uint8Array): ImageSize {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  for (let at = 2; at + 10 <= frame.length;) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) at += 1;
    else if (isFrameHeader(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: view.getUint8(at + 9) };
    else if (marker < 0xff02) break;
    else at += 2 + view.getUint16(at + 2);
  }
  throw new Error('it has no JPEG frame header');
}

/** SOF0 to SOF15 without the tables and extensions among them (DHT, JPG, DAC), and SOF55 of JPEG-LS. */
function isFrameHeader(marker: number): boolean {
  if (marker === 0xfff7) return true;
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
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
