import { deflateRawSync } from 'node:zlib';
import dcmjs from 'dcmjs';
import { PRODUCT } from '../product.ts';
import { type Dataset, text } from './dataset.ts';
import { readMetaHeader } from './meta-header.ts';
import { derivedUid } from './references.ts';

const { DicomDict, DicomMetaDictionary } = dcmjs.data;
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
const RLE_LOSSLESS = '1.2.840.10008.1.2.5';
/** Tags as they lie in a file, little endian: (FFFE,E000) and (FFFE,E0DD). */
const ITEM = 0xe000fffe;
const SEQUENCE_DELIMITER = 0xe0ddfffe;
const IMPLEMENTATION_CLASS_UID = derivedUid(PRODUCT.name, 'implementation');

/** Pixel data as it is (OB), or frames that are RLE Lossless already; `deflate` packs the whole data set. */
export type StoredPixels =
  { readonly native: Uint8Array; readonly deflate?: boolean } | { readonly rleFrames: readonly Uint8Array[] };

/**
 * A DICOM file (PS3.10) in Explicit VR Little Endian and UTF-8. `dataset` has keywords for tags and contains its own SOP class and
 * instance; `pixelData` is appended as OB. Deflated Explicit VR Little Endian or RLE Lossless where the pixels ask for it.
 */
export function encodePart10(dataset: Dataset, pixelData?: Uint8Array | StoredPixels): Uint8Array {
  if (pixelData === undefined) return part10(dataset, EXPLICIT_VR_LITTLE_ENDIAN);
  const pixels = pixelData instanceof Uint8Array ? { native: pixelData } : pixelData;
  if ('rleFrames' in pixels) return withElement(part10(dataset, RLE_LOSSLESS), encapsulated(pixels.rleFrames), true);
  if (pixels.deflate !== true) return withElement(part10(dataset, EXPLICIT_VR_LITTLE_ENDIAN), pixels.native);
  return deflated(withElement(part10(dataset, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN), pixels.native));
}

function part10(dataset: Dataset, transferSyntaxUid: string): Uint8Array {
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]),
      MediaStorageSOPClassUID: text(dataset, 'SOPClassUID'),
      MediaStorageSOPInstanceUID: text(dataset, 'SOPInstanceUID'),
      TransferSyntaxUID: transferSyntaxUid,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: `${PRODUCT.name.toUpperCase()}_${PRODUCT.version}`.slice(0, 16),
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset({ ...dataset, SpecificCharacterSet: 'ISO_IR 192' });
  // What is inherited from the source may be longer than the standard allows; it is kept, not refused.
  return new Uint8Array(file.write({ allowInvalidVRLength: true }));
}

/** The data set behind the meta header packed (PS3.5 A.5), padded to an even length. */
function deflated(file: Uint8Array): Uint8Array {
  const { end } = readMetaHeader(file, 'a file to write');
  const packed = deflateRawSync(file.subarray(end));
  const whole = new Uint8Array(end + packed.length + (packed.length % 2));
  whole.set(file.subarray(0, end));
  whole.set(packed, end);
  return whole;
}

/** Frames as items, after an empty offset table, before the delimiter (PS3.5 A.4). */
function encapsulated(frames: readonly Uint8Array[]): Uint8Array {
  const items = [new Uint8Array(), ...frames];
  const bytes = new Uint8Array(items.reduce((sum, { length }) => sum + 8 + length, 8));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const item of items) {
    view.setUint32(at, ITEM, true);
    view.setUint32(at + 4, item.length, true);
    bytes.set(item, at + 8);
    at += 8 + item.length;
  }
  view.setUint32(at, SEQUENCE_DELIMITER, true);
  return bytes;
}

// The library copies values once per level of nesting; Pixel Data has the last tag, so it can simply be appended.
function withElement(header: Uint8Array, pixelData: Uint8Array, undefinedLength = false): Uint8Array {
  const padded = pixelData.length + (pixelData.length % 2);
  const file = new Uint8Array(header.length + 12 + padded);
  file.set(header);
  const element = new DataView(file.buffer, header.length, 12);
  element.setUint16(0, 0x7fe0, true);
  element.setUint16(2, 0x0010, true);
  file.set(new TextEncoder().encode('OB'), header.length + 4);
  element.setUint32(8, undefinedLength ? 0xffffffff : padded, true);
  file.set(pixelData, header.length + 12);
  return file;
}
