import { encodePart10 } from '../../dicom/write-part10.ts';
import { headerOf } from './header.ts';
import type { Phantom } from './phantom.ts';
import { HU_RANGE } from './scan.ts';

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
