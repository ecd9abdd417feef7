/** How the frames of a transfer syntax are encoded. */
export type Encoding = 'little' | 'big' | 'rle' | 'jpeg' | 'jpegLs' | 'jpeg2000' | 'htJpeg2000';

export interface TransferSyntax {
  readonly name: string;
  readonly encoding: Encoding;
}

/** Transfer syntaxes that lungtrace decodes: PS3.6 2025c table A-1, and the retired JPEG processes of PS3.5-2003 annex A.4.1. */
export const TRANSFER_SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { name: 'Implicit VR Little Endian', encoding: 'little' },
  '1.2.840.10008.1.2.1': { name: 'Explicit VR Little Endian', encoding: 'little' },
  '1.2.840.10008.1.2.1.99': { name: 'Deflated Explicit VR Little Endian', encoding: 'little' },
  '1.2.840.10008.1.2.2': { name: 'Explicit VR Big Endian', encoding: 'big' },
  '1.2.840.10008.1.2.5': { name: 'RLE Lossless', encoding: 'rle' },
  '1.2.840.10008.1.2.4.50': { name: 'JPEG Baseline (Process 1)', encoding: 'jpeg' },
  '1.2.840.10008.1.2.4.51': { name: 'JPEG Extended (Process 2 & 4)', encoding: 'jpeg' },
  '1.2.840.10008.1.2.4.53': { name: 'JPEG Spectral Selection (Process 6 & 8)', encoding: 'jpeg' },
  '1.2.840.10008.1.2.4.55': { name: 'JPEG Full Progression (Process 10 & 12)', encoding: 'jpeg' },
  '1.2.840.10008.1.2.4.57': { name: 'JPEG Lossless (Process 14)', encoding: 'jpeg' },
  '1.2.840.10008.1.2.4.70': { name: 'JPEG Lossless (Process 14, Selection Value 1)', encoding: 'jpeg' },
  '1.2.840.10008.1.2.4.80': { name: 'JPEG-LS Lossless', encoding: 'jpegLs' },
  '1.2.840.10008.1.2.4.81': { name: 'JPEG-LS Near-Lossless', encoding: 'jpegLs' },
  '1.2.840.10008.1.2.4.90': { name: 'JPEG 2000 (Lossless Only)', encoding: 'jpeg2000' },
  '1.2.840.10008.1.2.4.91': { name: 'JPEG 2000', encoding: 'jpeg2000' },
  '1.2.840.10008.1.2.4.201': { name: 'High-Throughput JPEG 2000 (Lossless Only)', encoding: 'htJpeg2000' },
  '1.2.840.10008.1.2.4.202': { name: 'High-Throughput JPEG 2000 with RPCL (Lossless Only)', encoding: 'htJpeg2000' },
  '1.2.840.10008.1.2.4.203': { name: 'High-Throughput JPEG 2000', encoding: 'htJpeg2000' },
};

/** True for all but the four native syntaxes: whatever is not known as native holds fragments (PS3.5 A.4). */
export function isEncapsulated(transferSyntaxUid: string): boolean {
  const encoding = TRANSFER_SYNTAXES[transferSyntaxUid]?.encoding;
  return encoding !== 'little' && encoding !== 'big';
}
