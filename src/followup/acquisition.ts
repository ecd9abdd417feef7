import { hasLung } from '../inference/measure/measurements.ts';
import type { FollowUpThresholds } from './thresholds.ts';
import type { Acquisition, Timepoint } from './timepoint.ts';
import { dateOf, decimal, REGION_WORDS } from './words.ts';

/** Why a result or a comparison is weak: a code for machines, a sentence for the reader. */
export interface AcquisitionWarning {
  readonly code: 'LUNG_MISSING' | 'SLICE_DISTANCE' | 'KERNEL' | 'LUNG_VOLUME';
  readonly message: string;
}

type Check = (current: Acquisition, earlier: Acquisition, date: string) => AcquisitionWarning | null;

/** The lungs of a timepoint that were not found: what is diseased in them is in no number. */
export function missingLungs({ measurements }: Pick<Timepoint, 'measurements'>): AcquisitionWarning[] {
  return (['right', 'left'] as const)
    .filter((side) => !hasLung(measurements.regions[side]))
    .map((side) => ({
      code: 'LUNG_MISSING',
      message: `The ${REGION_WORDS[side]} was not found: removed, collapsed or consolidated throughout. No number covers it, and a low percentage of both lungs may mislead.`,
    }));
}

/** What in the acquisition of two timepoints makes their comparison weak. */
export function acquisitionWarnings(
  current: Timepoint,
  earlier: Timepoint,
  thresholds: FollowUpThresholds,
): AcquisitionWarning[] {
  const checks: Check[] = [
    sliceDistance(thresholds.sliceDistanceRatio),
    kernel,
    lungVolume(thresholds.lungVolumePercent),
  ];
  return checks
    .map((check) => check(current.acquisition, earlier.acquisition, dateOf(earlier.acquiredAt)))
    .filter((warning) => warning !== null);
}

function sliceDistance(limit: number): Check {
  return ({ sliceDistanceMm: now }, { sliceDistanceMm: before }, date) => {
    if (Math.max(now, before) <= limit * Math.min(now, before)) return null;
    const message = `Slice distance is ${decimal(now)} mm, on ${date} it was ${decimal(before)} mm: small findings are measured differently.`;
    return { code: 'SLICE_DISTANCE', message };
  };
}

const kernel: Check = ({ kernel: now }, { kernel: before }, date) => {
  if (now === '' || before === '' || now.toUpperCase() === before.toUpperCase()) return null;
  const message = `Reconstruction kernel is ${now}, on ${date} it was ${before}: faint opacities may look different.`;
  return { code: 'KERNEL', message };
};

function lungVolume(limit: number): Check {
  return ({ lungMl: now }, { lungMl: before }, date) => {
    const percent = ((now - before) / before) * 100;
    if (!(Math.abs(percent) > limit)) return null;
    const [breath, effect] = percent < 0 ? ['less', 'raises'] : ['more', 'lowers'];
    const message = `Lung volume is ${decimal(Math.abs(percent), 0)} % ${breath} than on ${date}: a different depth of breath alone ${effect} percentages.`;
    return { code: 'LUNG_VOLUME', message };
  };
}
