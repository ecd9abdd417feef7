import type { Warning } from '../errors/warnings.ts';
import { cuttingEdges } from '../inference/lungs/cut.ts';
import { hasLung, type Measurements, type Region, REGIONS } from '../inference/measure/measurements.ts';
import { ZONES } from '../inference/measure/zones.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../volume/volume.ts';
import { overlapOf } from '../volume/series/projections.ts';
import type { Acquisition, Timepoint } from './timepoint.ts';

/** What a result's own limits are seen from. */
export interface Limited {
  readonly measurements: Pick<Measurements, 'regions' | 'slices'>;
  readonly acquisition: Pick<Acquisition, 'sliceDistanceMm' | 'thicknessMm'>;
}

/** What weakens the numbers of a timepoint, whatever it is compared with. */
export function resultWarnings(result: Limited): Warning[] {
  return [...missingLungs(result), ...cutLungs(result), ...slabs(result)];
}

/** The lungs that were not found: no number covers disease in them. */
function missingLungs({ measurements }: Limited): Warning[] {
  return (['right', 'left'] as const)
    .filter((side) => !hasLung(measurements.regions[side]))
    .map((lung) => ({ code: 'LUNG_MISSING', details: { lung } }));
}

/** Lungs that go on beyond the scan: zones are thirds of what is shown. */
function cutLungs(result: Limited): Warning[] {
  const edges = edgesOf(result);
  return edges.length === 0 ? [] : [{ code: 'LUNGS_CUT', details: { edges } }];
}

/** The same of the earlier timepoint of a comparison. */
export function earlierCut(earlier: Timepoint): Warning[] {
  const edges = edgesOf(earlier);
  return edges.length === 0 ? [] : [{ code: 'EARLIER_LUNGS_CUT', details: { edges, date: earlier.acquiredAt } }];
}

function edgesOf({ measurements }: Limited) {
  return cuttingEdges(measurements.slices.map(({ lungMm2 }) => lungMm2));
}

function slabs({ acquisition: { thicknessMm, sliceDistanceMm: distanceMm } }: Limited): Warning[] {
  if (thicknessMm === undefined || overlapOf(thicknessMm, distanceMm) === 'none') return [];
  return [{ code: 'SLABS', details: { thicknessMm, distanceMm } }];
}

/** The regions whose numbers a warning is about. */
export function regionsOf({ code, details }: Warning): readonly Region[] {
  if (code === 'LUNGS_CUT' || code === 'SLABS') return REGIONS;
  if (code !== 'LUNG_MISSING') return ['lungs'];
  return ['lungs', details.lung, ...ZONES[details.lung === 'right' ? RIGHT_LUNG : LEFT_LUNG]];
}
