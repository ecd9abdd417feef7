/** Which series of which study an object belongs to. */
interface Belonging {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
}

/** Study and Series Instance UID, (0020,000D) and (0020,000E): with VR in either byte order, and without. */
const FORMS = [
  { study: head('20000D005549'), series: head('20000E005549'), lengthBytes: 2, littleEndian: true },
  { study: head('0020000D5549'), series: head('0020000E5549'), lengthBytes: 2, littleEndian: false },
  { study: head('20000D00'), series: head('20000E00'), lengthBytes: 4, littleEndian: true },
] as const;

/**
 * The series of a file that cannot be read as a whole, from its bytes; undefined when they do not show it. In the header of an object the
 * Series Instance UID follows its Study Instance UID at once; in references to other objects it does not.
 */
export function seriesOfDamaged(bytes: Uint8Array): Belonging | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const form of FORMS)
    for (let at = buffer.indexOf(form.study); at >= 0; at = buffer.indexOf(form.study, at + 1)) {
      const study = uidAt(buffer, at + form.study.length, form);
      if (study === undefined || !buffer.subarray(study.end).subarray(0, form.series.length).equals(form.series))
        continue;
      const series = uidAt(buffer, study.end + form.series.length, form);
      if (series !== undefined) return { studyInstanceUid: study.uid, seriesInstanceUid: series.uid };
    }
  return undefined;
}

function uidAt(
  buffer: Buffer,
  at: number,
  { lengthBytes, littleEndian }: (typeof FORMS)[number],
): { readonly uid: string; readonly end: number } | undefined {
  const from = at + lengthBytes;
  if (from > buffer.length) return undefined;
  const length = littleEndian ? buffer.readUIntLE(at, lengthBytes) : buffer.readUIntBE(at, lengthBytes);
  // PS3.5 9.1: a UID has at most 64 characters.
  if (length > 64 || from + length > buffer.length) return undefined;
  const uid = buffer.toString('latin1', from, from + length).replace(/[\0 ]+$/, '');
  return /^\d[\d.]*$/.test(uid) ? { uid, end: from + length } : undefined;
}

function head(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}
