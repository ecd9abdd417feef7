import type { Dataset } from '../../src/dicom/dataset.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { encodePart10 } from '../../src/dicom/write-part10.ts';
import { randomNumbers } from './random.ts';
import { CT_HEADER } from './series.ts';

export interface NoisyCt {
  readonly file: Uint8Array;
  /** HU that a reader must find, frame by frame. */
  readonly hu: Int16Array;
}

/** A CT file of 23x38 pixels (an odd number of bytes a row of 8 bits) with noise over the whole range of 12 bits, explicit little endian. */
export function noisyCt(header: Dataset = {}): NoisyCt {
  const dataset: Dataset = {
    ...CT_HEADER,
    SOPInstanceUID: derivedUid('test', 'noisy', JSON.stringify(header)),
    InstanceNumber: 1,
    ImagePositionPatient: [0, 0, 0],
    ...header,
  };
  const frames = Number(dataset['NumberOfFrames'] ?? 1);
  const signed = dataset['PixelRepresentation'] === 1;
  const intercept = Number(dataset['RescaleIntercept']);
  const random = randomNumbers(7);
  const stored = Array.from({ length: 38 * 23 * frames }, () => Math.floor(random() * 4096) - (signed ? 2048 : 0));
  // Two's complement of BitsStored bits: the bits above stay empty, as the codecs want it.
  const words = Uint16Array.from(stored, (value) => value & (2 ** Number(dataset['BitsStored']) - 1));
  return {
    file: withWords(dataset, words),
    hu: Int16Array.from(stored, (value) => Math.max(value + intercept, -1024)),
  };
}

/** Words have VR OW, which is what makes other programs swap their bytes. */
function withWords(dataset: Dataset, words: Uint16Array): Uint8Array {
  const file = encodePart10(dataset, new Uint8Array(words.buffer as ArrayBuffer));
  file.set(Buffer.from('OW'), file.length - words.byteLength - 8);
  return file;
}

/** A file with these bytes, as the characters of Latin-1, in Specific Character Set and Patient's Name. */
export function fileWithName(characterSet: string, name: string): Uint8Array {
  const file = Buffer.from(noisyCt({ PatientName: 'X' }).file);
  const withSet = withValue(file, '\x08\x00\x05\x00CS', characterSet);
  return withValue(withSet, '\x10\x00\x10\x00PN', name);
}

/** The file with another value of the element that begins with these bytes, tag and VR, and has a length of 16 bits. */
export function withValue(file: Buffer, tag: string, text: string): Buffer {
  const at = file.indexOf(Buffer.from(tag, 'latin1'));
  const value = Buffer.from(text.length % 2 === 0 ? text : `${text} `, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(value.length);
  const end = at + 8 + file.readUInt16LE(at + 6);
  return Buffer.concat([file.subarray(0, at + 6), length, value, file.subarray(end)]);
}
