import { type DetailsOf, type ErrorEntry, fill, type Sentence } from './entry.ts';

/** Why a result or a comparison is weak. It is reported all the same; the report shows what is said, not what to do. */
export const WARNINGS = {
  LUNG_MISSING: {
    means: 'A lung was not found.',
    says: 'The {lung} was not found: removed, collapsed or consolidated throughout. No number covers it, and a low percentage of both lungs may mislead.',
    remedy: 'Look at the lung in the images, and read the numbers of the other lung.',
  },
  EARLIER_LUNG_MISSING: {
    means: 'A lung was not found in the earlier study.',
    says: 'On {date} the {lung} was not found: no number of that day covers it, so that both lungs together cannot be compared.',
    remedy: 'Look at that lung in the images of both days, and compare the numbers of the other one.',
  },
  LUNGS_CUT: {
    means: 'The scan does not show the whole lungs.',
    says: 'The lungs go on beyond the {edges} of the scan. Volumes, percentages, zones and score are of the part that is shown; the zones are thirds of that part.',
    remedy: 'Send a series that shows the whole lungs where there is one.',
  },
  EARLIER_LUNGS_CUT: {
    means: 'The earlier scan does not show the whole lungs.',
    says: 'On {date} the lungs went on beyond the {edges} of the scan: a change may come from the part that was not shown.',
    remedy: 'Compare with a scan of the whole lungs where there is one.',
  },
  SLABS: {
    means: 'The slices are much thicker than the distance between them.',
    says: 'The slices are {thickness} mm thick and {distance} mm apart: overlapping slabs, perhaps projections, in which attenuation and volumes are not those of the lungs.',
    remedy: 'Send the thin series that the slabs were made from.',
  },
  IDENTITY: {
    means: 'An earlier study under the same Patient ID may be of another person.',
    says: 'The study of {date} under the same Patient ID is left out of the comparison, because it may be of another person ({doubts}).',
    remedy:
      'Compare the two patients. If they are one, say so on the page of the study, with your name and the reason.',
  },
  SLICE_DISTANCE: {
    means: 'The two studies have different slice distances.',
    says: 'Slice distance is {now} mm, on {date} it was {before} mm: small findings are measured differently.',
    remedy: 'Compare reconstructions of the same slice distance where there are any.',
  },
  THICKNESS: {
    means: 'The two studies have different slice thicknesses.',
    says: 'Slice thickness is {now} mm, on {date} it was {before} mm: thick slices blur small and faint findings.',
    remedy: 'Compare reconstructions of the same slice thickness where there are any.',
  },
  KERNEL: {
    means: 'The two studies have different reconstruction kernels.',
    says: 'Reconstruction kernel is {now}, on {date} it was {before}: faint opacities may look different.',
    remedy: 'Compare reconstructions of the same kernel where there are any.',
  },
  LUNG_VOLUME: {
    means: 'The lungs are filled differently in the two studies.',
    says: 'Lung volume is {percent} % {breath} than on {date}: a different depth of breath alone {effect} percentages.',
    remedy: 'Weigh the change in percentages against it.',
  },
} as const satisfies Record<keyof WarningFacts, Sentence & ErrorEntry>;

/** What two studies under one Patient ID contradict each other in; `patientId`: it is a placeholder. */
export type Doubt = 'patientId' | 'name' | 'sex' | 'birthDate' | 'age';

/** An edge of the scan, towards the head or the feet. */
export type ScanEdge = 'upper' | 'lower';

/** What a warning is about, before a language words it. Dates are ISO. */
interface WarningFacts {
  LUNG_MISSING: { readonly lung: 'right' | 'left' };
  EARLIER_LUNG_MISSING: { readonly lung: 'right' | 'left'; readonly date: string };
  LUNGS_CUT: { readonly edges: readonly ScanEdge[] };
  EARLIER_LUNGS_CUT: { readonly edges: readonly ScanEdge[]; readonly date: string };
  SLABS: { readonly thicknessMm: number; readonly distanceMm: number };
  IDENTITY: { readonly date: string; readonly doubts: readonly Doubt[] };
  /** mm */
  SLICE_DISTANCE: { readonly now: number; readonly before: number; readonly date: string };
  /** mm */
  THICKNESS: { readonly now: number; readonly before: number; readonly date: string };
  KERNEL: { readonly now: string; readonly before: string; readonly date: string };
  /** The change in percent of the earlier volume. */
  LUNG_VOLUME: { readonly percent: number; readonly date: string };
}

export type WarningCode = keyof typeof WARNINGS;

/** A code for machines, and the details that its sentence names. */
export type Warning<Code extends WarningCode = WarningCode> = {
  [C in Code]: { readonly code: C; readonly details: WarningFacts[C] };
}[Code];

/** The sentence of the table with its details. */
export function saidOf<Code extends WarningCode>(code: Code, details: DetailsOf<typeof WARNINGS, Code>): string {
  return fill(WARNINGS[code].says, details);
}

/** What is unusual about a series that is analysed all the same; it is a part of the stored reason, in English. */
export const SERIES_WARNINGS = {
  FRAMES_OF_REFERENCE: {
    means: 'The slices of a series have different frames of reference, as some de-identification leaves them.',
    says: 'Its slices have {count} frames of reference, but their positions make up one stack; results get a frame of reference of their own.',
    remedy: 'Make sure that the series is one scan.',
  },
  LOCALIZERS_LEFT_OUT: {
    means: 'A series of slices has localizers among them.',
    says: 'Localizers among its slices are left out ({count}: {uids}).',
    remedy: 'Look whether an image named there is a slice after all.',
  },
} as const satisfies Record<string, Sentence & ErrorEntry>;

/** A code for machines, a sentence for the reader. */
export interface SeriesWarning {
  readonly code: keyof typeof SERIES_WARNINGS;
  readonly message: string;
}

/** Words a warning about a series. */
export function seriesWarning<Code extends keyof typeof SERIES_WARNINGS>(
  code: Code,
  details: DetailsOf<typeof SERIES_WARNINGS, Code>,
): SeriesWarning {
  return { code, message: fill(SERIES_WARNINGS[code].says, details) };
}
