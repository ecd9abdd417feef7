import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { Dataset } from '../../src/dicom/dataset.ts';
import type { Instance } from '../../src/dicom/instance.ts';
import { PixelDecoder } from '../../src/dicom/pixels/decoder.ts';
import { RefusalError } from '../../src/errors/refusal-error.ts';
import { buildVolume } from '../../src/volume/build.ts';
import { selectSeries, summariseSeries } from '../../src/volume/series/select.ts';
import { ctInstance, ctSeries } from '../support/series.ts';
import { hardCase } from './case.ts';

const decoder = new PixelDecoder(1);
after(() => decoder.close());

/** Orders in which files may come: as made, backwards, and the second half first. */
function orders(instances: readonly Instance[]): Instance[][] {
  const half = instances.length >> 1;
  return [[...instances], instances.toReversed(), [...instances.slice(half), ...instances.slice(0, half)]];
}

/** What selection says of each series, as JSON, so that messages and order count. */
function verdicts(instances: readonly Instance[]): string {
  return JSON.stringify(selectSeries(summariseSeries(instances.map(({ header }) => header))));
}

/** What becomes of all series, in every order: the codes of those that are refused, the slices of those that are not. */
async function outcome(instances: readonly Instance[]): Promise<string> {
  const [first, ...others] = orders(instances).map(verdicts);
  for (const other of others) assert.equal(other, first, 'the order of the input changes nothing');
  const { ranked, refused } = selectSeries(summariseSeries(instances.map(({ header }) => header)));
  for (const { refusal } of refused) assert.match(refusal.message, /2\.25\.\d+/, 'the message names the UIDs');
  const built = await Promise.all(ranked.map(({ summary }) => volumes(instances, summary.seriesInstanceUid)));
  return [...refused.map(({ refusal }) => refusal.code), ...built].join(', ');
}

async function volumes(instances: readonly Instance[], series: string): Promise<string> {
  const members = instances.filter(({ header }) => header['SeriesInstanceUID'] === series);
  const ends = await Promise.all(orders(members).map(volume));
  assert.equal(new Set(ends).size, 1, `the order of the input changes nothing: ${ends.join(' | ')}`);
  return ends[0]!.split(': ')[0]!;
}

async function volume(members: readonly Instance[]): Promise<string> {
  try {
    const { hu, slices } = await buildVolume(members, decoder);
    return `${slices.length} slices: ${slices.map(({ sopInstanceUid }) => sopInstanceUid).join()} ${hu.join()}`;
  } catch (error) {
    assert.ok(error instanceof RefusalError, String(error));
    return `${error.code}: ${error.message}`;
  }
}

const series = ctSeries();
const uidOf = (index: number) => ({ SOPInstanceUID: series[index]!.header['SOPInstanceUID'] });
const changed = (instances: readonly Instance[], header: Dataset): Instance[] =>
  instances.map((instance) => ({ ...instance, header: { ...instance.header, ...header } }));
const other = changed(series, { SeriesInstanceUID: '2.25.77', SeriesDescription: 'Other' });
const renamed = (instances: readonly Instance[]): Instance[] =>
  instances.map((instance, i) => ({ ...instance, header: { ...instance.header, SOPInstanceUID: `2.25.88.${i}` } }));

const cases: readonly [name: string, expected: string, instances: Instance[]][] = [
  ['every file twice', '24 slices', [...series, ...series.map((one) => ({ ...one, origin: `copy of ${one.origin}` }))]],
  [
    'a file twice, once in big endian',
    '24 slices',
    [...series, { ...series[3]!, transferSyntaxUid: '1.2.840.10008.1.2.2', frames: [swapped(series[3]!.frames[0]!)] }],
  ],
  ['UIDs of the highest slices on the lowest', 'REPEATED_UID', ctSeries({ changes: { 23: uidOf(0), 22: uidOf(1) } })],
  ['one UID, one position, other pixels', 'REPEATED_UID', [...series, ctInstance(series[5]!.header, 7)]],
  [
    'one UID, one position, the same stored values and another intercept',
    'REPEATED_UID',
    [...series, ...changed([series[5]!], { RescaleIntercept: 0 })],
  ],
  ['slices of two patients in one series', 'REPEATED_UID', ctSeries({ changes: { 20: { PatientID: 'OTHER' } } })],
  ['slices without a Patient ID among the others', '24 slices', ctSeries({ changes: { 20: { PatientID: '' } } })],
  ['two series with the same SOP UIDs', 'REPEATED_UID, REPEATED_UID', [...series, ...other]],
  [
    'two series that share one SOP UID',
    'REPEATED_UID, REPEATED_UID',
    [...series, ...renamed(other).slice(1), other[0]!],
  ],
  [
    'one Series UID in two studies',
    'REPEATED_UID, REPEATED_UID',
    [...series, ...renamed(changed(series, { StudyInstanceUID: '2.25.99' }))],
  ],
  [
    'a study and its copy',
    'REPEATED_UID, REPEATED_UID',
    [...series, ...changed(series, { StudyInstanceUID: '2.25.99' })],
  ],
];
for (const [name, expected, instances] of cases)
  hardCase('repeats', name, `${expected}, whatever the order`, async () => {
    assert.equal(await outcome(instances), expected);
    return `${expected}, whatever the order`;
  });

function swapped(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(bytes).swap16());
}
