import { SOP_CLASS, type SopClass } from '../dicom/sop-classes.ts';

/** A kind of DICOM object that an analysis or a follow-up writes: a series of its own, one instance unless it is an overlay. */
export interface ArtefactRecord {
  readonly sopClass: SopClass;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  /** What it is called in the dashboard. */
  readonly words: string;
  /** What it is and when it is written, for the conformance statement. */
  readonly object: string;
  readonly when: string;
  /** What writes it. A follow-up's objects are replaced when its comparison changes. */
  readonly writtenBy: 'analysis' | 'follow-up' | 'decision';
  /** Its file, where `lungtrace analyze` writes it. */
  readonly file?: string;
  /** Content Label of a SEG (PS3.3 C.8.20.2): A-Z, 0-9, _ and space, 16 at most. */
  readonly contentLabel?: string;
}

/** Every kind by its name in database, API and JSON. */
export const ARTEFACTS = {
  'infection-seg': {
    sopClass: SOP_CLASS.segmentation,
    seriesNumber: 9001,
    seriesDescription: 'Lung infection, research use only',
    words: 'Segmentation of the infection (SEG)',
    object: 'infection',
    when: 'when anything is infected',
    writtenBy: 'analysis',
    file: 'infection.seg.dcm',
    contentLabel: 'LUNG_INFECTION',
  },
  'lungs-seg': {
    sopClass: SOP_CLASS.segmentation,
    seriesNumber: 9002,
    seriesDescription: 'Lungs, research use only',
    words: 'Segmentation of the lungs (SEG)',
    object: 'lungs',
    when: 'when configured (`LUNGTRACE_LUNGS_SEG`)',
    writtenBy: 'analysis',
    file: 'lungs.seg.dcm',
    contentLabel: 'LUNGS',
  },
  sr: {
    sopClass: SOP_CLASS.comprehensiveSr,
    seriesNumber: 9003,
    seriesDescription: 'Lung infection measurements, research use only',
    words: 'Measurements (structured report)',
    object: 'measurements',
    when: 'always',
    writtenBy: 'analysis',
    file: 'report.sr.dcm',
  },
  'report-pdf': {
    sopClass: SOP_CLASS.encapsulatedPdf,
    seriesNumber: 9004,
    seriesDescription: 'Lung infection report, research use only',
    words: 'Report (PDF)',
    object: 'report',
    when: 'after every analysis, and again when the comparison changes',
    writtenBy: 'follow-up',
  },
  overlay: {
    sopClass: SOP_CLASS.secondaryCapture,
    seriesNumber: 9005,
    seriesDescription: 'Lung infection overlay, research use only',
    words: 'Overlay pictures (secondary capture)',
    object: 'overlay',
    when: 'when configured (`LUNGTRACE_OVERLAY_SERIES`), for viewers that do not draw SEG',
    writtenBy: 'analysis',
  },
  'follow-up-sr': {
    sopClass: SOP_CLASS.comprehensiveSr,
    seriesNumber: 9006,
    seriesDescription: 'Lung infection follow-up, research use only',
    words: 'Changes since earlier CT (structured report)',
    object: 'follow-up',
    when: 'with a comparison: the measurements, the time point, the changes and the course',
    writtenBy: 'follow-up',
  },
  'key-slices': {
    sopClass: SOP_CLASS.keyObjectSelection,
    seriesNumber: 9007,
    seriesDescription: 'Key slices, research use only',
    words: 'Key slices (key object selection)',
    object: 'key slices',
    when: 'when anything is infected',
    writtenBy: 'analysis',
    file: 'key-slices.ko.dcm',
  },
  'verified-sr': {
    sopClass: SOP_CLASS.comprehensiveSr,
    seriesNumber: 9008,
    seriesDescription: 'Lung infection measurements, verified, research use only',
    words: 'Measurements, verified by a person (structured report)',
    object: 'verified measurements',
    when: 'when a person accepts the result',
    writtenBy: 'decision',
  },
  'rejection-note': {
    sopClass: SOP_CLASS.keyObjectSelection,
    seriesNumber: 9009,
    seriesDescription: 'Rejection note, research use only',
    words: 'Rejection note (key object selection)',
    object: 'rejection note',
    when: 'when a person rejects the result, or takes a decision back',
    writtenBy: 'decision',
  },
} as const satisfies Record<string, ArtefactRecord>;

export type ArtefactKind = keyof typeof ARTEFACTS;
export const ARTEFACT_KINDS = Object.keys(ARTEFACTS) as ArtefactKind[];

type KindWith<T> = { [K in ArtefactKind]: (typeof ARTEFACTS)[K] extends T ? K : never }[ArtefactKind];

/** The kinds that `lungtrace analyze` writes as files. */
export type FiledKind = KindWith<{ readonly file: string }>;
/** The kinds that are segmentations. */
export type SegKind = KindWith<{ readonly contentLabel: string }>;
/** The kinds that a person's decision writes. */
export type DecisionKind = KindWith<{ readonly writtenBy: 'decision' }>;
/** The kinds that a follow-up writes, and replaces. */
export type FollowUpKind = KindWith<{ readonly writtenBy: 'follow-up' }>;

export const FOLLOW_UP_KINDS = ARTEFACT_KINDS.filter((kind) => ARTEFACTS[kind].writtenBy === 'follow-up');

/** The files of `lungtrace analyze` by the kind of what is in them. */
export const ARTEFACT_FILES = Object.fromEntries(
  Object.entries<ArtefactRecord>(ARTEFACTS).flatMap(([kind, { file }]) => (file === undefined ? [] : [[kind, file]])),
) as Readonly<Record<FiledKind, string>>;

/** What a writer needs of the series of a kind. */
export function seriesOf(kind: ArtefactKind): Pick<ArtefactRecord, 'seriesNumber' | 'seriesDescription'> {
  const { seriesNumber, seriesDescription } = ARTEFACTS[kind];
  return { seriesNumber, seriesDescription };
}
