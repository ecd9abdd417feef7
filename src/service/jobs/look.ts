import type { Pacs } from '../../dicomweb/client.ts';
import type { Dataset } from '../../dicom/dataset.ts';
import { text } from '../../dicom/dataset.ts';
import { contentHash } from '../../results/identity.ts';

/** A series as QIDO-RS tells of it; its instances are listed for CT alone. */
export interface LookedSeries {
  readonly seriesInstanceUid: string;
  readonly header: Dataset;
  readonly sopInstanceUids: readonly string[];
}

/** What a study consists of now. */
export interface StudyLook {
  readonly studyInstanceUid: string;
  /** Study and patient attributes, {} when the PACS does not have the study. */
  readonly header: Dataset;
  readonly series: readonly LookedSeries[];
  /** Of the patient's ID and the CT instances: a corrected ID counts, other objects and our own results change nothing. */
  readonly contentHash: string;
}

/** Asks the PACS what a study consists of now; a few cheap queries, no pixels and no headers. */
export async function lookAtStudy(pacs: Pacs, studyInstanceUid: string, signal: AbortSignal): Promise<StudyLook> {
  const [header = {}] = await pacs.searchStudies({ StudyInstanceUID: studyInstanceUid }, signal);
  const series: LookedSeries[] = [];
  for (const found of await pacs.searchSeries(studyInstanceUid, signal)) {
    const seriesInstanceUid = text(found, 'SeriesInstanceUID');
    const isCt = text(found, 'Modality') === 'CT';
    const sopInstanceUids = isCt ? await pacs.listInstances(studyInstanceUid, seriesInstanceUid, signal) : [];
    series.push({ seriesInstanceUid, header: found, sopInstanceUids });
  }
  return { studyInstanceUid, header, series, contentHash: hashOf(studyInstanceUid, text(header, 'PatientID'), series) };
}

function hashOf(studyInstanceUid: string, patientId: string, series: readonly LookedSeries[]): string {
  const ct = series.filter(({ sopInstanceUids }) => sopInstanceUids.length > 0);
  return contentHash(studyInstanceUid, [
    `patient ${patientId}`,
    ...ct.map(({ seriesInstanceUid, sopInstanceUids }) => contentHash(seriesInstanceUid, sopInstanceUids)),
  ]);
}
