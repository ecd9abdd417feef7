import { PRODUCT } from '../product.ts';
import type { Dataset } from './dataset.ts';

/** General Equipment and Enhanced General Equipment (PS3.3 C.7.5.1, C.7.5.2): what made the object is software. */
export const EQUIPMENT: Dataset = {
  Manufacturer: PRODUCT.name,
  ManufacturerModelName: PRODUCT.name,
  DeviceSerialNumber: 'not applicable',
  SoftwareVersions: PRODUCT.version,
};
