import { derivedUid, type ObjectReference } from '../dicom/references.ts';
import type { FollowUp } from '../followup/compare.ts';
import type { LeftOut } from '../followup/identity.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import { type Language, LANGUAGES } from '../language/languages.ts';
import { buildReport, type ReportInput } from '../report/build.ts';
import { renderPdf } from '../report/pdf.ts';
import type { SrInput } from '../sr/input.ts';
import { writeSr } from '../sr/writer.ts';
import type { FindingMask, Volume } from '../volume/volume.ts';
import { type Artefact, artefactUids } from './artefacts.ts';
import { ARTEFACTS, type FollowUpKind, seriesOf } from './catalogue.ts';
import { writeEncapsulatedPdf } from './encapsulated-pdf.ts';
import { reportIdentity } from './identity.ts';
import { overlayInstances } from './overlay-series.ts';
import { reportedFollowUp } from './reported.ts';

/** A DICOM object of a follow-up. */
export type ReportArtefact = Artefact<FollowUpKind>;

/**
 * The report of a timepoint as an Encapsulated PDF of its study. Its UIDs are derived from the analysis and what it is compared with: a
 * repeated run writes the same object, an earlier study that arrives late another one.
 */
export async function writeReport(input: ReportInput, sources: readonly ObjectReference[]): Promise<ReportArtefact> {
  const start = performance.now();
  const { timepoint, followUp, leftOut, language, publicUrl } = input;
  const identity = reportIdentity(timepoint.analysisKey, followUp, leftOut, language);
  // Other links are another document.
  const linked = publicUrl === undefined ? identity : derivedUid(identity, 'links', publicUrl);
  const uids = artefactUids(linked, 'report-pdf');
  const content = buildReport(input);
  const bytes = writeEncapsulatedPdf({
    ...uids,
    header: input.header,
    pdf: await renderPdf(content),
    title: content.title,
    sources,
    ...seriesOf('report-pdf'),
    performedAt: input.performedAt,
  });
  const writtenInMs = performance.now() - start;
  return { kind: 'report-pdf', sopClassUid: ARTEFACTS['report-pdf'].sopClass.uid, ...uids, bytes, writtenInMs };
}

/** What the structured report of a follow-up states besides the comparison. */
export type FollowUpSrInput = Pick<
  SrInput,
  'volume' | 'findings' | 'segmentation' | 'modelSet' | 'models' | 'performedAt'
>;

/** A follow-up to be written as a structured report. */
export interface FollowUpSr {
  readonly measured: FollowUpSrInput;
  readonly followUp: FollowUp;
  readonly leftOut: readonly LeftOut[];
  readonly lesions: LesionCourse | null;
  readonly language: Language;
}

/**
 * The structured report of a follow-up: the measurements of the current timepoint, its position in the patient's course and the changes.
 * UIDs as for the report.
 */
export function writeFollowUpSr({ measured, followUp, leftOut, lesions, language }: FollowUpSr): ReportArtefact {
  const start = performance.now();
  const { analysisKey, measurements } = followUp.current;
  const uids = artefactUids(reportIdentity(analysisKey, followUp, leftOut, language), 'follow-up-sr');
  const words = LANGUAGES[language];
  const bytes = writeSr({
    ...measured,
    words,
    ...uids,
    ...reportedFollowUp(followUp, lesions, words),
    measurements,
    ...seriesOf('follow-up-sr'),
  });
  const writtenInMs = performance.now() - start;
  return { kind: 'follow-up-sr', sopClassUid: ARTEFACTS['follow-up-sr'].sopClass.uid, ...uids, bytes, writtenInMs };
}

/** The overlay series of an analysis, one picture at a time; none if nothing is infected. `from`: where a volume that is a part begins. */
export function* writeOverlay(
  volume: Volume,
  findings: FindingMask,
  analysisKey: string,
  performedAt: Date,
  from = 0,
): Generator<Artefact<'overlay'>> {
  const seriesInstanceUid = derivedUid(analysisKey, 'overlay', 'series');
  let start = performance.now();
  const series = { seriesInstanceUid, ...seriesOf('overlay'), performedAt, firstNumber: from + 1 };
  for (const instance of overlayInstances({ volume, findings, ...series })) {
    const writtenInMs = performance.now() - start;
    yield { kind: 'overlay', sopClassUid: ARTEFACTS.overlay.sopClass.uid, seriesInstanceUid, ...instance, writtenInMs };
    start = performance.now();
  }
}
