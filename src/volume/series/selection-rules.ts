import { type Refusal, refusal } from '../../errors/refusal-error.ts';
import { LOCALIZER_WORDS } from './localizers.ts';
import { namesProjection, overlapOf, PROJECTION_CODES } from './projections.ts';
import type { SeriesSummary } from './summary.ts';
import {
  CT_SOP_CLASSES,
  DERIVED_WORDS,
  isLungReconstruction,
  OTHER_PARTS,
  saysChest,
  UNUSUAL_POSITION,
} from './vocabulary.ts';

/** A reason not to analyse a series. */
export interface RefusalRule {
  readonly applies: (series: SeriesSummary) => boolean;
  readonly refusal: (series: SeriesSummary) => Refusal;
}

/** Rules about the images. The first rule that applies refuses the series; then its geometry is judged, then its labels. */
export const KIND_RULES: readonly RefusalRule[] = [
  {
    applies: ({ modality, sopClassUids }) =>
      modality !== 'CT' || sopClassUids.some((uid) => !CT_SOP_CLASSES.includes(uid)),
    refusal: ({ name: series, modality }) =>
      modality === 'CT'
        ? refusal('NOT_CT.objects', { series })
        : refusal('NOT_CT.modality', { series, modality: modality || 'of unknown modality' }),
  },
  {
    applies: ({ imageTypes }) => imageTypes.every((type) => LOCALIZER_WORDS.test(type)),
    refusal: ({ name: series }) => refusal('LOCALIZER', { series }),
  },
  {
    applies: ({ imageTypes }) => imageTypes.some(isDerived),
    refusal: ({ name: series, imageTypes }) => refusal('DERIVED', { series, shownBy: imageTypes.join(', ') }),
  },
  {
    applies: ({ derivations }) => derivations.some((derivation) => PROJECTION_CODES.has(derivation)),
    refusal: ({ name: series, derivations }) => refusal('DERIVED', { series, shownBy: derivations.join(', ') }),
  },
  {
    applies: ({ studyInstanceUid, seriesInstanceUid }) => studyInstanceUid === '' || seriesInstanceUid === '',
    refusal: ({ name: series }) => refusal('NO_GEOMETRY.uids', { series }),
  },
  {
    applies: ({ repeated }) => repeated !== undefined,
    refusal: ({ repeated }) => repeated as Refusal,
  },
];

/** Rules about what a person typed, which may be wrong: judged last, with what the geometry leaves open. */
export const LABEL_RULES: readonly RefusalRule[] = [
  {
    applies: (series) => describedProjection(series) !== undefined,
    refusal: (series) =>
      refusal('DERIVED', { series: series.name, shownBy: `described as "${describedProjection(series) ?? ''}"` }),
  },
  {
    applies: (series) => overlap(series) === 'projection',
    refusal: ({ name: series, thicknessMm, stack }) =>
      refusal('DERIVED', {
        series,
        shownBy: `slabs of ${thicknessMm ?? 0} mm every ${distanceOf(stack).toFixed(1)} mm`,
      }),
  },
  {
    applies: (series) => OTHER_PARTS.test(series.bodyPart) && !saysChest(series),
    refusal: ({ name: series, bodyPart }) => refusal('NOT_CHEST', { series, bodyPart }),
  },
];

/** A property that makes one fitting series better than another. */
export interface Preference {
  readonly applies: (series: SeriesSummary) => boolean;
  readonly points: number;
  readonly words: (series: SeriesSummary) => string;
}

/** The points of all that apply are added; the series with most points is analysed. */
export const PREFERENCES: readonly Preference[] = [
  {
    // Below 1 mm, time and noise grow and the measurement does not get better.
    applies: (series) => within(series, 1, 2.5),
    points: 4,
    words: thickness,
  },
  { applies: (series) => within(series, 0, 1), points: 3, words: thickness },
  { applies: (series) => within(series, 2.5, 5), points: 2, words: thickness },
  { applies: (series) => within(series, 5, Infinity), points: 0, words: thickness },
  {
    applies: isLungReconstruction,
    points: 3,
    words: ({ kernel }) => (kernel === '' ? 'reconstructed for lung' : `lung kernel ${kernel}`),
  },
  {
    applies: ({ stack }) => 'heightMm' in stack && stack.heightMm >= 200,
    points: 2,
    words: ({ stack }) => ('heightMm' in stack ? `covers ${stack.heightMm.toFixed(0)} mm` : ''),
  },
  { applies: saysChest, points: 1, words: () => 'labelled as chest' },
  {
    applies: ({ imageTypes }) => imageTypes.every((type) => type.startsWith('ORIGINAL')),
    points: 1,
    words: () => 'original',
  },
  {
    applies: ({ seriesDescription }) => UNUSUAL_POSITION.test(seriesDescription),
    points: -4,
    words: () => 'in expiration or prone',
  },
  {
    applies: (series) => overlap(series) === 'slab',
    points: -4,
    words: ({ thicknessMm }) => `in slabs of ${thicknessMm ?? 0} mm`,
  },
];

/** Lossy compression alone makes an image DERIVED, so DERIVED decides nothing; a secondary image that is not axial does. */
function isDerived(type: string): boolean {
  const [, second, third] = type.split('\\');
  return DERIVED_WORDS.test(type) || (second === 'SECONDARY' && third !== 'AXIAL');
}

function describedProjection({ seriesDescription, derivationDescription }: SeriesSummary): string | undefined {
  return [seriesDescription, derivationDescription].find(namesProjection);
}

function overlap({ thicknessMm, stack }: SeriesSummary): ReturnType<typeof overlapOf> {
  return overlapOf(thicknessMm, distanceOf(stack));
}

function distanceOf(stack: SeriesSummary['stack']): number {
  return 'distanceMm' in stack ? stack.distanceMm : Infinity;
}

function within({ stack }: SeriesSummary, from: number, to: number): boolean {
  return 'distanceMm' in stack && stack.distanceMm >= from && stack.distanceMm < to;
}

function thickness({ stack, slices }: SeriesSummary): string {
  return 'distanceMm' in stack ? `${slices} slices every ${Number(stack.distanceMm.toFixed(2))} mm` : '';
}
