/** Bytes of single elements, as other software may write them (PS3.5 7.1, 7.5). Little endian unless it says so. */

const UNDEFINED = 0xffffffff;

/** An element without VR, as in implicit little endian. */
export function bare(tag: number, value: Uint8Array | string, length?: number): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([words(tag), uint32(length ?? bytes.length), bytes]);
}

/** An element with a VR whose length has 16 bits. */
export function short(tag: number, vr: string, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([words(tag), Buffer.from(vr), Buffer.from([bytes.length & 255, bytes.length >> 8]), bytes]);
}

/** An element with a VR whose length has 32 bits; without a length, it is undefined. */
export function long(tag: number, vr: string, value: Uint8Array | string, length: number = value.length): Buffer {
  return Buffer.concat([words(tag), Buffer.from(vr), Buffer.alloc(2), uint32(length), Buffer.from(value)]);
}

/** A sequence of undefined length with a VR, closed by its delimiter. */
export function openSequence(tag: number, vr: string, ...items: Uint8Array[]): Buffer {
  return long(tag, vr, Buffer.concat([...items, bare(0xfffee0dd, '')]), UNDEFINED);
}

/** As openSequence, without VR. */
export function bareSequence(tag: number, ...items: Uint8Array[]): Buffer {
  return bare(tag, Buffer.concat([...items, bare(0xfffee0dd, '')]), UNDEFINED);
}

/** An item of undefined length, closed by its delimiter. */
export function openItem(...elements: Uint8Array[]): Buffer {
  return bare(0xfffee000, Buffer.concat([...elements, bare(0xfffee00d, '')]), UNDEFINED);
}

/** An item that says how long it is. */
export function item(...elements: Uint8Array[]): Buffer {
  return bare(0xfffee000, Buffer.concat(elements));
}

/** The file with bytes put in front of the first element of a tag and VR. */
export function withElements(file: Uint8Array, before: number, vr: string, inserted: Uint8Array): Buffer {
  const at = Buffer.from(file).indexOf(Buffer.concat([words(before), Buffer.from(vr)]));
  if (at < 0) throw new RangeError('the file has no such element');
  return Buffer.concat([file.subarray(0, at), inserted, file.subarray(at)]);
}

function words(tag: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(tag >>> 16);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
