import type { Dataset } from './dataset.ts';

/** Tag (0008,0005) with VR CS, explicit little and big endian, and without VR, implicit little endian. */
const PATTERNS = [
  { tag: Buffer.from('\x08\x00\x05\x00CS', 'latin1'), lengthBytes: 2, littleEndian: true },
  { tag: Buffer.from('\x00\x08\x00\x05CS', 'latin1'), lengthBytes: 2, littleEndian: false },
  { tag: Buffer.from('\x08\x00\x05\x00', 'latin1'), lengthBytes: 4, littleEndian: true },
] as const;

/** The element is among the first of a data set, bytes. */
const SEARCHED = 4096;

/** Sets that contain ASCII as well as their own characters, so that one decoder reads the whole value: PS3.3 C.12.1.1.2. */
const DECISIVE = /ISO 2022 IR (87|159|149|58)/;

/**
 * dcmjs reads with one character set. Where several with code extensions are named (PS3.5 6.1.2.5), keeps the one that decides how text
 * is read, so that names are not garbled. Changes `bytes` in place.
 */
export function leaveOneCharacterSet(bytes: Uint8Array): void {
  const value = findCharacterSet(bytes);
  if (value === undefined) return;
  const sets = Buffer.from(value).toString('latin1').split('\\');
  if (sets.length === 1) return;
  const chosen = sets.find((set) => DECISIVE.test(set)) ?? sets.find((set) => set.trim() !== '') ?? '';
  value.set(Buffer.from(chosen.trim().padEnd(value.length), 'latin1'));
}

/**
 * Removes from texts what is not text: the escape sequences that announce Korean and Chinese (PS3.5 annexes I and K), and the NULs with
 * which some devices pad, which no database accepts.
 */
export function withoutControls(header: Dataset): Dataset {
  return hasControl(header) ? (strip(header) as Dataset) : header;
}

function hasControl(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\x1b') || value.includes('\0');
  return isContainer(value) && Object.values(value).some(hasControl);
}

function strip(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\x1b(\$\)|\(|\))./g, '').replaceAll('\0', '');
  if (Array.isArray(value)) return value.map(strip);
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]));
}

function isContainer(value: unknown): value is object {
  return value instanceof Object && !(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value);
}

/** The bytes of the value, not a copy. */
function findCharacterSet(bytes: Uint8Array): Uint8Array | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SEARCHED));
  for (const { tag, lengthBytes, littleEndian } of PATTERNS) {
    const at = start.indexOf(tag);
    const from = at + tag.length + lengthBytes;
    if (at < 0 || from > start.length) continue;
    const length = littleEndian
      ? start.readUIntLE(at + tag.length, lengthBytes)
      : start.readUIntBE(at + tag.length, lengthBytes);
    if (from + length <= start.length) return bytes.subarray(from, from + length);
  }
  return undefined;
}
