import { acquiredAt, acquisitionOf } from '../../src/followup/acquisition.ts';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { compareTimepoints } from '../../src/followup/compare.ts';
import type { Timepoint } from '../../src/followup/timepoint.ts';
import { histogramOf } from '../../src/inference/measure/histogram.ts';
import { buildReport, type ReportInput } from '../../src/report/build.ts';
import { makeThumbnails, type SliceThumbnail } from '../../src/report/thumbnails.ts';
import { makeViews } from '../../src/report/views.ts';
import { type Lesion, smallChest, type SmallChest } from './small-chest.ts';

const PATIENT = {
  PatientName: [{ Alphabetic: 'Müller-Straße^Zoë^Łucja^Dr.' }],
  PatientID: 'P-000123',
  IssuerOfPatientID: 'Charité',
  PatientBirthDate: '19610704',
  PatientAge: '064Y',
  PatientSex: 'F',
  StudyDescription: 'CT Thorax nativ',
  SeriesDescription: 'Thorax 7.2 Br49',
  AccessionNumber: 'A4711',
};

/** Dates and lesions of a patient with five studies: outbreak, growth, peak, going back, almost gone. */
const COURSE: readonly (readonly [date: string, time: string, kernel: string, depth: number, lesions: Lesion[]])[] = [
  ['20260301', '101500', 'Br49', 36, [[1, 0.75, 26, 0]]],
  [
    '20260305',
    '093000',
    'Br49',
    36,
    [
      [1, 0.75, 38, 14],
      [2, 0.7, 30, 8],
    ],
  ],
  [
    '20260309',
    '220000',
    'Br49',
    36,
    [
      [1, 0.72, 48, 26],
      [2, 0.7, 44, 18],
      [1, 0.4, 25, 0],
    ],
  ],
  [
    '20260323',
    '104500',
    'Bl57',
    20,
    [
      [1, 0.72, 36, 16],
      [2, 0.72, 34, 10],
      [1, 0.4, 12, 0],
    ],
  ],
  [
    '20260420',
    '081530',
    'Br49',
    36,
    [
      [1, 0.75, 22, 6],
      [2, 0.75, 14, 0],
    ],
  ],
];

export interface Examined extends SmallChest {
  readonly timepoint: Timepoint;
}

/** The five studies as volumes with masks, and as timepoints measured from those masks. */
export function fiveStudies(): Examined[] {
  return COURSE.map(([date, time, kernel, depth, lesions], index) => {
    const header = { ...PATIENT, StudyDate: date, StudyTime: time, ConvolutionKernel: kernel };
    const chest = smallChest(`5${index + 1}`, lesions, depth, header);
    const timepoint: Timepoint = {
      studyInstanceUid: `1.2.5${index + 1}`,
      seriesInstanceUid: `1.2.5${index + 1}.1`,
      analysisKey: `analysis-${index + 1}`,
      acquiredAt: acquiredAt(chest.volume.header) ?? '',
      modelSet: 'infnet-1',
      superseded: false,
      measurements: chest.measurements,
      acquisition: acquisitionOf(chest.volume, chest.measurements),
    };
    return { ...chest, timepoint };
  });
}

const madeViews = new WeakMap<Examined, Promise<Pick<ReportInput, 'views' | 'histogram'>>>();
const made = new WeakMap<Examined, Promise<SliceThumbnail[]>>();

/** The pictures of a study, made once. */
function pictures(study: Examined): Promise<SliceThumbnail[]> {
  const known = made.get(study);
  if (known) return known;
  const { volume, lungs, findings, measurements } = study;
  const thumbnails = makeThumbnails(volume, lungs, findings, measurements);
  made.set(study, thumbnails);
  return thumbnails;
}

/** The lungs from other sides, and their attenuation, made once. */
function otherSides(study: Examined): Promise<Pick<ReportInput, 'views' | 'histogram'>> {
  const known = madeViews.get(study);
  if (known) return known;
  const { volume, lungs, findings } = study;
  const histogram = histogramOf(volume.hu, lungs, findings);
  const both = makeViews(volume, lungs, findings).then((views) => ({ views, histogram }));
  madeViews.set(study, both);
  return both;
}

/** What the report of a study is made from, the patient's studies coming in the order given. */
export async function reportInput(studies: readonly Examined[], current: Examined): Promise<ReportInput> {
  const followUp = compareTimepoints(
    studies.map(({ timepoint }) => timepoint),
    current.timepoint,
  );
  const previous = studies.find(({ timepoint }) => timepoint === followUp?.previous);
  return {
    header: current.volume.header,
    timepoint: current.timepoint,
    followUp,
    leftOut: [],
    lesions: null,
    thresholds: DEFAULT_THRESHOLDS,
    thumbnails: await pictures(current),
    previousThumbnails: previous ? await pictures(previous) : [],
    ...(await otherSides(current)),
    models: [{ name: 'infnet', version: '1.0.0', sha256: 'ab'.repeat(32) }],
    performedAt: new Date('2026-04-20T09:01:02Z'),
    language: 'en',
  };
}

export async function reportOf(studies: readonly Examined[], current: Examined) {
  return buildReport(await reportInput(studies, current));
}
