import { type Region, type RegionMeasurements } from './measurements.ts';
import { digitsOf } from './metrics.ts';
import { ZONES } from './zones.ts';
import { LEFT_LUNG, RIGHT_LUNG } from '../../volume/volume.ts';

type Regions = Readonly<Record<Region, RegionMeasurements>>;
type Shares = Pick<RegionMeasurements, 'infectedPercent' | 'ggoPercent' | 'consolidationPercent'>;

/** A region and the parts that it is the sum of, the whole before its parts. */
const PARTS = [
  ['lungs', ['right', 'left']],
  ['right', ZONES[RIGHT_LUNG]],
  ['left', ZONES[LEFT_LUNG]],
] as const satisfies readonly (readonly [Region, readonly Region[]])[];

/**
 * The measurements rounded to the digits that people read, so that what they read adds up: ground-glass opacity and consolidation to the
 * infection, zones to their lung and lungs to both. Every number is one of the two nearest to its true value, and totals are the nearest.
 */
export function addingUp(regions: Regions): Record<Region, RegionMeasurements> {
  const lungMl = splitVolumes(regions, ({ lungMl }) => lungMl, 10 ** digitsOf('lungMl'));
  const volumes = splitFindings(regions, 10 ** digitsOf('infectedMl'));
  const rounded = Object.entries(regions).map(([name, measured]) => {
    const region = name as Region;
    return [region, { ...measured, ...addingUpShares(measured), ...volumes[region], lungMl: lungMl[region] }] as const;
  });
  return Object.fromEntries(rounded) as Record<Region, RegionMeasurements>;
}

/** The shares of one region, rounded so that those of the findings add up to that of the infection. */
export function addingUpShares({ infectedPercent, ggoPercent, consolidationPercent }: Shares): Shares {
  const scale = 10 ** digitsOf('infectedPercent');
  const infected = Math.round(infectedPercent * scale);
  const [ggo = 0, consolidation = 0] = apportion(infected, [ggoPercent * scale, consolidationPercent * scale]);
  return {
    infectedPercent: infected / scale,
    ggoPercent: ggo / scale,
    consolidationPercent: consolidation / scale,
  };
}

/** A volume of all regions in units of 1/scale ml: the whole is rounded, then shared out among its parts. */
function splitVolumes(
  regions: Regions,
  of: (measured: RegionMeasurements) => number,
  scale: number,
): Record<Region, number> {
  const units = { lungs: Math.round(of(regions.lungs) * scale) } as Record<Region, number>;
  for (const [whole, parts] of PARTS) {
    const shares = apportion(
      units[whole],
      parts.map((part) => of(regions[part]) * scale),
    );
    parts.forEach((part, at) => (units[part] = shares[at]!));
  }
  const entries = Object.entries(units).map(([region, count]) => [region, count / scale] as const);
  return Object.fromEntries(entries) as Record<Region, number>;
}

type Volumes = Pick<RegionMeasurements, 'infectedMl' | 'ggoMl' | 'consolidationMl'>;
type Findings = readonly [ggo: number, consolidation: number];

/** The volumes of the findings, and of the infection that they are. */
function splitFindings(regions: Regions, scale: number): Record<Region, Volumes> {
  const wantedOf = (region: Region): Findings => [
    regions[region].ggoMl * scale,
    regions[region].consolidationMl * scale,
  ];
  const [ggo, consolidation] = apportion(Math.round(regions.lungs.infectedMl * scale), wantedOf('lungs'));
  const units = { lungs: [ggo!, consolidation!] } as unknown as Record<Region, Findings>;
  for (const [whole, parts] of PARTS) {
    const shares = apportionFindings(units[whole], parts.map(wantedOf));
    parts.forEach((part, at) => (units[part] = shares[at]!));
  }
  const entries = Object.entries(units).map(([region, [ggo, consolidation]]) => {
    const volumes = { infectedMl: ggo + consolidation, ggoMl: ggo, consolidationMl: consolidation };
    return [region, Object.fromEntries(Object.entries(volumes).map(([key, count]) => [key, count / scale]))] as const;
  });
  return Object.fromEntries(entries) as Record<Region, Volumes>;
}

/** Whole numbers near `wanted` that add up to `total` (largest remainder). */
function apportion(total: number, wanted: readonly number[]): number[] {
  const shares = wanted.map(Math.floor);
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = wanted.map((_, at) => at).sort((a, b) => wanted[b]! - shares[b]! - (wanted[a]! - shares[a]!));
  for (const at of byRemainder.slice(0, Math.max(0, left))) shares[at]!++;
  return shares;
}

/**
 * The same for both findings of a few parts at once: of all ways to round each number up or down so that both findings add up to their totals and
 * the infection of each part is rounded up or down, too, the one with the least squared error. There always is one (controlled rounding of a table
 * of two columns; Cox, JASA 1987;82:520).
 */
function apportionFindings([ggo, consolidation]: Findings, wanted: readonly Findings[]): Findings[] {
  const [first, ...others] = wanted;
  if (first === undefined) return [];
  const ways = nearestOf(first[0]).flatMap((g) => nearestOf(first[1]).map((c) => [g, c] as const));
  const possible = ways
    .filter(([g, c]) => Math.abs(g + c - first[0] - first[1]) < 1)
    .map((way): Findings[] => [way, ...apportionFindings([ggo - way[0], consolidation - way[1]], others)]);
  const error = (shares: readonly Findings[]): number => {
    const missing = [0, 1].map((at) => [ggo, consolidation][at]! - shares.reduce((sum, share) => sum + share[at]!, 0));
    const squares = shares.map(([g, c], at) => (g - wanted[at]![0]) ** 2 + (c - wanted[at]![1]) ** 2);
    return 1000 * (Math.abs(missing[0]!) + Math.abs(missing[1]!)) + squares.reduce((sum, square) => sum + square, 0);
  };
  return possible.reduce((best, shares) => (error(shares) < error(best) ? shares : best));
}

function nearestOf(value: number): number[] {
  return [...new Set([Math.floor(value), Math.ceil(value)])];
}
