import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePart10 } from '../../dicom/write-part10.ts';
import { SOP_CLASS } from '../../dicom/sop-classes.ts';
import type { FindingMask, Geometry, LungMask, Slice, Volume } from '../../volume/volume.ts';
import { headerOf, positionOf, sopInstanceUid } from './header.ts';
import { DEFAULT_PHANTOM, geometryOf, type PhantomOptions } from './options.ts';
import { paintChest } from './paint.ts';
import { HU_RANGE, scan } from './scan.ts';

/** A synthetic chest CT and its ground truth. */
export interface Phantom {
  readonly options: PhantomOptions;
  readonly volume: Volume;
  /** The true lungs; with vessels, small bronchi and lesions, without trachea and main bronchi. */
  readonly lungs: LungMask;
  /** The true lesions; always inside the lungs. */
  readonly findings: FindingMask;
}

/** Makes a chest CT with lesions of exactly known voxels. The same options always make the same phantom, to the last bit. */
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
    sopClassUid: SOP_CLASS.ct.uid,
    sopInstanceUid: sopInstanceUid(options, z),
    position: positionOf(geometry, z),
  }));
}

export interface PhantomInstance {
  readonly sopInstanceUid: string;
  /** A complete DICOM file (PS3.10), Explicit VR Little Endian. */
  readonly bytes: Uint8Array;
}

/** The phantom as a scanner sends it: CT Image Storage, 12 bits unsigned, in the order of InstanceNumber. */
export function phantomInstances(phantom: Phantom): PhantomInstance[] {
  const instances = phantom.volume.slices.map((slice, z) => ({
    sopInstanceUid: slice.sopInstanceUid,
    bytes: encodePart10({
      ...headerOf(phantom.options, phantom.volume.geometry, z),
      PixelData: [storedPixels(phantom, z)],
      _vrMap: { PixelData: 'OW' },
    }),
  }));
  return phantom.options.feetFirst ? instances.toReversed() : instances;
}

function storedPixels({ volume }: Phantom, z: number): ArrayBuffer {
  const area = volume.geometry.shape[1] * volume.geometry.shape[2];
  return Uint16Array.from(volume.hu.subarray(z * area, (z + 1) * area), (hu) => hu - HU_RANGE[0]).buffer;
}

/** A chest phantom as DICOM files in a temporary folder. */
export interface PhantomFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes the generated chest CT into a temporary folder. */
export async function phantomFolder(options: Partial<PhantomOptions> = {}): Promise<PhantomFolder> {
  const path = await mkdtemp(join(tmpdir(), 'lungtrace-phantom-'));
  const instances = phantomInstances(makePhantom(options));
  await Promise.all(instances.map(({ bytes }, n) => writeFile(join(path, `${String(n).padStart(4, '0')}.dcm`), bytes)));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
