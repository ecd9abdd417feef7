import { type Change, FOLLOWED, type Followed } from '../followup/change.ts';
import type { FollowedChange, FollowUp } from '../followup/compare.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { capitalised, decimal, signed } from '../followup/words.ts';
import {
  hasLung,
  type Measurements,
  REGION,
  type Region,
  REGIONS,
  valueOf,
} from '../inference/measure/measurements.ts';
import { digitsOf, METRIC_KEYS, type MetricKey, METRICS, QUANTITIES, SUBJECTS } from '../inference/measure/metrics.ts';
import type { Column, ReportContent, Row } from './content.ts';

type Table = ReportContent['table'];
type Cell = Column & { readonly of: (region: Region) => string };

const NOTHING = '–';

/** Every region now and compared with the previous and the first timepoint; a dash if a region has no lung. */
export function followUpTable({ regions, current, previous, first, thresholds }: FollowUp): Table {
  const lungAt = ({ measurements }: Timepoint, region: Region): boolean => hasLung(measurements.regions[region]);
  const now = (region: Region, { current: amount }: FollowedChange): string =>
    lungAt(current, region) ? decimal(amount.percent) : NOTHING;
  const points = ({ percentPoints, category }: Change): string =>
    category === 'notMeasured' ? NOTHING : signed(percentPoints);
  const since = (region: Region): Change => regions[region].infected.sincePrevious;
  const infected = (title: string, of: Cell['of']): Cell => ({ group: SUBJECTS.infected.group, title, of });
  const relative = ({ relativePercent, from, category }: Change): string =>
    relativePercent === null || category === 'notMeasured' || from.percent < thresholds.infectionPercent
      ? NOTHING
      : signed(relativePercent, 0);
  const perDay = ({ percentPointsPerDay: rate, category }: Change): string =>
    rate === null || category === 'notMeasured' ? NOTHING : signed(rate, 2);
  const nowAndChange = (followed: Followed): Cell[] => [
    { group: SUBJECTS[followed].group, title: 'now %', of: (region) => now(region, regions[region][followed]) },
    {
      group: SUBJECTS[followed].group,
      title: 'change',
      of: (region) => points(regions[region][followed].sincePrevious),
    },
  ];
  return tableOf([
    cellOf(current.measurements, 'lungMl'),
    cellOf(current.measurements, 'infectedMl'),
    infected('now %', (region) => now(region, regions[region].infected)),
    infected('before %', (region) => (lungAt(previous, region) ? decimal(since(region).from.percent) : NOTHING)),
    infected('change', (region) => points(since(region))),
    infected('in %', (region) => relative(since(region))),
    infected('a day', (region) => perDay(since(region))),
    ...(first === previous ? [] : [infected('vs first', (region) => points(regions[region].infected.sinceFirst))]),
    ...FOLLOWED.filter((followed) => followed !== 'infected').flatMap(nowAndChange),
  ]);
}

/** Every region of a timepoint that has no earlier one, subject by subject; a dash where nothing can be said. */
export function firstStudyTable(measurements: Measurements): Table {
  const subjects = Object.keys(SUBJECTS);
  const place = (key: MetricKey): number => subjects.indexOf(METRICS[key].subject);
  return tableOf(METRIC_KEYS.toSorted((a, b) => place(a) - place(b)).map((key) => cellOf(measurements, key)));
}

function cellOf({ regions }: Measurements, key: MetricKey): Cell {
  const { subject, quantity } = METRICS[key];
  const of = (region: Region): string => {
    const value = valueOf(regions[region], key);
    return value === null ? NOTHING : decimal(value, digitsOf(key));
  };
  return { group: SUBJECTS[subject].group, title: QUANTITIES[quantity].heading, of };
}

function tableOf(cells: readonly Cell[]): Table {
  const rows = REGIONS.map((region): Row => ({
    title: capitalised(REGION[region].noun),
    cells: cells.map(({ of }) => of(region)),
  }));
  return { columns: cells.map(({ group, title }) => ({ group, title })), rows };
}
