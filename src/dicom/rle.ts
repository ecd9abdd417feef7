/** Longest run and longest stretch of literal bytes (PS3.5 G.3.1). */
const MOST = 128;
/** The header of a frame: the number of segments, and where each begins (PS3.5 G.5). */
const HEADER_BYTES = 64;

/** A frame of 8-bit pixels as RLE Lossless (PS3.5 annex G): one segment, row by row. */
export function encodeRle(pixels: Uint8Array, columns: number): Uint8Array {
  const packed: number[] = [];
  for (let row = 0; row < pixels.length; row += columns) packRow(pixels.subarray(row, row + columns), packed);
  const frame = new Uint8Array(HEADER_BYTES + packed.length + (packed.length % 2));
  const header = new DataView(frame.buffer);
  header.setUint32(0, 1, true);
  header.setUint32(4, HEADER_BYTES, true);
  frame.set(packed, HEADER_BYTES);
  return frame;
}

/** The first `length` pixels of a frame that `encodeRle` wrote; what is missing is 0. */
export function decodeRle(frame: Uint8Array, length: number): Uint8Array {
  const pixels = new Uint8Array(length);
  for (let at = HEADER_BYTES, to = 0; at + 1 < frame.length && to < length;) {
    const count = frame[at]! < MOST ? frame[at]! + 1 : 257 - frame[at]!;
    if (frame[at] === MOST) at++;
    else if (frame[at]! < MOST) {
      pixels.set(frame.subarray(at + 1, at + 1 + Math.min(count, length - to)), to);
      at += 1 + count;
      to += count;
    } else {
      pixels.fill(frame[at + 1]!, to, to + count);
      at += 2;
      to += count;
    }
  }
  return pixels;
}

function packRow(row: Uint8Array, packed: number[]): void {
  for (let at = 0; at < row.length;) {
    const run = runAt(row, at);
    if (run > 1) {
      packed.push(257 - run, row[at]!);
      at += run;
      continue;
    }
    let end = at + 1;
    while (end < row.length && end - at < MOST && runAt(row, end) < 3) end++;
    packed.push(end - at - 1, ...row.subarray(at, end));
    at = end;
  }
}

/** How many bytes from `at` on are equal, 128 at most. */
function runAt(row: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < row.length && end - at < MOST && row[end] === row[at]) end++;
  return end - at;
}
