import { derivedUid, type ObjectReference } from '../dicom/references.ts';
import { comparisonIdentity, type FollowUp } from '../followup/compare.ts';
import { reportedFollowUp } from '../followup/reported.ts';
import { buildReport, type ReportInput } from '../report/build.ts';
import { renderPdf } from '../report/pdf.ts';
import type { SrInput } from '../sr/input.ts';
import { COMPREHENSIVE_SR_STORAGE, writeSr } from '../sr/writer.ts';
import type { FindingMask, Volume } from '../volume/volume.ts';
import { type Artefact, artefactUids } from './artefacts.ts';
import { ENCAPSULATED_PDF_STORAGE, writeEncapsulatedPdf } from './encapsulated-pdf.ts';
import { overlayInstances, SECONDARY_CAPTURE_STORAGE } from './overlay-series.ts';

export type ReportArtefactKind = 'report-pdf' | 'follow-up-sr' | 'overlay';
/** A DICOM object that goes beyond segmentation and structured report. */
export type ReportArtefact = Artefact<ReportArtefactKind>;

/**
 * The report of a timepoint as an Encapsulated PDF of its study. Its UIDs follow from the analysis and what it is compared with: a
 * repeated run gives the same object, an earlier study that arrives late another one.
 */
export async function writeReport(input: ReportInput, sources: readonly ObjectReference[]): Promise<ReportArtefact> {
  const start = performance.now();
  const uids = artefactUids(comparisonIdentity(input.timepoint.analysisKey, input.followUp), 'report-pdf');
  const content = buildReport(input);
  const bytes = writeEncapsulatedPdf({
    ...uids,
    header: input.header,
    pdf: await renderPdf(content),
    title: content.title,
    sources,
    seriesNumber: 9004,
    seriesDescription: 'Lung infection report, research use only',
    performedAt: input.performedAt,
  });
  const writtenInMs = performance.now() - start;
  return { kind: 'report-pdf', sopClassUid: ENCAPSULATED_PDF_STORAGE, ...uids, bytes, writtenInMs };
}

/** What the structured report of a follow-up tells beside the comparison. */
export type FollowUpSrInput = Pick<
  SrInput,
  'volume' | 'findings' | 'segmentation' | 'modelSet' | 'models' | 'performedAt'
>;

/**
 * The structured report of a follow-up: the measurements of the current timepoint, where it stands in the patient's course and the
 * changes. UIDs as for the report.
 */
export function writeFollowUpSr(input: FollowUpSrInput, followUp: FollowUp): ReportArtefact {
  const start = performance.now();
  const { analysisKey, measurements } = followUp.current;
  const uids = artefactUids(comparisonIdentity(analysisKey, followUp), 'follow-up-sr');
  const bytes = writeSr({
    ...input,
    ...uids,
    ...reportedFollowUp(followUp),
    measurements,
    seriesNumber: 9006,
    seriesDescription: 'Lung infection follow-up, research use only',
  });
  const writtenInMs = performance.now() - start;
  return { kind: 'follow-up-sr', sopClassUid: COMPREHENSIVE_SR_STORAGE, ...uids, bytes, writtenInMs };
}

/** The overlay series of an analysis, one picture at a time; nothing where nothing is infected. */
export function* writeOverlay(
  volume: Volume,
  findings: FindingMask,
  analysisKey: string,
  performedAt: Date,
): Generator<ReportArtefact> {
  const seriesInstanceUid = derivedUid(analysisKey, 'overlay', 'series');
  const seriesDescription = 'Lung infection overlay, research use only';
  let start = performance.now();
  const series = { seriesInstanceUid, seriesNumber: 9005, seriesDescription, performedAt };
  for (const instance of overlayInstances({ volume, findings, ...series })) {
    const writtenInMs = performance.now() - start;
    yield { kind: 'overlay', sopClassUid: SECONDARY_CAPTURE_STORAGE, seriesInstanceUid, ...instance, writtenInMs };
    start = performance.now();
  }
}
