import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import dcmjs from 'dcmjs';
import type { Dataset } from '../../../src/dicom/dataset.ts';
import { derivedUid } from '../../../src/dicom/references.ts';
import { readDataset } from '../../../src/dicomweb/json-dataset.ts';
import { selectSeries, summariseSeries } from '../../../src/volume/series/select.ts';
import { ctSeries, type SeriesOptions } from '../../support/series.ts';

/** Headers of a series with its own UIDs. */
function seriesOf(name: string, options: SeriesOptions = {}): Dataset[] {
  return ctSeries(options).map(({ header }, i) => ({
    ...header,
    SeriesInstanceUID: derivedUid('test', 'select', name),
    SOPInstanceUID: derivedUid('test', 'select', name, String(i)),
    SeriesDescription: name,
    ...options.header,
  }));
}

function ranking(...series: Dataset[][]): string[] {
  return selectSeries(summariseSeries(series.flat())).ranked.map(({ summary }) => summary.seriesDescription);
}

function codeOf(header: Dataset, options: SeriesOptions = {}): string {
  const { ranked, refused } = selectSeries(summariseSeries(seriesOf('one', { ...options, header })));
  assert.equal(ranked.length + refused.length, 1);
  const message = refused[0]?.refusal.message ?? 'one Send';
  assert.match(message, /one.*Send/, 'the message names the series and says what to do');
  return refused[0]?.refusal.code ?? 'accepted';
}

suite('a series is refused', () => {
  const refused: readonly [code: string, why: string, header: Dataset, options?: SeriesOptions][] = [
    ['NOT_CT', 'when it is MR', { Modality: 'MR', SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' }],
    [
      'NOT_CT',
      'when it is a segmentation, such as our own',
      { Modality: 'SEG', SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4' },
    ],
    [
      'NOT_CT',
      'when it is a report, such as our own',
      { Modality: 'SR', SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34' },
    ],
    ['NOT_CT', 'when it is a screenshot of a CT', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }],
    ['LOCALIZER', 'when it is an overview image', { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }, { slices: 2 }],
    ['DERIVED', 'when it is an MPR', { ImageType: ['DERIVED', 'SECONDARY', 'AXIAL', 'CT_SOM5 MPR'] }],
    ['DERIVED', 'when it is a maximum projection', { ImageType: ['DERIVED', 'SECONDARY', 'MIP'] }],
    ['DERIVED', 'when it is a perfusion map', { ImageType: ['DERIVED', 'PRIMARY', 'PERFUSION', 'RCBF'] }],
    ['DERIVED', 'when it is a dose sheet', { ImageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'] }],
    ['NOT_AXIAL', 'when it is sagittal', { ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }, { step: [2, 0, 0] }],
    ['NOT_CHEST', 'when it shows the head', { BodyPartExamined: 'HEAD' }],
    ['NOT_CHEST', 'when it shows the abdomen', { BodyPartExamined: 'ABDOMEN' }],
    ['TOO_FEW_SLICES', 'when it tracks a bolus', {}, { slices: 12 }],
    ['GANTRY_TILT', 'when the gantry leans', { BodyPartExamined: 'HEAD' }, { step: [0, 0.6, -2] }],
    ['THICK_SLICES', 'when its slices are far apart', {}, { step: [0, 0, -20] }],
    ['NO_GEOMETRY', 'when the pixels have no size', { PixelSpacing: undefined }],
  ];
  for (const [code, why, header, options] of refused)
    test(`${code} ${why}`, () => assert.equal(codeOf(header, options), code));
});

suite('a series is accepted', () => {
  const accepted: readonly [why: string, header: Dataset][] = [
    ['when lossy compression alone made it DERIVED', { ImageType: ['DERIVED ', 'PRIMARY', 'AXIAL'] }],
    ['without a body part', { BodyPartExamined: undefined }],
    [
      'with a body part that is wrong when its protocol says chest',
      { BodyPartExamined: 'ABDOMEN', ProtocolName: 'Thorax/Abdomen' },
    ],
    ['with a body part of several words', { BodyPartExamined: 'CHESTABDPELVIS' }],
    ['when it is enhanced CT', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1' }],
  ];
  for (const [why, header] of accepted) test(why, () => assert.equal(codeOf(header), 'accepted'));
});

suite('among fitting series', () => {
  const soft = { ConvolutionKernel: 'STANDARD' };

  test('thin ones come before thick ones', () => {
    const thick = seriesOf('thick', { step: [0, 0, -5], slices: 60 });
    assert.deepEqual(ranking(thick, seriesOf('thin', { step: [0, 0, -1.25], slices: 240 })), ['thin', 'thick']);
  });

  test('lung kernels of each vendor come before soft ones', () => {
    const kernels: readonly [manufacturer: string, lung: string, soft: string][] = [
      ['SIEMENS', 'B70f', 'B30f'],
      ['Siemens Healthineers', 'Br59d\\3', 'Br40d\\3'],
      ['GE MEDICAL SYSTEMS', 'LUNG', 'STANDARD'],
      ['Philips', 'YC', 'B'],
      ['TOSHIBA', 'FC51', 'FC08'],
      ['Canon Medical Systems', 'FC56', 'FC13'],
      ['UIH', 'B_SHARP_C', 'B_SOFT_B'],
    ];
    for (const [Manufacturer, lung, other] of kernels)
      assert.deepEqual(
        ranking(
          seriesOf('soft', { header: { Manufacturer, ConvolutionKernel: other.split('\\') }, slices: 40 }),
          seriesOf('lung', { header: { Manufacturer, ConvolutionKernel: lung.split('\\') } }),
        ),
        ['lung', 'soft'],
        Manufacturer,
      );
  });

  test('a whole chest comes before a part of it', () => {
    assert.deepEqual(ranking(seriesOf('part'), seriesOf('whole', { header: soft, slices: 120 }), []).length, 2);
    assert.deepEqual(ranking(seriesOf('part', { header: soft }), seriesOf('whole', { header: soft, slices: 120 })), [
      'whole',
      'part',
    ]);
  });

  test('inspiration comes before expiration', () => {
    assert.deepEqual(ranking(seriesOf('Thorax EXP'), seriesOf('Thorax INSP', { header: soft })), [
      'Thorax INSP',
      'Thorax EXP',
    ]);
  });

  test('the order of the candidates changes nothing', () => {
    const series = ['a', 'b', 'c', 'd'].map((name, i) => seriesOf(name, { slices: i % 2 === 0 ? 30 : 25 }));
    assert.deepEqual(ranking(...series), ranking(...series.reverse()));
  });

  test('the reason states what was found', () => {
    const { ranked } = selectSeries(summariseSeries([...seriesOf('lung'), ...seriesOf('soft', { header: soft })]));
    assert.match(
      ranked[0]?.reason ?? '',
      /Series "2 lung".*one of 2 fitting series.*24 slices every 2 mm.*lung kernel LUNG/,
    );
  });
});

test('a summary from WADO-RS metadata equals the one from the files', () => {
  const headers = seriesOf('metadata');
  const json = headers.map((header) => {
    const dataset = dcmjs.data.DicomMetaDictionary.denaturalizeDataset({ ...header });
    return JSON.parse(JSON.stringify(dataset)) as unknown;
  });
  assert.deepEqual(summariseSeries(json.map((one) => readDataset(one)?.dataset ?? {})), summariseSeries(headers));
});

test('an instance that is listed twice counts once', () => {
  const headers = seriesOf('twice');
  assert.deepEqual(summariseSeries([...headers, ...headers]), summariseSeries(headers));
});
