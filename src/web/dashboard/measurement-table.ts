import { ENGLISH } from '../../language/en.ts';
import { capitalised } from '../../language/format.ts';
import { type Told, told } from '../../language/told.ts';
import { REGION, type Region, REGIONS } from '../../inference/measure/measurements.ts';
import {
  METRIC_KEYS,
  type MetricKey,
  METRICS,
  QUANTITIES,
  SUBJECTS,
  titleOf,
} from '../../inference/measure/metrics.ts';
import { superscript } from '../../report/marks.ts';
import type { RecordedAnalysis } from '../../db/analyses.ts';
import { html, type Html } from './html.ts';

/**
 * Regions down, metrics across: volumes in ml, shares in percent of the region's lung volume. A row has the marks of the warnings about its
 * numbers.
 */
export function measurementTable({ regions, warnings }: Pick<RecordedAnalysis, 'regions' | 'warnings'>): Html {
  const groups = [...Map.groupBy(METRIC_KEYS, titleOf)];
  const columns = groups.flatMap(([, keys]) => keys);
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="regions">
    <table class="measurements">
      <thead>
        <tr>
          <td></td>
          ${groups.map(([title, keys]) =>
            keys.length === 1
              ? html`<th scope="col">${title}</th>`
              : html`<th scope="colgroup" colspan="${keys.length}">${title}</th>`,
          )}
        </tr>
        <tr class="units">
          <td></td>
          ${groups.map(([, keys]) => keys.map((key) => unitCell(key, keys.length > 1)))}
        </tr>
      </thead>
      <tbody>
        ${REGIONS.map((region) => row(columns, region, told(regions, ENGLISH), resultMarks(warnings, region)))}
      </tbody>
    </table>
  </div>`;
}

/** The unit of a column; one of several of a group names what it is about for those who do not see the heading above. */
function unitCell(key: MetricKey, isOneOfSeveral: boolean): Html {
  const { subject, quantity } = METRICS[key];
  const about = isOneOfSeveral && html`<span class="hidden">${SUBJECTS[subject].column} </span>`;
  return html`<th scope="col">${about}${QUANTITIES[quantity].unit}</th>`;
}

/** The marks of the warnings about a region's numbers: their places in the list. */
export function resultMarks(warnings: RecordedAnalysis['warnings'], region: Region): string {
  return warnings.flatMap(({ regions }, at) => (regions.includes(region) ? [superscript(at + 1)] : [])).join(',');
}

function row(columns: readonly MetricKey[], region: Region, numbers: Told, marks: string): Html {
  return html`<tr>
    <th scope="row">${capitalised(REGION[region].noun)}${marks}</th>
    ${columns.map(
      (key) =>
        html`<td class="number">
          ${numbers.of(region, key)} <span class="faint">${numbers.plusMinus(region, key)}</span>
        </td>`,
    )}
  </tr>`;
}
