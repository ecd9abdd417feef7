import { type Doubt, saidOf, type ScanEdge } from '../errors/warnings.ts';
import { CONSOLIDATION_RULE } from '../inference/findings/findings.ts';
import { REGION, type Region } from '../inference/measure/measurements.ts';
import { HIGH_OPACITY_HU, QUANTITIES, SUBJECTS } from '../inference/measure/metrics.ts';
import type { Interval } from '../followup/timepoint.ts';
import type { VerdictKind } from '../followup/verdict.ts';
import { PRODUCT } from '../product.ts';
import { FINDINGS } from '../volume/findings.ts';
import { intervalOf, SPREAD, WITHOUT_COVID } from '../inference/measure/repeatability.ts';
import { toldShare } from './told.ts';
import { capitalised, listOf, numbersOf, pluralsOf } from './format.ts';
import type { ComparedPart, Comparison, Difference, LesionCount, Words } from './words.ts';

const plural = pluralsOf('en');
const numbers = numbersOf('en');
const { decimal, signed, percent, exact } = numbers;

/** ISO: unambiguous in every country. */
const date = (iso: string): string => iso.slice(0, 10);

const category: Readonly<Record<VerdictKind, string>> = {
  noInfection: 'no infection',
  new: 'new',
  increasing: 'increasing',
  stable: 'stable',
  decreasing: 'decreasing',
  resolved: 'resolved',
  notMeasured: 'not measured',
  notComparable: 'cannot be compared',
  mixed: 'mixed',
};
const COURSE = { ...category, none: 'none', minimal: 'minimal' };
const AGE = {
  D: { one: 'day', other: 'days' },
  W: { one: 'week', other: 'weeks' },
  M: { one: 'month', other: 'months' },
  Y: { one: 'year', other: 'years' },
};

const list = listOf('en');
const nounOf = (region: Region): string => REGION[region].noun;
const inThe = (regions: readonly Region[]): string => list(regions.map((region) => `the ${nounOf(region)}`));
const partsOf = (heading: string, parts: readonly ComparedPart[]): string[] =>
  parts.length === 0
    ? []
    : [
        `${heading}: ${parts.map(({ region, now, before, throughout }) => `${nounOf(region)} ${toldShare(region, 'infected', now, numbers)} (before ${toldShare(region, 'infected', before, numbers)}${throughout ? ', in all its zones' : ''})`).join(', ')}.`,
      ];
const duration = ({ count, unit }: Interval): string =>
  `${count} ${plural(count, unit === 'hours' ? { one: 'hour', other: 'hours' } : AGE.D)}`;
const earlier = ({ date: on, interval }: { date: string; interval: Interval }): string =>
  `${date(on)} (${duration(interval)} earlier)`;
/** A limit in percent, unrounded. */
const DOUBTS: Readonly<Record<Doubt, string>> = {
  patientId: 'the ID is a placeholder',
  name: 'another name',
  sex: 'another sex',
  birthDate: 'another birth date',
  age: 'another age',
};
const edgesOf = (edges: readonly ScanEdge[]): string => edges.map((edge) => `${edge} edge`).join(' and the ');
const limitOf = (value: number): string => `${exact(value)}\u00a0%`;
const infected = (value: number): string => toldShare('lungs', 'infected', value, numbers);
const ofLungs = (value: number): string => `${infected(value)} of the lung volume`;
const onDate = ({ before, date: on }: Comparison): string => `${infected(before)} on ${date(on)}`;
const since = (compared: Comparison): string => `(${differenceOf(compared)} in ${duration(compared.interval)})`;

const spreadOf = (size: keyof typeof SPREAD): string =>
  `±(${exact(SPREAD[size].points)} + ${exact(SPREAD[size].relativePercent)}\u00a0%)`;
/** What the zone score is, and what it is not. */
const ZONE_SCORE_RULE =
  'Zone score: six zones, 0-5 each (<5, -25, -50, -75, >75 %; steps of Pan et al., Radiology 2020), not the lobar CT severity score.';

const lesionVerdict: Words['lesions']['verdict'] = {
  new: 'new',
  grown: 'grown',
  stable: 'stable',
  shrunk: 'shrunk',
  gone: 'gone',
  unclear: 'unclear',
};
const countsOf = (counts: readonly LesionCount[]): string =>
  counts.map(({ verdict, count }) => `${count} ${lesionVerdict[verdict]}`).join(', ');

