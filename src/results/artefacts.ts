import { ARTIFICIAL_INTELLIGENCE, MORPHOLOGICAL_OPERATIONS } from '../dicom/codes.ts';
import { text } from '../dicom/dataset.ts';
import { derivedUid } from '../dicom/references.ts';
import type { Measurements } from '../inference/measure/measurements.ts';
import { trackingNamespace } from '../inference/measure/tracking.ts';
import { CONSOLIDATION_RULE } from '../inference/findings/findings.ts';
import { modelIdentity, modelParameters, type PixelModel } from '../inference/network/model.ts';
import { ENGLISH } from '../language/en.ts';
import { PRODUCT } from '../product.ts';
import { encodingSettings, PLAIN_SEG, type SegEncoding } from '../seg/encoding.ts';
import { occurringValues } from '../seg/frames.ts';
import { type Algorithm, infectionSegments, lungSegments, type SegmentDescription } from '../seg/segments.ts';
import { segSopClass, writeSeg } from '../seg/writer.ts';
import type { ReportedFinding } from '../sr/input.ts';
import { writeSr } from '../sr/writer.ts';
import { FINDINGS } from '../volume/findings.ts';
import { type FindingMask, type LungMask, nextLabelled, type Volume } from '../volume/volume.ts';
import { acquisitionOf } from '../followup/acquisition.ts';
import { resultWarnings } from '../followup/limits.ts';
import { type ArtefactKind, ARTEFACTS, type FiledKind, type SegKind, seriesOf } from './catalogue.ts';
import { analysisIdentity, seriesHash } from './identity.ts';
import { selectKeySlices } from './key-slices.ts';
import { withWarnings } from './told-warnings.ts';

/** A DICOM object that an analysis or a follow-up wrote. */
export interface Artefact<Kind extends ArtefactKind = ArtefactKind> {
  readonly kind: Kind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** The object as a file (PS3.10). */
  readonly bytes: Uint8Array;
  /** How long it took to write, ms. */
  readonly writtenInMs: number;
}

/** What the artefacts show. */
export interface AnalysisResult {
  readonly volume: Volume;
  readonly lungs: LungMask;
  readonly findings: FindingMask;
  readonly measurements: Measurements;
  /** Another model set, or other weights or settings in it, leads to other UIDs. */
  readonly modelSet: string;
  readonly models: readonly PixelModel[];
}

