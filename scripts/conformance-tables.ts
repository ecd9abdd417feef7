// Writes the tables of docs/conformance.md that show a registry; with --check only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANATOMICAL_STRUCTURE, type Code, LUNG, MORPHOLOGICALLY_ABNORMAL_STRUCTURE } from '../src/dicom/codes.ts';
import { REGION } from '../src/inference/measure/measurements.ts';
import { METRIC_KEYS, METRICS, QUANTITIES, ZONE_SCORE } from '../src/inference/measure/metrics.ts';
import { ARTEFACT_KINDS, ARTEFACTS } from '../src/results/catalogue.ts';
import { FINDINGS } from '../src/volume/findings.ts';

const FILE = join(import.meta.dirname, '../docs/conformance.md');

const TABLES: Readonly<Record<string, () => string[][]>> = {
  artefacts: () => [
    ['object', 'SOP class', 'UID', 'series number', 'when'],
    ...ARTEFACT_KINDS.map((kind) => {
      const { object, sopClass, seriesNumber, when } = ARTEFACTS[kind];
      return [object, sopClass.name, sopClass.uid, String(seriesNumber), when];
    }),
  ],
  segments: () => [
    ['segment', 'category', 'type', 'anatomic region'],
    ...FINDINGS.map(({ label, code }) => [
      label,
      words(MORPHOLOGICALLY_ABNORMAL_STRUCTURE),
      words(code),
      `${words(LUNG)}, with laterality`,
    ]),
    ...[REGION.right, REGION.left].map(({ label, site, laterality }) => [
      label,
      words(ANATOMICAL_STRUCTURE),
      `${words(site)}; modifier ${words(laterality)}`,
      '',
    ]),
  ],
  metrics: () => [
    ['measurement', 'code', 'unit'],
    ...METRIC_KEYS.map((key) => [
      `\`${key}\``,
      words(METRICS[key].code),
      QUANTITIES[METRICS[key].quantity].unitCode.value,
    ]),
    ['`severityScore`, of both lungs', words(ZONE_SCORE.code), ZONE_SCORE.unitCode.value],
  ],
};

function words({ value, scheme, meaning }: Code): string {
  return `${value}, ${scheme}, ${meaning}`;
}

const written = await readFile(FILE, 'utf8');
const made = written.replace(
  /(<!-- (\w+): [^\n]*-->\n)[\s\S]*?(<!-- end -->)/g,
  (_, begin: string, name: string, end: string) => {
    const [head = [], ...rows] = TABLES[name]?.() ?? [];
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`.replaceAll('  ', ' ');
    return begin + line(head) + `|${'---|'.repeat(head.length)}\n` + rows.map(line).join('') + end;
  },
);
if (!process.argv.includes('--check')) await writeFile(FILE, made);
else if (made !== written) {
  console.error('docs/conformance.md is not up to date: run npm run conformance');
  process.exitCode = 1;
}