function differenceOf({ percentPoints, relativePercent }: Difference): string {
  const points = `${signed(percentPoints)} percentage points`;
  return relativePercent === null ? points : `${points}, ${signed(relativePercent, 0)}\u00a0%`;
}

export const ENGLISH: Words = {
  ...numbers,
  tag: 'en',
  language: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
  notice: PRODUCT.notice,
  consolidationRule: CONSOLIDATION_RULE,
  date,
  dateAndTime: (iso) => iso.slice(0, 16).replace('T', ' '),
  monthAndDay: (iso) => iso.slice(5, 10),
  title: { firstStudy: 'Chest CT: lung infection', followUp: 'Chest CT: follow-up of lung infection' },
  category,
  course: {
    noInfection: 'none',
    new: 'new',
    increasing: 'worse',
    stable: 'stable',
    decreasing: 'better',
    resolved: 'gone',
    notMeasured: '–',
    notComparable: 'unclear',
  },
  headline: (kind, worse, better) => {
    const parts = [
      ...(worse.length > 0 ? [`worse: ${worse.map(nounOf).join(', ')}`] : []),
      ...(better.length > 0 ? [`better: ${better.map(nounOf).join(', ')}`] : []),
    ];
    return `${capitalised(category[kind])}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`;
  },
  firstVerdict: { infected: 'Infection', belowLimit: 'Infection below the limit', none: 'No infection' },
  region: Object.fromEntries(
    Object.entries(REGION).map(([region, { noun }]) => [region, capitalised(noun)]),
  ) as Words['region'],
  subject: SUBJECTS,
  reference: `In CT without COVID-19 up to ${percent(WITHOUT_COVID.mostPercent)} of the lungs were called infected (${WITHOUT_COVID.scans - 1} of ${WITHOUT_COVID.scans}), ${percent(WITHOUT_COVID.collapsedPercent)} in one with collapsed lung.`,
  sentence: {
    noInfection: (on) => (on === undefined ? 'No infection found.' : `No infection found, nor on ${date(on)}.`),
    belowLimit: (limit, on) =>
      `Infection below the limit of ${limitOf(limit)} of the lung volume${on === undefined ? '' : `, and no more on ${date(on)}`}.`,
    appeared: (compared) => `New infection: ${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`,
    returned: (compared) => `Infection has returned: ${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`,
    increased: (compared) =>
      `Infection has increased to ${ofLungs(compared.now)} from ${onDate(compared)} ${since(compared)}.`,
    unchanged: (compared, { percentPoints, relativePercent }) =>
      `Infection has not changed by the limits of this report (${exact(percentPoints)} ${plural(percentPoints, { one: 'percentage point', other: 'percentage points' })} and ${limitOf(relativePercent)}): ${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`,
    decreased: (compared) =>
      `Infection has decreased to ${ofLungs(compared.now)} from ${onDate(compared)} ${since(compared)}.`,
    resolved: (compared, limit) =>
      `Infection has resolved${limit === undefined ? '' : ` below the limit of ${limitOf(limit)}`}: ${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`,
    mixed: (worse, better, compared) =>
      `The course is mixed: infection has increased in ${inThe(worse)}, and decreased in ${inThe(better)}. Both lungs: ${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`,
    notComparable: (reasons, compared) =>
      `Cannot be compared with the CT of ${date(compared.date)} (${reasons.join(', ')}): ${ofLungs(compared.now)}, ${onDate(compared)} ${since(compared)}.`,
    notMeasured: 'The lungs could not be compared.',
    parts: (worse, better) => [...partsOf('Worse', worse), ...partsOf('Better', better)].join(' '),
    comparedFindings: (findings) =>
      `${capitalised(findings.map(({ finding, now, before, course }) => `${SUBJECTS[finding].noun} ${now}\u00a0% (before ${before}\u00a0%: ${COURSE[course]})`).join('; '))}.`,
    doubling: (days, low, high) =>
      `At this rate the infection doubles in ${decimal(days)} days (${decimal(low)} to ${decimal(high)} by the repeatability of the measurements).`,
    sinceFirst: (became, { before, date: on, interval, ...difference }) =>
      `Against the first CT on ${date(on)} (${infected(before)}, ${duration(interval)} earlier): ${became} (${differenceOf(difference)}).`,
    highestSoFar: 'This is the highest value so far.',
    peak: (value, on) => `The peak was ${percent(value)} on ${date(on)}.`,
    infected: (value) => {
      const { low, high } = intervalOf('lungs', value);
      return `Infection of ${ofLungs(value)} (${decimal(low)}–${percent(high)} if measured again).`;
    },
    findings: (findings) =>
      `${capitalised(findings.map(({ finding, percent: value }) => `${SUBJECTS[finding].noun} ${value}\u00a0%`).join(', '))}.`,
    mostAffected: (zone, value) =>
      `Most affected is the ${nounOf(zone)} with ${toldShare(zone, 'infected', value, numbers)}.`,
    noEarlier: 'No earlier CT to compare with.',
  },
  warning: {
    LUNG_MISSING: ({ lung }) => saidOf('LUNG_MISSING', { lung: nounOf(lung) }),
    EARLIER_LUNG_MISSING: ({ lung, date: on }) =>
      saidOf('EARLIER_LUNG_MISSING', { lung: nounOf(lung), date: date(on) }),
    LUNGS_CUT: ({ edges }) => saidOf('LUNGS_CUT', { edges: edgesOf(edges) }),
    EARLIER_LUNGS_CUT: ({ edges, date: on }) => saidOf('EARLIER_LUNGS_CUT', { edges: edgesOf(edges), date: date(on) }),
    SLABS: ({ thicknessMm, distanceMm }) =>
      saidOf('SLABS', { thickness: decimal(thicknessMm), distance: decimal(distanceMm) }),
    IDENTITY: ({ date: on, doubts }) =>
      saidOf('IDENTITY', { date: date(on), doubts: doubts.map((doubt) => DOUBTS[doubt]).join(', ') }),
    SLICE_DISTANCE: ({ now, before, date: on }) =>
      saidOf('SLICE_DISTANCE', { now: decimal(now), before: decimal(before), date: date(on) }),
    THICKNESS: ({ now, before, date: on }) =>
      saidOf('THICKNESS', { now: decimal(now), before: decimal(before), date: date(on) }),
    KERNEL: ({ now, before, date: on }) => saidOf('KERNEL', { now, before, date: date(on) }),
    LUNG_VOLUME: ({ percent: change, date: on }) => {
      const [breath, effect] = change < 0 ? ['less', 'raises'] : ['more', 'lowers'];
      return saidOf('LUNG_VOLUME', { percent: decimal(Math.abs(change), 0), breath, effect, date: date(on) });
    },
  },
  reason: {
    LUNG_MISSING: 'a lung was not found',
    EARLIER_LUNG_MISSING: 'a lung was not found then',
    LUNGS_CUT: 'lungs cut by the edge of the scan',
    EARLIER_LUNGS_CUT: 'lungs cut by the edge of the scan then',
    SLABS: 'overlapping thick slices',
    IDENTITY: 'perhaps another person',
    SLICE_DISTANCE: 'another slice distance',
    THICKNESS: 'another slice thickness',
    KERNEL: 'another reconstruction kernel',
    LUNG_VOLUME: 'another depth of breath',
  },
  head: {
    patient: 'Patient',
    patientId: 'Patient ID',
    born: 'Born',
    sex: 'Sex',
    accession: 'Accession',
    acquired: 'Acquired',
    study: 'Study',
    series: 'Series',
    zoneScore: 'Zone score',
    comparedWith: 'Compared with',
    noEarlier: 'no earlier CT',
    sexOf: (code) => code,
    age: (count, unit) => `${count} ${plural(count, AGE[unit])}`,
    slices: (count) => `${count} slices`,
    score: (score, most, before) => `${score} of ${most}${before === undefined ? '' : ` (before ${before})`}`,
    earlier: (previous, first) => (first ? `${earlier(previous)}, first ${earlier(first)}` : earlier(previous)),
  },
  column: {
    now: 'now %',
    before: 'before %',
    change: 'change',
    course: 'course',
    relative: 'in %',
    perDay: 'a day',
    sinceFirst: 'vs first',
    volume: QUANTITIES.volume.heading,
    percent: QUANTITIES.percent.heading,
    meanAttenuation: QUANTITIES.meanAttenuation.heading,
  },
  lesions: {
    title: 'Lesions',
    picture: 'Lungs from the front, stretched to one shape; each lesion by its number',
    right: 'R',
    left: 'L',
    column: {
      lesion: 'Lesion',
      place: 'Place',
      before: 'before ml',
      now: 'now ml',
      change: 'change',
      verdict: 'course',
    },
    verdict: lesionVerdict,
    name: (number) => `Lesion ${number}`,
    parts: (count) => `${count} parts`,
    summary: (on, counts) =>
      counts.length === 0 ? `No lesion, nor on ${date(on)}.` : `Lesions since ${date(on)}: ${countsOf(counts)}.`,
    smaller: (least, now, before) =>
      `Smaller than ${exact(least)}\u00a0ml each: ${decimal(now)}\u00a0ml in all, before ${decimal(before)}\u00a0ml.`,
    leftOut: (told, others) => `The ${told} largest are listed, ${others} more are not.`,
    reading: (least, tolerance, spread) =>
      `A lesion is a connected part of the infection of one lung of at least ${exact(least)}\u00a0ml. Lesions are the same where half of one lies within ${exact(tolerance)}\u00a0mm of the other once the lungs are stretched to one shape; those that join or come apart count as one. Grown and shrunk: beyond the limits of this report and ±${exact(spread)}\u00a0% of both volumes.`,
    notCompared: (on) =>
      `Lesions are not compared with the CT of ${date(on)}: other parts of the lungs, or an analysis that kept no lesions.`,
  },
  picture: {
    interval: '95 % of repeats',
    timelineTitle: 'Infection of both lungs, % of their volume',
    profileTitle: 'Infected area of each slice, cm²',
    heightAxis: 'top of the lungs  –  % of their height  –  bottom',
    histogramTitle: 'Attenuation, % of the voxels of each',
    attenuationAxis: QUANTITIES.meanAttenuation.unit,
    current: 'Current',
    previous: 'Previous',
    view: "axial view, the patient's right on the left",
    missing: 'not kept',
    viewTitle: {
      coronal: 'Coronal',
      sagittalRight: 'Sagittal, right lung',
      sagittalLeft: 'Sagittal, left lung',
      projection: 'All findings from the front',
    },
    viewNote: (isInfected) =>
      isInfected
        ? "planes with most findings; R, L: the patient's sides; from the front, a colour is the stronger the deeper the finding"
        : "planes with most lung; R, L: the patient's sides",
    caption: (height, infected) => `height ${decimal(height * 100, 0)}\u00a0%, infected ${percent(infected)}`,
    slice: (on, caption) => `Axial CT slice of ${date(on)} with findings: ${caption}`,
    timelinePoint: (point) =>
      [
        `${date(point.acquiredAt)}: infected ${infected(point.infectedPercent)}`,
        ...FINDINGS.map(
          ({ key }) => `${SUBJECTS[key].noun} ${toldShare('lungs', key, point[`${key}Percent`], numbers)}`,
        ),
      ].join(', '),
    viewOf: (title) => `${title}: the lungs with findings`,
    frequent: (parts) =>
      `Most frequent attenuation: ${parts.map(({ subject, hu }) => `${SUBJECTS[subject].noun} near ${decimal(hu, 0)} HU`).join(', ')}`,
    worstSlice: (on, infectedCm2, height) =>
      `${date(on)}: most infected ${decimal(infectedCm2)} cm² at ${decimal(height * 100, 0)} % of the lung height`,
  },
  section: {
    summary: 'Summary',
    limits: 'Limits of the result',
    readWithCare: 'Read with care',
    regions: 'Regions',
    numbers: 'Numbers of the regions',
    views: 'From other sides',
    slices: 'Most affected slices',
    slicesOfBoth: 'Most affected slices, both timepoints at the same lung height',
  },
  foot: {
    madeBy: 'Made by',
    models: 'Models',
    reading: 'Reading',
    howToRead: ({ infectionPercent, percentPoints, relativePercent }, isFollowUp) =>
      `${isFollowUp ? `A change counts from ${exact(percentPoints)} percentage points and ${exact(relativePercent)} % of the earlier value on. ` : ''}Less than ${exact(infectionPercent)} % counts as free of infection. Percentages are shares of each region's lung volume; ${SUBJECTS.highOpacity.noun} is infection of ${decimal(HIGH_OPACITY_HU, 0)} HU and above, voxel by voxel. ${CONSOLIDATION_RULE}. Measured again, 95 % of the shares lie within ${spreadOf('lungs')} for both lungs, ${spreadOf('lung')} for one, ${spreadOf('zone')} for a zone; "<": cannot be told from none. ${ZONE_SCORE_RULE}`,
  },
  timepoint: (followUps) => `Follow-up CT ${followUps}`,
};
