import type { FindingMask, Geometry, LungMask, Slice, Volume } from '../../volume/volume.ts';
import { CT_IMAGE_STORAGE, headerOf, positionOf, sopInstanceUid } from './header.ts';
import { DEFAULT_PHANTOM, geometryOf, type PhantomOptions } from './options.ts';
import { paintChest } from './paint.ts';
import { scan } from './scan.ts';

/** A chest CT that never was, and the truth about it. */
export interface Phantom {
  readonly options: PhantomOptions;
  readonly volume: Volume;
  /** Where the lungs really are; with vessels, small bronchi and lesions, without trachea and main bronchi. */
  readonly lungs: LungMask;
  /** Where the lesions really are; always inside the lungs. */
  readonly findings: FindingMask;
}

/** Makes a chest CT with lesions of exactly known voxels. The same options always give the same phantom, to the last bit. */
export function makePhantom(options: Partial<PhantomOptions> = {}): Phantom {
  const all = { ...DEFAULT_PHANTOM, ...options };
  const geometry = geometryOf(all);
  const { hu, lungs, findings } = paintChest(all, geometry);
  return {
    options: all,
    volume: { hu: scan(hu, all), geometry, slices: slicesOf(all, geometry), header: headerOf(all, geometry, 0) },
    lungs,
    findings,
  };
}

function slicesOf(options: PhantomOptions, geometry: Geometry): Slice[] {
  return Array.from({ length: options.shape[0] }, (_, z) => ({
    sopClassUid: CT_IMAGE_STORAGE,
    sopInstanceUid: sopInstanceUid(options, z),
    position: positionOf(geometry, z),
  }));
}
