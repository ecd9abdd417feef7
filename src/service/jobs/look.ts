import { readOwnSeries } from '../../db/artefacts.ts';
import type { Queryable } from '../../db/database.ts';
import { type Dataset, number, text } from '../../dicom/dataset.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import { PacsError } from '../../dicomweb/pacs-error.ts';
import { type Refusal, RefusalError } from '../../errors/refusal-error.ts';
import { contentHash } from '../../results/identity.ts';
import { selectSeries, type SeriesSelection, summariseSeries } from '../../volume/series/select.ts';
import { CT_SOP_CLASSES } from '../../volume/series/vocabulary.ts';
import { readHeaders } from './headers.ts';

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

/**
 * Asks the PACS for the current content of a study; a few cheap queries, no pixels and no headers. Throws PacsError for an answer that
 * leaves out what another one shows: an empty answer is unknown, not nothing.
 */
export async function lookAtStudy(pacs: Pacs, studyInstanceUid: string, signal: AbortSignal): Promise<StudyLook> {
  const found = await pacs.searchStudies({ StudyInstanceUID: studyInstanceUid }, signal);
  // An archive may ignore the key.
  const header = found.find((study) => text(study, 'StudyInstanceUID') === studyInstanceUid);
  const series: LookedSeries[] = [];
  for (const one of await pacs.searchSeries(studyInstanceUid, signal)) {
    const seriesInstanceUid = text(one, 'SeriesInstanceUID');
    const sopInstanceUids = await listCtInstances(pacs, studyInstanceUid, one, signal);
    series.push({ seriesInstanceUid, header: one, sopInstanceUids });
  }
  if (series.length === 0) throw await nothingOf(pacs, header, signal);
  const contentHash = hashOf(studyInstanceUid, text(header ?? {}, 'PatientID'), series);
  return { studyInstanceUid, header: header ?? {}, series, contentHash };
}

/** The error of a study without series: it is not there only if the archive shows others. */
async function nothingOf(pacs: Pacs, header: Dataset | undefined, signal: AbortSignal): Promise<PacsError> {
  const { url } = pacs;
  if (header !== undefined)
    return new PacsError('incomplete', { url, reason: 'it shows the study, but none of its series' });
  const { datasets } = await pacs.surveyStudies({}, { pages: 1, signal });
  return datasets.length > 0
    ? new PacsError('noStudy', { url })
    : new PacsError('incomplete', { url, reason: 'it shows no study at all' });
}

/** The instances of a series if it is CT, else []. */
async function listCtInstances(
  pacs: Pacs,
  studyInstanceUid: string,
  series: Dataset,
  signal: AbortSignal,
): Promise<string[]> {
  const modality = text(series, 'Modality');
  if (modality !== 'CT' && modality !== '') return [];
  const seriesInstanceUid = text(series, 'SeriesInstanceUID');
  const instances = await pacs.searchInstances(studyInstanceUid, seriesInstanceUid, {}, signal);
  const announced = number(series, 'NumberOfSeriesRelatedInstances') ?? 1;
  if (instances.length < announced) {
    const reason = `it lists ${instances.length} of ${announced} instances of series ${seriesInstanceUid}`;
    throw new PacsError('incomplete', { url: pacs.url, reason });
  }
  const isCt = modality === 'CT' || (await showsCt(pacs, studyInstanceUid, seriesInstanceUid, instances, signal));
  return isCt ? instances.map((instance) => text(instance, 'SOPInstanceUID')) : [];
}

/** Where a query does not state the modality, the SOP class of the instances does, else their headers. */
async function showsCt(
  pacs: Pacs,
  studyInstanceUid: string,
  seriesInstanceUid: string,
  instances: readonly Dataset[],
  signal: AbortSignal,
): Promise<boolean> {
  const classes = instances.map((instance) => text(instance, 'SOPClassUID')).filter((uid) => uid !== '');
  if (classes.length > 0) return classes.some((uid) => CT_SOP_CLASSES.includes(uid));
  const sopInstanceUids = instances.map((instance) => text(instance, 'SOPInstanceUID'));
  const [header = {}] = await readHeaders(pacs, { studyInstanceUid, seriesInstanceUid, sopInstanceUids }, signal);
  return text(header, 'Modality') === 'CT';
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

/**
 * Reads the headers of a study's CT series and applies the rules; a series that a person chose comes first if it fits. What refuses a CT
 * series is asked for twice: throws PacsError when the answers differ.
 */
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
  const judged = await judge(pacs, look, series, signal);
  const refused = new Map(judged.selection.refused.map(({ summary, refusal }) => [summary.seriesInstanceUid, refusal]));
  const doubtful = series.filter((one) => one.sopInstanceUids.length > 0 && refused.has(one.seriesInstanceUid));
  const again = await judge(pacs, look, doubtful, signal);
  for (const { seriesInstanceUid } of doubtful)
    expectSame(pacs, seriesInstanceUid, refused.get(seriesInstanceUid), again.selection);
  return { series, headers: judged.headers, selection: preferring(judged.selection, chosenSeries) };
}

/** The verdict of the rules on some series of a study. */
async function judge(
  pacs: Pacs,
  { studyInstanceUid }: StudyLook,
  series: readonly LookedSeries[],
  signal: AbortSignal,
): Promise<Omit<Candidates, 'series'>> {
  const headers = new Map<string, Dataset>();
  const all: Dataset[] = [];
  const unreadable: SeriesSelection['refused'][number][] = [];
  for (const { seriesInstanceUid, header, sopInstanceUids } of series) {
    try {
      const uids = { studyInstanceUid, seriesInstanceUid, sopInstanceUids };
      const found = sopInstanceUids.length > 0 ? await readHeaders(pacs, uids, signal) : [header];
      headers.set(seriesInstanceUid, found[0] ?? header);
      all.push(...found);
    } catch (error) {
      const [summary] = summariseSeries([header]);
      if (!(error instanceof RefusalError) || summary === undefined) throw error;
      unreadable.push({ summary, refusal: error.refusal });
    }
  }
  const { ranked, refused } = selectSeries(summariseSeries(all));
  return { headers, selection: { ranked, refused: [...refused, ...unreadable] } };
}

function expectSame(pacs: Pacs, uid: string, before: Refusal | undefined, { refused }: SeriesSelection): void {
  const after = refused.find(({ summary }) => summary.seriesInstanceUid === uid)?.refusal;
  if (after?.code === before?.code) return;
  const reason = `series ${uid} was ${before?.code ?? 'fit'} first and ${after?.code ?? 'fit'} then`;
  throw new PacsError('unsteady', { url: pacs.url, reason });
}

function preferring(selection: SeriesSelection, chosen: string | null): SeriesSelection {
  const first = selection.ranked.find(({ summary }) => summary.seriesInstanceUid === chosen);
  if (first === undefined) return selection;
  const reason = `A person chose ${first.summary.name}.`;
  return { ...selection, ranked: [{ ...first, reason }, ...selection.ranked.filter((entry) => entry !== first)] };
}
