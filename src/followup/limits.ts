import type { ScanEdge, Warning, WarningCode } from '../errors/warnings.ts';
import { cuttingEdges } from '../inference/lungs/cut.ts';
import {
  hasLung,
  type Measurements,
  type Region,
  type RegionMeasurements,
  REGIONS,
} from '../inference/measure/measurements.ts';
import { intervalOf } from '../inference/measure/repeatability.ts';
import { ZONES } from '../inference/measure/zones.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../volume/volume.ts';
import { overlapOf } from '../volume/series/projections.ts';
import { acquisitionWarnings } from './acquisition.ts';
import type { Footing, FollowUpThresholds } from './change.ts';
import type { Acquisition, Timepoint } from './timepoint.ts';

/** What a result's own limits are seen from. */
export interface Limited {
  readonly measurements: Pick<Measurements, 'regions' | 'slices'>;
  readonly acquisition: Pick<Acquisition, 'sliceDistanceMm' | 'thicknessMm'>;
}

/** What weakens the numbers of a timepoint, whatever it is compared with. */
export function resultWarnings(result: Limited): Warning[] {
  const edges = edgesOf(result);
  return [
    ...missingLungs(result).map((lung): Warning => ({ code: 'LUNG_MISSING', details: { lung } })),
    // Zones are thirds of what is shown.
    ...(edges.length === 0 ? [] : [{ code: 'LUNGS_CUT', details: { edges } } as const]),
    ...slabs(result),
  ];
}

/** What weakens the comparison of a timepoint with an earlier one besides its own limits. */
export function comparisonWarnings(current: Timepoint, earlier: Timepoint, thresholds: FollowUpThresholds): Warning[] {
  const [edges, date] = [edgesOf(earlier), earlier.acquiredAt];
  return [
    ...missingLungs(earlier).map((lung): Warning => ({ code: 'EARLIER_LUNG_MISSING', details: { lung, date } })),
    ...(edges.length === 0 ? [] : [{ code: 'EARLIER_LUNGS_CUT', details: { edges, date } } as const]),
    ...acquisitionWarnings(current, earlier, thresholds),
  ];
}

/** Acquisitions that differ in these are compared weakly. */
const WEAKENING: ReadonlySet<WarningCode> = new Set(['EARLIER_LUNGS_CUT', 'SLICE_DISTANCE', 'THICKNESS', 'KERNEL']);

/** What a timepoint and an earlier one allow to say about a region; `warnings` are those of their comparison. */
export function footingOf(
  region: Region,
  current: Timepoint,
  earlier: Timepoint,
  warnings: readonly Warning[],
): Footing {
  const [now, before] = [current, earlier].map(({ measurements }) => measurements.regions[region]) as [
    RegionMeasurements,
    RegionMeasurements,
  ];
  const codes = warnings.map(({ code }) => code);
  const isWeak = codes.some((code) => WEAKENING.has(code));
  return {
    isMeasured: hasLung(now) && hasLung(before),
    comparability: showOther(region, current, earlier) ? 'none' : isWeak ? 'weak' : 'full',
    breath: codes.includes('LUNG_VOLUME') ? now.lungMl / before.lungMl : null,
    noise: (from, to) => (region === 'lungs' ? 0 : Math.hypot(spreadOf(region, from), spreadOf(region, to))),
  };
}

/** Half the interval of repeated measurements, percentage points. The limits of both lungs are configured (FollowUpThresholds). */
function spreadOf(region: Region, percent: number): number {
  return intervalOf(region, percent).high - percent;
}

/** Whether two timepoints show different lung: cut at different edges, or both lungs once and one lung at the other time. */
function showOther(region: Region, current: Timepoint, earlier: Timepoint): boolean {
  const isMissingOther = missingLungs(current).join() !== missingLungs(earlier).join();
  return !showSameLung(current, earlier) || (region === 'lungs' && isMissingOther);
}

/** Whether two timepoints show the same part of each lung that both show: cut at the same edges of the scan, or at none. */
export function showSameLung(current: Timepoint, earlier: Timepoint): boolean {
  return edgesOf(current).join() === edgesOf(earlier).join();
}

/** The lungs that were not found: no number covers disease in them. */
function missingLungs({ measurements }: Limited): ('right' | 'left')[] {
  return (['right', 'left'] as const).filter((side) => !hasLung(measurements.regions[side]));
}

function edgesOf({ measurements }: Limited): ScanEdge[] {
  return cuttingEdges(measurements.slices.map(({ lungMm2 }) => lungMm2));
}

function slabs({ acquisition: { thicknessMm, sliceDistanceMm: distanceMm } }: Limited): Warning[] {
  if (thicknessMm === undefined || overlapOf(thicknessMm, distanceMm) === 'none') return [];
  return [{ code: 'SLABS', details: { thicknessMm, distanceMm } }];
}

/** The regions whose numbers a warning is about. */
export function regionsOf({ code, details }: Warning): readonly Region[] {
  if (code === 'LUNG_MISSING' || code === 'EARLIER_LUNG_MISSING')
    return ['lungs', details.lung, ...ZONES[details.lung === 'right' ? RIGHT_LUNG : LEFT_LUNG]];
  return code === 'IDENTITY' ? ['lungs'] : REGIONS;
}

/** Which numbers a warning weakens, and with them every change: those of the timepoint, those before, or the change alone. */
export type Weakened = 'now' | 'before' | 'change';
const WEAKENS: Readonly<Record<WarningCode, Weakened>> = {
  LUNG_MISSING: 'now',
  LUNGS_CUT: 'now',
  SLABS: 'now',
  EARLIER_LUNG_MISSING: 'before',
  EARLIER_LUNGS_CUT: 'before',
  IDENTITY: 'change',
  SLICE_DISTANCE: 'change',
  THICKNESS: 'change',
  KERNEL: 'change',
  LUNG_VOLUME: 'change',
};
export function weakenedBy({ code }: Pick<Warning, 'code'>): Weakened {
  return WEAKENS[code];
}
