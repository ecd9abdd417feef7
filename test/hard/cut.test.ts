import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type Dataset, items, text } from '../../src/dicom/dataset.ts';
import { readPart10 } from '../../src/dicom/read-part10.ts';
import { derivedUid } from '../../src/dicom/references.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { acquisitionOf } from '../../src/followup/acquisition.ts';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { compareTimepoints } from '../../src/followup/compare.ts';
import { REGIONS } from '../../src/inference/measure/measurements.ts';
import { type Network, openNetwork } from '../../src/inference/network/network.ts';
import { ENGLISH } from '../../src/language/en.ts';
import { buildReport } from '../../src/report/build.ts';
import { toldWarnings } from '../../src/results/told-warnings.ts';
import { type AnalyzedFiles, analyseFiles } from '../../src/service/files/analyse-files.ts';
import { makePhantom, phantomInstances } from '../../src/tools/phantom/phantom.ts';
import { namesProjection } from '../../src/volume/series/projections.ts';
import { selectSeries, summariseSeries } from '../../src/volume/series/select.ts';
import { ctSeries, type SeriesOptions } from '../support/series.ts';
import { evenly, timepointOf } from '../support/timepoints.ts';
import { tinyModels } from '../support/tiny-models.ts';
import { hardCase } from './case.ts';

const instances = phantomInstances(makePhantom({ shape: [90, 96, 96] }));
let models: Awaited<ReturnType<typeof tinyModels>>;
let network: Network;
const decoder = new PixelDecoder();

before(async () => {
  models = await tinyModels();
  network = await openNetwork(models.path, ['cpu']);
});
after(async () => {
  await network.session.release();
  await decoder.close();
  await models.remove();
});

