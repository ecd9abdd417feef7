import dcmjs from 'dcmjs';
import type { Element } from 'dcmjs';
import type { Dataset } from './dataset.ts';
import { withoutControls } from './character-set.ts';

/** Turns datasets in the DICOM JSON model (PS3.18 F.2) into datasets with keywords; what is no such dataset is left out. */
export function naturalise(json: readonly unknown[]): Dataset[] {
  const naturalised = json
    .filter(isDataset)
    .map((dataset) => dcmjs.data.DicomMetaDictionary.naturalizeDataset(dataset));
  return naturalised.map(withoutControls);
}

function isDataset(value: unknown): value is Record<string, Element> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
