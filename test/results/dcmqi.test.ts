import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure } from '../../src/inference/measure/measure.ts';
import { REGION, REGIONS } from '../../src/inference/measure/measurements.ts';
import { writeArtefacts } from '../../src/results/artefacts.ts';
import { DEFAULT_PHANTOM } from '../../src/tools/phantom/options.ts';
import { makePhantom } from '../../src/tools/phantom/phantom.ts';
import { infectedAnalysis, OPTIONS } from '../support/analyses.ts';
import { withFiles } from '../support/dicom-files.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';

interface Read {
  readonly segments: readonly Readonly<Record<string, number>>[];
  /** By tracking identifier and code of what is measured. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const skip = withoutOracle;

test('dcmqi reads segmentations and report, and finds the volumes that were measured', { skip }, async () => {
  const { volume, lungs, findings } = makePhantom({ ...DEFAULT_PHANTOM, shape: [22, 96, 90] });
  const scores = new Float32Array(22).fill(1);
  const measurements = measure(volume, { lungs }, findings, scores);
  const { regions } = measurements;
  const written = writeArtefacts({ ...infectedAnalysis(volume), volume, lungs, findings, measurements }, OPTIONS);
  const files = Object.fromEntries(written.map(({ kind, bytes }) => [kind, bytes]));
  const { segments, groups } = await withFiles(
    files,
    async (paths) =>
      (await oracle('read_dcmqi.py', paths['sr']!, paths['infection-seg']!, paths['lungs-seg']!)) as Read,
  );

  const near = (read: number | undefined, wanted: number, what: string): void =>
    assert.ok(Math.abs(read! - wanted) <= 1e-4 * wanted, `${what}: ${read}, measured ${wanted}`);
  const [infection, lung] = segments;
  near(infection?.['Ground glass opacity'], regions.lungs.ggoMl, 'ground-glass opacity');
  near(infection?.['Consolidation'], regions.lungs.consolidationMl, 'consolidation');
  near(lung?.['Right lung'], regions.right.lungMl, 'right lung');
  near(lung?.['Left lung'], regions.left.lungMl, 'left lung');
  for (const region of REGIONS) {
    const { label } = REGION[region];
    near(groups[label]?.['118565006'], regions[region].lungMl, `${label}, volume`);
    near(groups[label]?.['INFECTED-VOLUME'], regions[region].infectedMl, `${label}, infected volume`);
    near(groups[label]?.['INFECTED-PERCENT'], regions[region].infectedPercent, `${label}, infected percent`);
  }
});
