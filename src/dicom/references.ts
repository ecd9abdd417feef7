import { text, type Dataset } from './dataset.ts';
import { derivedUid } from './uid.ts';
import type { Volume } from '../volume/volume.ts';

/** What identifies an object that another refers to. */
export interface ObjectReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** References to instances (PS3.3 10.8), each instance once, in the order of their first mention. */
export function instanceReferences(objects: readonly ObjectReference[]): Dataset[] {
  const unique = new Map(objects.map((object) => [object.sopInstanceUid, object]));
  return [...unique.values()].map(instanceReference);
}

/** Reference to one instance (PS3.3 10.8). */
export function instanceReference({ sopClassUid, sopInstanceUid }: ObjectReference): Dataset {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}

/** The frame of reference of results: the source's, or where it has none one that all results of its series share. */
export function frameOfReferenceUid({ geometry, header }: Pick<Volume, 'geometry' | 'header'>): string {
  return geometry.frameOfReferenceUid || derivedUid(text(header, 'SeriesInstanceUID'), 'frame of reference');
}
