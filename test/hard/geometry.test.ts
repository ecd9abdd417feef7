import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Dataset } from '../../src/dicom/dataset.ts';
import type { Instance } from '../../src/dicom/instance.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { selectSeries, summariseSeries } from '../../src/volume/series/select.ts';
import { frameOfReferenceUid } from '../../src/volume/volume.ts';
import { ctInstance, ctSeries, type SeriesOptions } from '../support/series.ts';
import { hardCase } from './case.ts';

const decoder = new PixelDecoder(1);
after(() => decoder.close());

/** The same change in every slice, or another one in each. */
const each = (header: (index: number) => Dataset, slices = 24) =>
  Object.fromEntries(Array.from({ length: slices }, (_, i) => [i, header(i)]));

const headersOf = (instances: readonly Instance[]) => instances.map(({ header }) => header);

/** What is said of a series: its warnings and slices, or its refusal. */
function verdict(instances: readonly Instance[]): string {
  const { ranked, refused } = selectSeries(summariseSeries(headersOf(instances)));
  assert.equal(ranked.length + refused.length, 1);
  if (refused[0]) return refused[0].refusal.code;
  const { slices, warnings } = ranked[0]!.summary;
  for (const { message } of warnings) assert.ok(ranked[0]!.reason.includes(message), 'the stored reason says so, too');
  return [`${slices} slices`, ...warnings.map(({ code }) => code)].join(', ');
}

const series: readonly [name: string, expected: string, options: SeriesOptions][] = [
  [
    'a frame of reference for each slice',
    '24 slices, FRAMES_OF_REFERENCE',
    { changes: each((i) => ({ FrameOfReferenceUID: `2.25.${i + 1}` })) },
  ],
  ['no frame of reference at all', '24 slices', { changes: each(() => ({ FrameOfReferenceUID: undefined })) }],
  [
    'a frame of reference for each slice, one slice missing',
    'SLICE_GAP',
    {
      changes: each((i) => ({
        FrameOfReferenceUID: `2.25.${i + 1}`,
        ...(i === 23 && { ImagePositionPatient: [-100, -120, 252] }),
      })),
    },
  ],
  [
    'two scans, each with its frame of reference, in one place',
    'MIXED_GEOMETRY',
    {
      changes: each((i) => ({
        FrameOfReferenceUID: `2.25.${1 + (i % 2)}`,
        ImagePositionPatient: [-100, -120, 300 - 4 * (i >> 1)],
      })),
    },
  ],
  [
    'two scans, the second on after the first',
    '24 slices, FRAMES_OF_REFERENCE',
    { changes: each((i) => ({ FrameOfReferenceUID: `2.25.${1 + Number(i > 11)}` })) },
  ],
];
for (const [name, expected, options] of series)
  hardCase('geometry', name, expected, async () => {
    const instances = ctSeries(options);
    assert.equal(verdict(instances), expected);
    return expected;
  });

hardCase(
  'geometry',
  'results of slices with a frame of reference each',
  'one frame of reference of their own',
  async () => {
    const instances = ctSeries({ changes: each((i) => ({ FrameOfReferenceUID: `2.25.${i + 1}` })) });
    const [volume, again] = await Promise.all(
      [instances, instances.toReversed()].map((one) => buildVolume(one, decoder)),
    );
    const uid = frameOfReferenceUid(volume!);
    assert.match(uid, /^2\.25\.\d{20,}$/);
    assert.equal(frameOfReferenceUid(again!), uid);
    const elsewhere = { ...volume!, header: { ...volume!.header, StudyInstanceUID: '2.25.9' } };
    assert.notEqual(frameOfReferenceUid(elsewhere), uid);
    return 'one frame of reference of their own';
  },
);

const CORONAL = { ImageOrientationPatient: [1, 0, 0, 0, 0, -1], Rows: 60, Columns: 50, PixelSpacing: [1, 1] };
const scout = (i: number, header: Dataset): Instance =>
  ctInstance({
    SOPInstanceUID: `2.25.66.${i}`,
    InstanceNumber: 90 + i,
    ImagePositionPatient: [-50, 0, 300],
    ...header,
  });
const NAMED = { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] };

const localizers: readonly [name: string, expected: string, extra: Instance[]][] = [
  ['a localizer among the slices', '24 slices, LOCALIZERS_LEFT_OUT', [scout(0, { ...CORONAL, ...NAMED })]],
  [
    'a frontal and a lateral localizer',
    '24 slices, LOCALIZERS_LEFT_OUT',
    [
      scout(0, { ...CORONAL, ...NAMED }),
      scout(1, { ...CORONAL, ...NAMED, ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }),
    ],
  ],
  [
    'a localizer without a place',
    '24 slices, LOCALIZERS_LEFT_OUT',
    [scout(0, { ...CORONAL, ...NAMED, ImagePositionPatient: undefined, ImageOrientationPatient: undefined })],
  ],
  ['a localizer that only its orientation shows', '24 slices, LOCALIZERS_LEFT_OUT', [scout(0, CORONAL)]],
  ['many coronal images among the slices', 'MIXED_GEOMETRY', Array.from({ length: 12 }, (_, i) => scout(i, CORONAL))],
];
for (const [name, expected, extra] of localizers)
  hardCase('geometry', name, expected, async () => {
    const axial = ctSeries();
    assert.equal(verdict([...axial, ...extra]), expected);
    assert.equal(verdict([...extra.toReversed(), ...axial.toReversed()]), expected);
    const [{ leftOut, warnings }] = summariseSeries(headersOf([...axial, ...extra])) as [
      ReturnType<typeof summariseSeries>[0],
    ];
    for (const uid of leftOut)
      assert.ok(
        warnings.some(({ message }) => message.includes(uid)),
        'each is named',
      );
    return expected;
  });

const differences: readonly [name: string, says: RegExp, not: RegExp, header: Dataset][] = [
  ['size', /size \(38x23, 40x23\)/, /orientation|spacing/, { Rows: 40 }],
  ['pixel spacing', /pixel spacing \(0\.7x0\.6 mm, 0\.8x0\.6 mm\)/, /size|orientation/, { PixelSpacing: [0.8, 0.6] }],
  [
    'orientation',
    /orientation \(by up to 1\.0 degrees\)/,
    /size|spacing/,
    { ImageOrientationPatient: [1, 0, 0, 0, 0.99985, 0.01745] },
  ],
];
for (const [name, says, not, header] of differences)
  hardCase('geometry', `a slice of another ${name}`, `MIXED_GEOMETRY, which names the ${name}`, async () => {
    const { refused } = selectSeries(summariseSeries(headersOf(ctSeries({ changes: { 7: header } }))));
    assert.equal(refused[0]?.refusal.code, 'MIXED_GEOMETRY');
    assert.match(refused[0].refusal.message, says);
    assert.doesNotMatch(refused[0].refusal.message, not);
    return `MIXED_GEOMETRY, which names the ${name}`;
  });
