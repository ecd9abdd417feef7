import type { ObjectReference } from '../dicom/references.ts';
import type { FollowUp } from '../followup/compare.ts';
import type { LesionCourse } from '../followup/lesions/course.ts';
import type { LesionMap } from '../inference/lesions/lesions.ts';
import type { Histogram } from '../inference/measure/histogram.ts';
import type { ReportInput } from '../report/build.ts';
import type { ChartSize } from '../report/charts.ts';
import type { TimelinePoint } from '../report/content.ts';
import type { SliceThumbnail } from '../report/thumbnails.ts';
import type { View } from '../report/views.ts';
import type { AnalysisResult, Artefact, ArtefactOptions } from '../results/artefacts.ts';
import type { DecisionKind, FiledKind } from '../results/catalogue.ts';
import type { DecisionToWrite } from '../results/decision-objects.ts';
import type { FollowUpSr, ReportArtefact } from '../results/report-artefacts.ts';
import type { ReportedFinding } from '../sr/input.ts';
import type { Protocol } from '../threads/protocol.ts';
import type { FindingMask, Volume } from '../volume/volume.ts';

/** What the press makes, by name: what it is made from, and what comes of it. */
export interface Works {
  /** The objects and pictures of an analysis. Its voxels and masks are lent, and come back. */
  readonly analysis: {
    readonly from: { readonly result: AnalysisResult; readonly options: ArtefactOptions };
    readonly made: WrittenAnalysis & Lent;
  };
  /** The picture of one slice in an overlay series; none if nothing is infected there. */
  readonly overlay: { readonly from: OverlaySlice; readonly made: readonly Artefact<'overlay'>[] };
  /** What became of the lesions of a patient. */
  readonly lesions: { readonly from: LesionsToCompare; readonly made: LesionCourse | null };
  /** The objects of a follow-up: the report, and with a comparison its numbers. */
  readonly followUp: { readonly from: FollowUpToWrite; readonly made: WrittenFollowUp };
  /** The object of a person's decision. */
  readonly decision: { readonly from: DecisionToWrite; readonly made: Artefact<DecisionKind> };
  /** A report as a PDF. */
  readonly pdf: { readonly from: ReportInput; readonly made: Uint8Array };
  /** A report as one HTML document. */
  readonly html: { readonly from: ReportInput; readonly made: string };
  /** A slice with its findings as WebP; `volume` has that slice alone. */
  readonly picture: { readonly from: SliceWithFindings; readonly made: Uint8Array };
  /** A chart of a page, SVG. */
  readonly chart: { readonly from: ChartToDraw; readonly made: string };
}

export type WorkName = keyof Works;

/** What an analysis leaves besides its measurements. */
export interface WrittenAnalysis {
  readonly artefacts: readonly Artefact<FiledKind>[];
  /** Head to foot. */
  readonly thumbnails: readonly SliceThumbnail[];
  readonly views: readonly View[];
  readonly histogram: Histogram;
  readonly lesions: LesionMap;
  readonly reportedFindings: readonly ReportedFinding[];
  readonly timingsMs: Readonly<Record<'write' | 'thumbnails' | 'lesions', number>>;
}

/** Arrays that were moved to the thread, moved back. */
export interface Lent {
  readonly hu: Volume['hu'];
  readonly lungs: AnalysisResult['lungs'];
  readonly findings: FindingMask;
}

export interface SliceWithFindings {
  readonly volume: Pick<Volume, 'hu' | 'geometry'>;
  readonly findings: FindingMask;
}

/** What a chart shows. Pages are in English. */
export type ChartToDraw = { readonly size: ChartSize } & (
  | { readonly kind: 'histogram'; readonly histogram: Histogram }
  | { readonly kind: 'timeline'; readonly points: readonly TimelinePoint[] }
);

/** One slice of a volume, as a volume of its own. */
export interface OverlaySlice extends SliceWithFindings {
  readonly volume: Volume;
  /** Its index in the whole volume. */
  readonly z: number;
  readonly analysisKey: string;
  readonly performedAt: Date;
}

export interface LesionsToCompare {
  readonly followUp: FollowUp;
  /** Those of the compared analyses by their keys. */
  readonly maps: ReadonlyMap<string, LesionMap>;
}

export interface FollowUpToWrite {
  readonly report: ReportInput;
  readonly sources: readonly ObjectReference[];
  /** Absent for a first study. */
  readonly sr?: FollowUpSr;
}

/** The report first. */
export type WrittenFollowUp = readonly [ReportArtefact, ...ReportArtefact[]];

export interface PressProtocol extends Protocol {
  readonly start: undefined;
  readonly opened: undefined;
  readonly request: { [Name in WorkName]: { readonly name: Name; readonly from: Works[Name]['from'] } }[WorkName];
  readonly answer: Works[WorkName]['made'];
}
