import { type Region, REGIONS } from '../inference/measure/measurements.ts';
import { ZONES } from '../inference/measure/zones.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../volume/volume.ts';
import { CATEGORIES, type Category, directionOf } from './change.ts';

/** What became of the infection as a whole. `mixed`: a lung or zone got worse while another one, or the whole, got better. */
export const VERDICTS = [...CATEGORIES, 'mixed'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

/** The judgement of a comparison, which every page, report and object repeats. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** The lungs and zones that got worse and better, whatever became of the whole (rule: a part that gets worse is named). */
  readonly worse: readonly Region[];
  readonly better: readonly Region[];
}

/** Judges a change by what became of the infection in every region. */
export function verdictOf(categoryOf: (region: Region) => Category): Verdict {
  const whole = categoryOf('lungs');
  const those = (direction: 'worse' | 'better'): Region[] =>
    REGIONS.filter((region) => region !== 'lungs' && directionOf(categoryOf(region)) === direction);
  const [worse, better] = [those('worse'), those('better')];
  const goes = directionOf(whole);
  const isMixed = (worse.length > 0 || goes === 'worse') && (better.length > 0 || goes === 'better');
  return { kind: isMixed ? 'mixed' : whole, worse, better };
}

/** Whether the lungs and zones say more than the whole does. */
export function partsContradict({ kind, worse, better }: Verdict): boolean {
  return (
    kind === 'mixed' || (kind !== 'notMeasured' && directionOf(kind) === undefined && worse.length + better.length > 0)
  );
}

export const LUNGS = ['right', 'left'] as const satisfies readonly Region[];

/** The zones of a lung; none of any other region. */
export function zonesOf(region: Region): readonly Region[] {
  if (region === 'right') return ZONES[RIGHT_LUNG];
  return region === 'left' ? ZONES[LEFT_LUNG] : [];
}

/** The regions without the zones of lungs that are among them. */
export function leadingRegions(regions: readonly Region[]): Region[] {
  const covered = new Set(regions.flatMap(zonesOf));
  return regions.filter((region) => !covered.has(region));
}
