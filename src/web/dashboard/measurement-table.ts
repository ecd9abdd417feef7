import { capitalised, REGION_WORDS } from '../../followup/words.ts';
import { hasLung, type Region, type RegionMeasurements, REGIONS } from '../../inference/measure/measurements.ts';
import { figure } from './format.ts';
import { html, type Html } from './html.ts';

/** Regions down, findings across: volumes in ml, shares in percent of the region's lung volume. */
export function measurementTable(regions: Readonly<Record<Region, RegionMeasurements>>): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="regions">
    <table class="measurements">
      <thead>
        <tr>
          <td></td>
          <th scope="col">Lung</th>
          <th scope="colgroup" colspan="2">Infected</th>
          <th scope="colgroup" colspan="2">Ground-glass opacity</th>
          <th scope="colgroup" colspan="2">Consolidation</th>
          <th scope="col">High opacity</th>
          <th scope="col">Mean of infection</th>
        </tr>
        <tr class="units">
          <td></td>
          <th scope="col">ml</th>
          ${['Infected', 'GGO', 'Consolidation'].map(
            (finding) =>
              html`<th scope="col"><span class="hidden">${finding} </span>ml</th>
                <th scope="col"><span class="hidden">${finding} </span>%</th>`,
          )}
          <th scope="col">%</th>
          <th scope="col">HU</th>
        </tr>
      </thead>
      <tbody>
        ${REGIONS.map((region) => row(region, regions[region]))}
      </tbody>
    </table>
  </div>`;
}

function row(region: Region, measured: RegionMeasurements): Html {
  const share = (value: number) => figure(hasLung(measured) ? value : null);
  const cells = [
    figure(measured.lungMl, 0),
    figure(measured.infectedMl),
    share(measured.infectedPercent),
    figure(measured.ggoMl),
    share(measured.ggoPercent),
    figure(measured.consolidationMl),
    share(measured.consolidationPercent),
    share(measured.highOpacityPercent),
    figure(measured.meanHu, 0),
  ];
  return html`<tr>
    <th scope="row">${capitalised(REGION_WORDS[region])}</th>
    ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
  </tr>`;
}
