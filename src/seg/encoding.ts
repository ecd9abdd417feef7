/**
 * How a SEG holds its segments: a bit per pixel for each (binary), or one label per pixel (labelmap; PS3.3 C.8.20.2.3). Deflated Explicit VR Little
 * Endian packs the whole data set, RLE Lossless each frame; RLE has no form for single bits (PS3.5 8.2.2).
 */
export const SEG_ENCODINGS = ['binary', 'binary-deflate', 'labelmap', 'labelmap-deflate', 'labelmap-rle'] as const;
export type SegEncoding = (typeof SEG_ENCODINGS)[number];

/** What every viewer and archive reads. */
export const PLAIN_SEG: SegEncoding = 'binary';

export function isLabelMap(encoding: SegEncoding): boolean {
  return encoding.startsWith('labelmap');
}

/** The part that an encoding has in the identity of an analysis; the plain one has none. */
export function encodingSettings(encoding: SegEncoding): Readonly<Record<string, string>> {
  return encoding === PLAIN_SEG ? {} : { segmentation: encoding };
}
