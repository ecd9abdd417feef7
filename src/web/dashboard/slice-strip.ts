import type { SliceMeasurements } from '../../inference/measure/measurements.ts';
import { html, type Html, trusted } from './html.ts';

/** Heights in the strip: bars of area, a gap, and the band of the probability. */
const [BARS, GAP, BAND] = [44, 4, 12];
const LEVELS = 8;

/**
 * All slices side by side, head on the left: bars of the infected area, as far as the network is sure of it, as found, and as it holds
 * possible; below, how probable infection is in the slice. A click goes to the slice (slices.js); the slider beside it is for the keyboard.
 */
export function sliceStrip(slices: readonly SliceMeasurements[], current: number): Html {
  const most = Math.max(1, ...slices.map(({ infectedMm2, possibleMm2 }) => possibleMm2 ?? infectedMm2));
  const bars = (name: string, areaOf: (slice: SliceMeasurements) => number | undefined): string => {
    const height = (slice: SliceMeasurements) => (BARS * (areaOf(slice) ?? 0)) / most;
    return path(
      name,
      slices.flatMap((slice, z) => (height(slice) > 0 ? [rect(z, BARS - height(slice), height(slice))] : [])),
    );
  };
  const layers = [
    path(
      'lung',
      slices.flatMap(({ lungMm2 }, z) => (lungMm2 > 0 ? [rect(z, BARS + GAP, BAND)] : [])),
    ),
    bars('possible', ({ possibleMm2 }) => possibleMm2),
    bars('found', ({ infectedMm2 }) => infectedMm2),
    bars('sure', ({ sureMm2 }) => sureMm2),
    ...probability(slices),
  ];
  const height = BARS + GAP + BAND;
  const words = `Slices from head to foot by infected area, at most ${(most / 100).toFixed(1)} cm², and by probability of infection`;
  return html`<div class="strip" data-slices="${slices.length}">
      <svg role="img" aria-label="${words}" viewBox="0 0 ${slices.length} ${height}" preserveAspectRatio="none">
        ${trusted(layers.join(''))}
        <rect class="here" x="${current}" y="0" width="1" height="${height}" />
      </svg>
    </div>
    <p class="key">
      <span class="sure"></span>infected area, sure <span class="found"></span>found, not sure
      <span class="possible"></span>not found, possible <span class="probability"></span>probability of infection, the
      darker the higher · head on the left
    </p>`;
}

/** One path for each level of probability. */
function probability(slices: readonly SliceMeasurements[]): string[] {
  return Array.from({ length: LEVELS }, (_, level) => {
    const of = slices.flatMap(({ infectionScore, lungMm2 }, z) => {
      const its = Math.min(LEVELS - 1, Math.floor(infectionScore * LEVELS));
      return lungMm2 > 0 && its === level ? [rect(z, BARS + GAP, BAND)] : [];
    });
    return path('probability', of, level / (LEVELS - 1));
  });
}

function path(name: string, parts: readonly string[], opacity = 1): string {
  return parts.length === 0 ? '' : `<path class="${name}" fill-opacity="${opacity.toFixed(2)}" d="${parts.join('')}"/>`;
}

/** A bar of one slice. */
function rect(z: number, top: number, height: number): string {
  return `M${z} ${top.toFixed(2)}h1v${height.toFixed(2)}h-1z`;
}
