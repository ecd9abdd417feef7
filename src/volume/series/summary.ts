import { type Dataset, items, text, texts } from '../../dicom/dataset.ts';
import { kernelOf, thicknessOf } from '../../dicom/functional-groups.ts';
import { frameCount, seriesName } from '../../dicom/instance.ts';
import { type Refusal, RefusalError } from '../../errors/refusal-error.ts';
import { type SeriesWarning, seriesWarning } from '../../errors/warnings.ts';
import { planesOf } from '../plane.ts';
import { stackPlanes } from '../stack.ts';
import { withoutLocalizers } from './localizers.ts';
import { distinctHeaders, repeatedUids, seriesKey, shortList } from './repeats.ts';

/** What the rules of selection use of a series. */
export interface SeriesSummary {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** For messages: number, description and UID. */
  readonly name: string;
  readonly modality: string;
  /** The distinct values in the series. */
  readonly sopClassUids: readonly string[];
  /** The distinct values in the series, each in capitals with its values joined by a backslash. */
  readonly imageTypes: readonly string[];
  readonly studyDescription: string;
  readonly seriesDescription: string;
  readonly protocolName: string;
  readonly bodyPart: string;
  readonly manufacturer: string;
  readonly kernel: string;
  /** Codes and techniques by which the images were derived, as far as stated. */
  readonly derivations: readonly string[];
  readonly derivationDescription: string;
  /** mm; undefined where it is not stated. */
  readonly thicknessMm: number | undefined;
  /** Number of images, counting frames. */
  readonly slices: number;
  /** Why its UIDs do not name it alone. */
  readonly repeated: Refusal | undefined;
  /** The SOP Instance UIDs of localizers among its images, which are left out. */
  readonly leftOut: readonly string[];
  /** What is unusual, but does not prevent an analysis. */
  readonly warnings: readonly SeriesWarning[];
  /** True distance between slices, or why the images do not form a volume. */
  readonly stack: { readonly distanceMm: number; readonly heightMm: number } | Refusal;
}

/**
 * One summary per series, in the order of their UIDs. The headers are those of instances, or WADO-RS metadata (PS3.18 10.4.4) naturalised
 * by dcmjs; repetitions of an instance count once, and the order of the headers changes nothing.
 */
export function summariseSeries(headers: readonly Dataset[]): SeriesSummary[] {
  const distinct = distinctHeaders(headers);
  const repeated = repeatedUids(distinct);
  const series = Map.groupBy(distinct, seriesKey);
  return [...series.values()].map((members) => ({ ...summarise(members), repeated: repeated(members) }));
}

function summarise(all: readonly Dataset[]): Omit<SeriesSummary, 'repeated'> {
  const { slices: headers, localizers } = withoutLocalizers(all);
  const first = headers[0] as Dataset;
  const leftOut = localizers.map((header) => text(header, 'SOPInstanceUID'));
  return {
    studyInstanceUid: text(first, 'StudyInstanceUID'),
    seriesInstanceUid: text(first, 'SeriesInstanceUID'),
    name: seriesName(first),
    modality: text(first, 'Modality'),
    sopClassUids: distinct(headers.map((header) => text(header, 'SOPClassUID'))),
    imageTypes: distinct(headers.map((header) => texts(header, 'ImageType').join('\\').toUpperCase())),
    studyDescription: text(first, 'StudyDescription'),
    seriesDescription: text(first, 'SeriesDescription'),
    protocolName: text(first, 'ProtocolName'),
    bodyPart: text(first, 'BodyPartExamined'),
    manufacturer: text(first, 'Manufacturer'),
    kernel: kernelOf(first),
    derivations: distinct(headers.flatMap(derivationsOf)),
    derivationDescription: text(first, 'DerivationDescription'),
    thicknessMm: thicknessOf(first),
    slices: headers.reduce((sum, header) => sum + frameCount(header), 0),
    leftOut,
    warnings: [...localizerWarnings(leftOut), ...frameOfReferenceWarnings(headers)],
    stack: stackOf(headers),
  };
}

function localizerWarnings(leftOut: readonly string[]): SeriesWarning[] {
  if (leftOut.length === 0) return [];
  return [seriesWarning('LOCALIZERS_LEFT_OUT', { count: leftOut.length, uids: shortList(leftOut) })];
}

function frameOfReferenceWarnings(headers: readonly Dataset[]): SeriesWarning[] {
  const count = distinct(headers.map((header) => text(header, 'FrameOfReferenceUID'))).length;
  return count === 1 ? [] : [seriesWarning('FRAMES_OF_REFERENCE', { count })];
}

function stackOf(headers: readonly Dataset[]): SeriesSummary['stack'] {
  try {
    const planes = headers.flatMap(planesOf);
    const { shape, spacing } = stackPlanes(planes, seriesName(headers[0] as Dataset)).geometry;
    return { distanceMm: spacing[0], heightMm: spacing[0] * shape[0] };
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
}

function derivationsOf(header: Dataset): string[] {
  const codes = items(header, 'DerivationCodeSequence').map((code) => text(code, 'CodeValue'));
  return [...codes, text(header, 'VolumeBasedCalculationTechnique')].filter((value) => value !== '');
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