/** The analysis of a part of the phantom, as shares of its height from the head. */
async function analysed(from: number, to: number): Promise<AnalyzedFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'lungtrace-cut-'));
  try {
    const part = instances.slice(Math.round(from * instances.length), Math.round(to * instances.length));
    await Promise.all(part.map(({ bytes }, n) => writeFile(join(folder, `${String(n)}.dcm`), bytes)));
    return await analyseFiles([folder], { network, decoder, performedAt: new Date(), lungsSeg: false });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The regions of a structured report that carry a comment, by its text. */
function commented(sr: Dataset): string[] {
  const texts = (item: Dataset): Dataset[] => [item, ...items(item, 'ContentSequence').flatMap(texts)];
  return texts(sr)
    .map((item) => text(item, 'TextValue'))
    .filter((value) => value.includes('beyond the'));
}

/** What JSON, structured report and report say of an analysis. */
function said({ analysis, artefacts }: AnalyzedFiles): string {
  const { volume, measurements } = analysis;
  const result = { measurements, acquisition: acquisitionOf(volume, measurements) };
  const [told, ...others] = toldWarnings(result, ENGLISH);
  const sr = artefacts.find(({ kind }) => kind === 'sr');
  const comments = commented(readPart10(sr!.bytes, 'the report').header);
  const { warnings } = buildReport({
    header: volume.header,
    timepoint: timepointOf('1', '2026-01-02T10:00:00', evenly(0), result),
    followUp: null,
    leftOut: [],
    lesions: null,
    thresholds: DEFAULT_THRESHOLDS,
    thumbnails: [],
    previousThumbnails: [],
    views: [],
    histogram: null,
    models: [],
    performedAt: new Date(),
    language: 'en',
  });
  assert.deepEqual(others, []);
  if (told === undefined) {
    assert.deepEqual([comments, warnings], [[], []]);
    return 'analysed without a warning';
  }
  assert.deepEqual(told.regions, REGIONS);
  assert.deepEqual(comments, Array(REGIONS.length).fill(told.message));
  assert.deepEqual(
    warnings.map(({ message }) => message),
    [told.message],
  );
  return `${told.code} in JSON, SR and report, ${/beyond the (.*?) of the scan/.exec(told.message)?.[1] ?? ''}`;
}

const PARTS: readonly (readonly [name: string, from: number, to: number, expected: string])[] = [
  ['the whole chest', 0, 1, 'analysed without a warning'],
  ['without the upper third', 0.33, 1, 'LUNGS_CUT in JSON, SR and report, upper edge'],
  ['without the lower third', 0, 0.67, 'LUNGS_CUT in JSON, SR and report, lower edge'],
  ['the lower half, as in a CT of the abdomen', 0.5, 1, 'LUNGS_CUT in JSON, SR and report, upper edge'],
  ['the middle alone', 0.2, 0.8, 'LUNGS_CUT in JSON, SR and report, upper edge and the lower edge'],
  ['the bases alone', 0.7, 1, 'refused: LUNGS_CUT'],
  ['the apices alone, as in a CT of the neck', 0, 0.3, 'refused: LUNGS_CUT'],
];

for (const [name, from, to, expected] of PARTS)
  hardCase('cut', name, expected, async () => {
    const seen = await analysed(from, to).then(said, (error: unknown) => {
      if (error instanceof RefusalError) return `refused: ${error.code}`;
      throw error;
    });
    assert.equal(seen, expected);
    return seen;
  });

hardCase('cut', 'a follow-up of which the earlier scan was cut', 'EARLIER_LUNGS_CUT, LUNG_VOLUME', async () => {
  const slices = (areas: number[]) =>
    areas.map((lungMm2, z) => ({ sopInstanceUid: '1.2', z, lungMm2, infectedMm2: 0, infectionScore: 0 }));
  const at = (date: string, ml: number, areas: number[]) => {
    const whole = timepointOf(date.slice(0, 10), date, evenly(0));
    const measurements = { ...whole.measurements, slices: slices(areas) };
    return { ...whole, measurements, acquisition: { ...whole.acquisition, lungMl: ml } };
  };
  const earlier = at('2026-01-02T10:00:00', 1500, [90, 100, 50, 0]);
  const now = at('2026-02-02T10:00:00', 3000, [0, 90, 100, 50, 0]);
  const codes =
    compareTimepoints([earlier, now], now)
      ?.warnings.map(({ code }) => code)
      .join(', ') ?? '';
  assert.equal(codes, 'EARLIER_LUNGS_CUT, LUNG_VOLUME');
  return await Promise.resolve(codes);
});

/** The verdict on a series beside a thin one, and on it alone. */
function verdicts(header: Dataset, options: SeriesOptions): string {
  const seriesOf = (name: string, more: SeriesOptions) =>
    ctSeries(more).map(({ header: one }, i) => ({
      ...one,
      SeriesInstanceUID: derivedUid('test', 'cut', name),
      SOPInstanceUID: derivedUid('test', 'cut', name, String(i)),
    }));
  const thin = seriesOf('thin', { header: { SeriesDescription: 'Thorax 4.0 B31f' }, step: [0, 0, -4], slices: 60 });
  const other = seriesOf('other', { step: [0, 0, -4], slices: 60, ...options, header });
  const together = selectSeries(summariseSeries([...other, ...thin]));
  const alone = selectSeries(summariseSeries(other));
  const best = together.ranked[0]?.summary.seriesDescription === 'Thorax 4.0 B31f' ? 'thin one chosen' : 'other chosen';
  return `${best}; alone ${alone.refused[0]?.refusal.code ?? 'accepted'}`;
}

const SECONDARY = { ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'] };
const PROJECTIONS: readonly (readonly [name: string, header: Dataset, expected: string])[] = [
  ['MIP by description', { ...SECONDARY, SeriesDescription: 'Lunge MIP 10.0' }, 'DERIVED'],
  ['MIP by description, called original', { SeriesDescription: 'LUNG_MIP8' }, 'DERIVED'],
  ['MinIP by description', { SeriesDescription: 'Thx MinIP 5mm' }, 'DERIVED'],
  ['average by description', { SeriesDescription: 'AVE-IP 0-90%' }, 'DERIVED'],
  ['slabs of 10 mm every 4 mm', { SliceThickness: 10 }, 'accepted'],
  ['slabs of 12 mm every 4 mm', { SliceThickness: 12 }, 'DERIVED'],
  ['projection by the derivation code', { DerivationCodeSequence: [{ CodeValue: '113078' }] }, 'DERIVED'],
  ['projection by the technique', { VolumeBasedCalculationTechnique: 'MIN_IP' }, 'DERIVED'],
  ['projection by the derivation in words', { DerivationDescription: 'Maximum intensity, slab 10 mm' }, 'DERIVED'],
];

for (const [name, header, alone] of PROJECTIONS)
  hardCase('cut', name, `thin one chosen; alone ${alone}`, () => {
    const seen = verdicts({ ConvolutionKernel: 'STANDARD', ...header }, {});
    assert.equal(seen, `thin one chosen; alone ${alone}`);
    return Promise.resolve(seen);
  });

hardCase('cut', 'slabs that were analysed all the same', 'SLABS', () => {
  const { measurements } = timepointOf('1', '2026-01-02T10:00:00', evenly(0));
  const warned = (thicknessMm: number, sliceDistanceMm: number) =>
    toldWarnings({ measurements, acquisition: { thicknessMm, sliceDistanceMm } }, ENGLISH).map(({ code }) => code);
  assert.deepEqual(warned(10, 4), ['SLABS']);
  for (const [thickness, distance] of [
    [1, 0.7],
    [1.25, 0.625],
    [3, 1.5],
    [5, 2.5],
    [5, 5],
    [10, 10],
  ] as const)
    assert.deepEqual(warned(thickness, distance), [], `${thickness} every ${distance} mm`);
  return Promise.resolve('SLABS');
});

const NAMED = [
  'Lunge MIP 10.0',
  'MIPs',
  'Maks. intensywność',
  'Projekce maxima',
  'Maksimum yoğunluk projeksiyonu',
  'Massima intensità 10mm',
  'max int proj',
  '최대강도투영',
  'STS-MIP',
  'sMIP',
  '8MIP axial',
  'LungenMIP',
  'AxMIP_8mm',
  'MIN IP',
  'Max IP',
  'AIP 10',
  'AvIP',
  'AVG CT',
  'Average 4D',
  'Mittelwert 10mm',
  'Dünnschicht-MIP',
  'Maximumintensitätsprojektion',
  'gemittelt 5mm',
  'moyenne 10 mm',
  'Projection intensité maximale',
  'PIM 10',
  'Intensité moyenne',
  'intensità media',
  'Promedio',
  'projeção máxima',
  'Proyección',
  'gemiddeld',
  'Raysum',
  'Ray Sum 10',
  'thick slab',
  'VRT',
  'МИП 10',
  'Проекция',
  '最大値投影',
  '最大密度投影',
];
const ORDINARY = [
  'ThorRoutine  2.0  D40s',
  '0,OPA,TO,AQUL4,FC51,276.6,2,120,40,na,na',
  'CT:P2B1 long RC  3.0  B30f  50% Ex',
  'HRCT',
  'CHEST 1.25 LUNG',
  'MPR ax 3.0',
  'Abd 4.0',
  'Research Project 12',
  'Thorax mediastinum 5.0',
  'Poumon 1mm',
  'Lung 0.6 iDose',
  'Intensiv 1.0',
  'IMPRESSION',
  'minimum dose',
  'simple',
  'Soft Tissue AIDR 3D',
  'AiCE Lung 1.0',
  'Tórax alta resolución',
  'Axial Mediastino',
  'Lung 1.0 Br59 S3',
  '',
];

hardCase(
  'cut',
  'names of projections in ten languages',
  `${NAMED.length} seen, ${ORDINARY.length} ordinary names let through`,
  () => {
    assert.deepEqual(
      NAMED.filter((name) => !namesProjection(name)),
      [],
    );
    assert.deepEqual(ORDINARY.filter(namesProjection), []);
    return Promise.resolve(`${NAMED.length} seen, ${ORDINARY.length} ordinary names let through`);
  },
);
