import { PRODUCT } from '../product.ts';
import { codeItem, PROCESSING_ALGORITHM } from './codes.ts';
import { type Dataset, dicomDateTime, numbers, text, texts } from './dataset.ts';
import { inheritedAttributes } from './inherited.ts';
import { derivedUid } from './references.ts';

/** What every object of a result states about itself and its series. */
export interface ResultIdentity {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly performedAt: Date;
  /** The networks that it comes from. */
  readonly networks?: readonly Network[];
}

/** A network, as an object names it. */
interface Network {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** The same of its form in 8-bit arithmetic, where it has one. */
  readonly cpu?: { readonly sha256: string } | undefined;
}

/** What kind of object it is, and which instance of its series (the only one by default). */
export interface ResultKind {
  readonly sopClassUid: string;
  readonly modality: string;
  readonly instanceNumber?: number;
}

/**
 * The attributes that all results share: patient and study of the source (`header`), a separate series, the software as equipment, SOP
 * Common (PS3.3 C.7.3.1, C.7.5.1, C.12.1) and the time of the analysis as the content's, in the zone of the source.
 */
export function resultAttributes(
  header: Dataset,
  { sopClassUid, modality, instanceNumber = 1 }: ResultKind,
  { sopInstanceUid, seriesInstanceUid, seriesNumber, seriesDescription, performedAt, networks = [] }: ResultIdentity,
): Dataset {
  const { date, time } = dicomDateTime(performedAt, text(header, 'TimezoneOffsetFromUTC'));
  return {
    ...inheritedAttributes(header),
    ...EQUIPMENT,
    ...(networks.length > 0 && { ContributingEquipmentSequence: networks.map(contribution) }),
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    Modality: modality,
    SeriesInstanceUID: seriesInstanceUid,
    SeriesNumber: seriesNumber,
    SeriesDescription: seriesDescription,
    SeriesDate: date,
    SeriesTime: time,
    InstanceNumber: instanceNumber,
    ContentDate: date,
    ContentTime: time,
  };
}

/** General Equipment and Enhanced General Equipment (PS3.3 C.7.5.1, C.7.5.2): the object was made by software. */
const EQUIPMENT: Dataset = {
  Manufacturer: PRODUCT.name,
  ManufacturerModelName: PRODUCT.name,
  DeviceSerialNumber: 'not applicable',
  SoftwareVersions: PRODUCT.version,
};

/** A network as equipment that contributed (PS3.3 C.12.1), the way IHE's AI Results profile names algorithms; other weights are another device. */
function contribution({ name, version, sha256, cpu }: Network): Dataset {
  return {
    PurposeOfReferenceCodeSequence: [codeItem(PROCESSING_ALGORITHM)],
    Manufacturer: PRODUCT.name,
    ManufacturerModelName: name,
    SoftwareVersions: version,
    DeviceUID: derivedUid(PRODUCT.name, 'network', sha256),
    ContributionDescription: `Network with the SHA-256 ${sha256}${cpu === undefined ? '' : `, in 8-bit arithmetic ${cpu.sha256}`}`,
  };
}

/** A result of lossily compressed pixels is lossy too (PS3.3 C.7.6.1.1.5). */
export function lossyCompression(header: Dataset): Dataset {
  if (text(header, 'LossyImageCompression') !== '01') return { LossyImageCompression: '00' };
  const ratios = numbers(header, 'LossyImageCompressionRatio').map(String);
  const methods = texts(header, 'LossyImageCompressionMethod');
  return {
    LossyImageCompression: '01',
    ...(ratios.length > 0 && { LossyImageCompressionRatio: ratios }),
    ...(methods.length > 0 && { LossyImageCompressionMethod: methods }),
  };
}
