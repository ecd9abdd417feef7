import dcmjs from 'dcmjs';
import { PRODUCT } from '../product.ts';
import { type Dataset, text } from './dataset.ts';
import { derivedUid } from './references.ts';

const { DicomDict, DicomMetaDictionary } = dcmjs.data;
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IMPLEMENTATION_CLASS_UID = derivedUid(PRODUCT.name, 'implementation');

/**
 * A DICOM file (PS3.10) in Explicit VR Little Endian and UTF-8. `dataset` has keywords for tags and contains its own SOP class and
 * instance; `pixelData` is appended as OB.
 */
export function encodePart10(dataset: Dataset, pixelData?: Uint8Array): Uint8Array {
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]),
      MediaStorageSOPClassUID: text(dataset, 'SOPClassUID'),
      MediaStorageSOPInstanceUID: text(dataset, 'SOPInstanceUID'),
      TransferSyntaxUID: EXPLICIT_VR_LITTLE_ENDIAN,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: `${PRODUCT.name.toUpperCase()}_${PRODUCT.version}`.slice(0, 16),
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset({ ...dataset, SpecificCharacterSet: 'ISO_IR 192' });
  // What is inherited from the source may be longer than the standard allows; it is kept, not refused.
  const header = new Uint8Array(file.write({ allowInvalidVRLength: true }));
  return pixelData === undefined ? header : withPixelData(header, pixelData);
}

// The library copies values once per level of nesting; Pixel Data has the last tag, so it can simply be appended.
function withPixelData(header: Uint8Array, pixelData: Uint8Array): Uint8Array {
  const padded = pixelData.length + (pixelData.length % 2);
  const file = new Uint8Array(header.length + 12 + padded);
  file.set(header);
  const element = new DataView(file.buffer, header.length, 12);
  element.setUint16(0, 0x7fe0, true);
  element.setUint16(2, 0x0010, true);
  file.set(new TextEncoder().encode('OB'), header.length + 4);
  element.setUint32(8, padded, true);
  file.set(pixelData, header.length + 12);
  return file;
}
