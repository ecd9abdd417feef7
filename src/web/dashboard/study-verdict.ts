import type { RecordedAnalysis } from '../../db/analyses.ts';
import type { StudyDetail } from '../../db/study-detail.ts';
import { REGION, type Region, type RegionMeasurements } from '../../inference/measure/measurements.ts';
import { intervalOf, isBelowLimit, limitOf } from '../../inference/measure/repeatability.ts';
import { ZONES } from '../../inference/measure/zones.ts';
import { figure } from './format.ts';
import { html, type Html } from './html.ts';
import { mostUnsure, unsureOf } from './unsure.ts';

/** What a reader must know, before everything else: how much and where, how it changed, and how sure that is. */
export function verdict({ analysis, comparison, corrections }: StudyDetail): Html | false {
  if (analysis === undefined) return false;
  const { excludedFromFollowUp } = corrections;
  return html`<section class="verdict ${toneOf(comparison?.kind ?? null)}" aria-label="Verdict">
    <p class="main">${howMuch(analysis.regions)}</p>
    <p>${comparison ? changeOf(comparison) : notCompared(excludedFromFollowUp)}</p>
    <p>${howSure(analysis)}</p>
  </section>`;
}

function howMuch(regions: Readonly<Record<Region, RegionMeasurements>>): string {
  const { infectedPercent: percent, infectedMl } = regions.lungs;
  if (infectedMl === 0) return 'No infection was found in the lungs.';
  if (isBelowLimit('lungs', 'infected', percent))
    return `Less infection than can be told from none: below ${limitOf('lungs', 'infected')} % of the lungs.`;
  const { low, high } = intervalOf('lungs', percent);
  const zone = Object.values(ZONES)
    .flat()
    .reduce((most, one) => (regions[one].infectedPercent > regions[most].infectedPercent ? one : most));
  return `${figure(percent)} % of the lungs are infected (${figure(low)} to ${figure(high)} % if measured again), most in the ${REGION[zone].noun}: ${figure(regions[zone].infectedPercent)} %.`;
}

function changeOf({ kind, headline, summary }: NonNullable<StudyDetail['comparison']>): Html | string {
  if (kind === null) return 'There is no earlier CT to compare with.';
  return html`${headline !== '' && html`<strong>${headline}.</strong>`} ${summary}`;
}

function notCompared(isExcluded: boolean): string {
  return isExcluded
    ? 'It is not compared with earlier CT: a person excluded it.'
    : 'The comparison with earlier CT is not made yet.';
}

function howSure({ slices, regions }: RecordedAnalysis): Html | string {
  const unsure = unsureOf(slices);
  if (unsure === null) return 'This analysis is older than the measure of what the network is unsure of.';
  const { sureMm2, possibleMm2, lungMm2 } = unsure;
  const percent = (mm2: number) => (100 * mm2) / lungMm2;
  const share = percent(possibleMm2 - sureMm2);
  if (share < 0.05)
    return regions.lungs.infectedMl === 0
      ? 'With looser thresholds the network would find none either.'
      : 'Stricter or looser thresholds of the network would change that by less than 0.1 % of the lungs.';
  const most = mostUnsure(slices);
  return html`The network is unsure of ${figure(share)} % of the lungs: with stricter or looser thresholds,
    ${figure(percent(sureMm2))} to ${figure(percent(possibleMm2))} % would be infected. Most of it is around
    <a href="#slice-${most + 1}">slice ${most + 1}</a>.`;
}

/** Colours only where the whole gets worse or better, or cannot be told. */
function toneOf(kind: NonNullable<StudyDetail['comparison']>['kind']): string {
  if (kind === 'new' || kind === 'increasing') return 'worse';
  if (kind === 'mixed' || kind === 'notComparable') return 'unclear';
  return kind === 'decreasing' || kind === 'resolved' ? 'better' : '';
}
