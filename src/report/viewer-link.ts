/** A slice of a study, or the study alone. */
export interface ViewerPlace {
  readonly studyInstanceUid: string;
  readonly slice?: { readonly sopInstanceUid: string; readonly frameNumber?: number | undefined };
}

/** Where the viewer opens a study, at a slice if one is named: a path on this service, with OHIF's names of the parameters. */
export function viewerPath({ studyInstanceUid, slice }: ViewerPlace): string {
  const query = new URLSearchParams({ StudyInstanceUIDs: studyInstanceUid });
  if (slice !== undefined) query.set('initialSOPInstanceUID', slice.sopInstanceUid);
  if (slice?.frameNumber !== undefined) query.set('frame', String(slice.frameNumber));
  return `/viewer?${query}`;
}
