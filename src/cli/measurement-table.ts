import type { AnalyzeDocument } from '../service/files/document.ts';
import { PRODUCT } from '../product.ts';
import { hasLung, REGIONS, type Region } from '../inference/measure/measurements.ts';

const NAMES: Readonly<Record<Region, string>> = {
  lungs: 'Both lungs',
  right: 'Right lung',
  left: 'Left lung',
  rightUpper: '  right upper',
  rightMiddle: '  right middle',
  rightLower: '  right lower',
  leftUpper: '  left upper',
  leftMiddle: '  left middle',
  leftLower: '  left lower',
};

/** The measurements as a table for a terminal. */
export function measurementTable({ series, regions, severityScore, device, modelSet }: MeasuredSeries): string {
  const rows = REGIONS.map((region) => {
    const r = regions[region];
    const shares = [r.infectedPercent, r.ggoPercent, r.consolidationPercent].map((share) =>
      hasLung(r) ? share : null,
    );
    const cells = [r.lungMl, r.infectedMl, ...shares].map((value) => value?.toFixed(1) ?? '-');
    return [NAMES[region].padEnd(15), ...cells.map((cell) => cell.padStart(11))].join('');
  });
  const head = ['', 'lung ml', 'infected ml', 'infected %', 'GGO %', 'consol. %'];
  return [
    `Series ${series.seriesInstanceUid}, ${series.slices} slices; model set ${modelSet} on ${device}`,
    '',
    [head[0]!.padEnd(15), ...head.slice(1).map((title) => title.padStart(11))].join(''),
    ...rows,
    '',
    `Severity score ${severityScore} of 24. ${PRODUCT.notice}`,
  ].join('\n');
}

type MeasuredSeries = Pick<AnalyzeDocument, 'regions' | 'severityScore' | 'device' | 'modelSet'> & {
  readonly series: Pick<AnalyzeDocument['series'], 'seriesInstanceUid' | 'slices'>;
};
