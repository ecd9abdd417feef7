import { readOwnSeries } from '../../db/artefacts.ts';
import type { Queryable } from '../../db/database.ts';
import { type Dataset, text } from '../../dicom/dataset.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { contentHash } from '../../results/identity.ts';
import { selectSeries, type SeriesSelection, summariseSeries } from '../../volume/series/select.ts';

/** A series as QIDO-RS tells of it; its instances are listed for CT alone. */
interface LookedSeries {
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

/** Asks the PACS for the current content of a study; a few cheap queries, no pixels and no headers. */
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

/** The series of a study that are not our own, with the verdict of the rules. */
export interface Candidates {
  readonly series: readonly LookedSeries[];
  /** A full header of each series, by its UID; the QIDO-RS answer for those that are not CT. */
  readonly headers: ReadonlyMap<string, Dataset>;
  readonly selection: SeriesSelection;
}

/** Reads the headers of a study's CT series and applies the rules; a series that a person chose comes first if it fits. */
export async function findCandidates(
  pacs: Pacs,
  database: Queryable,
  look: StudyLook,
  chosenSeries: string | null,
  signal: AbortSignal,
): Promise<Candidates> {
  const own = await readOwnSeries(
    database,
    look.series.map(({ seriesInstanceUid }) => seriesInstanceUid),
  );
  const series = look.series.filter(({ seriesInstanceUid }) => !own.has(seriesInstanceUid));
  const headers = new Map<string, Dataset>();
  const all: Dataset[] = [];
  for (const { seriesInstanceUid, header, sopInstanceUids } of series) {
    const isCt = sopInstanceUids.length > 0;
    const found = isCt ? await pacs.seriesMetadata(look.studyInstanceUid, seriesInstanceUid, signal) : [header];
    headers.set(seriesInstanceUid, found[0] ?? header);
    all.push(...found);
  }
  return { series, headers, selection: preferring(selectSeries(summariseSeries(all)), chosenSeries) };
}

function preferring(selection: SeriesSelection, chosen: string | null): SeriesSelection {
  const first = selection.ranked.find(({ summary }) => summary.seriesInstanceUid === chosen);
  if (first === undefined) return selection;
  const reason = `A person chose ${first.summary.name}.`;
  return { ...selection, ranked: [{ ...first, reason }, ...selection.ranked.filter((entry) => entry !== first)] };
}