export interface ArtefactOptions {
  readonly performedAt: Date;
  /** Also write the lungs as a separate SEG. */
  readonly lungsSeg: boolean;
  /** How segmentations are encoded. @default PLAIN_SEG */
  readonly segEncoding?: SegEncoding;
  /** The settings that change pixels. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * The DICOM objects of an analysis: the infection SEG and the key slices unless nothing is infected, the lungs SEG if wanted, and always the report. UIDs
 * depend only on the study, the series, its instances, the model set and the settings, so a repeated run writes the same objects.
 */
export function writeArtefacts(analysis: AnalysisResult, options: ArtefactOptions): Artefact<FiledKind>[] {
  const identity = identify(analysis, options);
  const infection = writeInfection(analysis, options, identity);
  const lungs = options.lungsSeg ? writeLungs(analysis, options, identity) : undefined;
  const report = writeReport(analysis, options, identity, infection);
  const keys = writeKeySlices(analysis, options, identity);
  return [infection, lungs, report, keys].filter((artefact) => artefact !== undefined);
}

/** Identity of an analysis: what the UIDs of its artefacts are derived from. */
export function identify(
  { volume, modelSet, models }: Pick<AnalysisResult, 'volume' | 'modelSet' | 'models'>,
  { settings, segEncoding = PLAIN_SEG }: Pick<ArtefactOptions, 'settings' | 'segEncoding'>,
): string {
  const all = { ...settings, ...encodingSettings(segEncoding) };
  return analysisIdentity(contentOf(volume), modelIdentity(modelSet, models), all);
}

/** Identity of what was analysed: study, series and instances. */
export function contentOf({ header, slices }: Pick<Volume, 'header' | 'slices'>): string {
  const series = {
    studyInstanceUid: text(header, 'StudyInstanceUID'),
    seriesInstanceUid: text(header, 'SeriesInstanceUID'),
  };
  return seriesHash(
    series,
    slices.map(({ sopInstanceUid }) => sopInstanceUid),
  );
}

function writeInfection(analysis: AnalysisResult, options: ArtefactOptions, identity: string) {
  const { volume, findings, lungs } = analysis;
  const segments = infectionSegments(findings, lungs, networkAlgorithm(analysis), trackingNamespace(volume.header));
  return segArtefact('infection-seg', analysis, findings, segments, options, identity);
}

function writeLungs(analysis: AnalysisResult, options: ArtefactOptions, identity: string) {
  const { volume, lungs } = analysis;
  const segments = lungSegments(lungAlgorithm(analysis), trackingNamespace(volume.header));
  return segArtefact('lungs-seg', analysis, lungs, segments, options, identity);
}

function segArtefact(
  kind: SegKind,
  { volume, models: networks }: AnalysisResult,
  mask: Uint8Array,
  segments: readonly SegmentDescription[],
  { performedAt, segEncoding: encoding = PLAIN_SEG }: ArtefactOptions,
  identity: string,
): Artefact<SegKind> | undefined {
  const { contentLabel } = ARTEFACTS[kind];
  const start = performance.now();
  const uids = artefactUids(identity, kind);
  const bytes = writeSeg({
    volume,
    mask,
    segments,
    ...uids,
    ...seriesOf(kind),
    contentLabel,
    performedAt,
    networks,
    encoding,
  });
  return bytes && { kind, sopClassUid: segSopClass(encoding), ...uids, bytes, writtenInMs: performance.now() - start };
}

function writeReport(
  analysis: AnalysisResult,
  { performedAt }: ArtefactOptions,
  identity: string,
  segmentation: Artefact | undefined,
): Artefact<'sr'> {
  const { volume, measurements, modelSet, models, findings } = analysis;
  const start = performance.now();
  const uids = artefactUids(identity, 'sr');
  const acquisition = acquisitionOf(volume, measurements);
  const bytes = writeSr({
    ...uids,
    words: ENGLISH,
    volume,
    measurements,
    modelSet,
    models,
    findings: reportedFindings(volume, findings),
    evaluations: withWarnings({}, resultWarnings({ measurements, acquisition }), ENGLISH),
    ...(segmentation !== undefined && { segmentation }),
    ...seriesOf('sr'),
    performedAt,
  });
  const { uid } = ARTEFACTS.sr.sopClass;
  return { kind: 'sr', sopClassUid: uid, ...uids, bytes, writtenInMs: performance.now() - start };
}

function writeKeySlices(
  { volume, measurements, models: networks }: AnalysisResult,
  { performedAt }: ArtefactOptions,
  identity: string,
): Artefact<'key-slices'> | undefined {
  const start = performance.now();
  const kind = 'key-slices';
  const uids = artefactUids(identity, kind);
  const bytes = selectKeySlices({ ...uids, volume, slices: measurements.slices, networks, performedAt });
  const sopClassUid = ARTEFACTS[kind].sopClass.uid;
  return bytes && { kind, sopClassUid, ...uids, bytes, writtenInMs: performance.now() - start };
}

/** The findings as the report states them; segments are numbered as in the infection SEG. */
export function reportedFindings(volume: Volume, findings: FindingMask): ReportedFinding[] {
  const occurring = occurringValues(
    findings,
    FINDINGS.map(({ value }) => value),
  );
  return FINDINGS.map(({ key, code, value }) => {
    const segmentNumber = occurring.indexOf(value) + 1;
    return { key, type: code, meanHu: meanHu(volume.hu, findings, value), ...(segmentNumber > 0 && { segmentNumber }) };
  });
}

/** Mean HU of the voxels of a finding; null if it does not occur. */
function meanHu(hu: Int16Array, findings: FindingMask, finding: number): number | null {
  let sum = 0;
  let count = 0;
  for (let i = nextLabelled(findings, 0, finding); i >= 0; i = nextLabelled(findings, i + 1, finding)) {
    sum += hu[i]!;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** UIDs of an artefact that is one instance. */
export function artefactUids(identity: string, kind: ArtefactKind) {
  return {
    seriesInstanceUid: derivedUid(identity, kind, 'series'),
    sopInstanceUid: derivedUid(identity, kind, 'instance'),
  };
}

function networkAlgorithm({ modelSet, models }: AnalysisResult): Algorithm {
  return {
    family: ARTIFICIAL_INTELLIGENCE,
    name: PRODUCT.name,
    version: PRODUCT.version,
    parameters: [...modelParameters(modelSet, models), CONSOLIDATION_RULE].join('; '),
  };
}

/** The networks are named here too, because the lungs are closed over the infection that they found. */
function lungAlgorithm({ modelSet, models }: AnalysisResult): Algorithm {
  return {
    family: MORPHOLOGICAL_OPERATIONS,
    name: `${PRODUCT.name} lungs`,
    version: PRODUCT.version,
    parameters: ['threshold, connected regions, closing over the infection', ...modelParameters(modelSet, models)].join(
      '; ',
    ),
  };
}
