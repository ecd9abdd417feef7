/** Compressed images that state a size and hold next to nothing. */

/** A JPEG 2000 code stream (ISO/IEC 15444-1 annex A) of one empty tile. */
export function jpeg2000(width: number, height: number, tile = width, components = 1): Buffer {
  const size = Buffer.alloc(38 + 3 * components);
  [0, width, height, 0, 0, tile, tile, 0, 0].forEach((value, i) =>
    i === 0 ? size.writeUInt16BE(value) : size.writeUInt32BE(value, 4 * i - 2),
  );
  size.writeUInt16BE(components, 34);
  for (let i = 0; i < components; i++) size.set([15, 1, 1], 36 + 3 * i);
  return Buffer.concat([
    hex('ff4f'),
    segment('ff51', size.subarray(0, 36 + 3 * components)),
    segment('ff52', hex('00000001000504040001')),
    segment('ff5c', Buffer.from([0x40, ...Array<number>(16).fill(0x90)])),
    segment('ff90', hex('0000000000000e0001'.slice(2))),
    hex('ff93ffd9'),
  ]);
}

/** A lossless JPEG (ITU-T T.81) whose scan is zeros. */
export function jpegLossless(width: number, height: number): Buffer {
  return Buffer.concat([
    hex('ffd8'),
    segment('ffc3', frame(width, height)),
    segment('ffc4', Buffer.from([0, 1, ...Array<number>(15).fill(0), 0])),
    segment('ffda', hex('010100010000')),
    Buffer.alloc(64),
    hex('ffd9'),
  ]);
}

/** A JPEG-LS image (ITU-T T.87) whose scan is zeros. */
export function jpegLs(width: number, height: number): Buffer {
  return Buffer.concat([
    hex('ffd8'),
    segment('fff7', frame(width, height)),
    segment('ffda', hex('010100000000')),
    Buffer.alloc(64),
    hex('ffd9'),
  ]);
}

/** An RLE image of 16 bits (PS3.5 annex G) in runs of 128 zeros. */
export function rle(pixels: number): Buffer {
  const runs = Buffer.alloc(2 * Math.ceil(pixels / 128));
  for (let at = 0; at < runs.length; at += 2) runs[at] = 0x81;
  const header = Buffer.alloc(64);
  [2, 64, 64 + runs.length].forEach((value, i) => header.writeUInt32LE(value, 4 * i));
  return Buffer.concat([header, runs, runs]);
}

function frame(width: number, height: number): Buffer {
  const bytes = hex('10000000000101' + '1100');
  bytes.writeUInt16BE(height, 1);
  bytes.writeUInt16BE(width, 3);
  bytes[5] = 1;
  bytes[6] = 1;
  return bytes;
}

function segment(marker: string, content: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length + 2);
  return Buffer.concat([hex(marker), length, content]);
}

function hex(bytes: string): Buffer {
  return Buffer.from(bytes, 'hex');
}
