import { type Change, FOLLOWED, type Followed } from '../followup/change.ts';
import type { FollowedChange, FollowUp } from '../followup/compare.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { hasLung, type Measurements, type Region, REGIONS, valueOf } from '../inference/measure/measurements.ts';
import { digitsOf, METRIC_KEYS, type MetricKey, METRICS, SUBJECTS } from '../inference/measure/metrics.ts';
import type { Words } from '../language/words.ts';
import type { Column, ReportContent, Row } from './content.ts';

type Table = ReportContent['table'];
type Cell = Column & { readonly of: (region: Region) => string };

const NOTHING = '–';

/** Every region now and compared with the previous and the first timepoint; a dash if a region has no lung. */
export function followUpTable({ regions, current, previous, first, thresholds }: FollowUp, words: Words): Table {
  const { subject, column, decimal, signed } = words;
  const lungAt = ({ measurements }: Timepoint, region: Region): boolean => hasLung(measurements.regions[region]);
  const now = (region: Region, { current: amount }: FollowedChange): string =>
    lungAt(current, region) ? decimal(amount.percent) : NOTHING;
  const points = ({ percentPoints, category }: Change): string =>
    category === 'notMeasured' ? NOTHING : signed(percentPoints);
  const since = (region: Region): Change => regions[region].infected.sincePrevious;
  const infected = (title: string, of: Cell['of']): Cell => ({ group: subject.infected.group, title, of });
  const relative = ({ relativePercent, from, category }: Change): string =>
    relativePercent === null || category === 'notMeasured' || from.percent < thresholds.infectionPercent
      ? NOTHING
      : signed(relativePercent, 0);
  const perDay = ({ percentPointsPerDay: rate, category }: Change): string =>
    rate === null || category === 'notMeasured' ? NOTHING : signed(rate, 2);
  const nowAndChange = (followed: Followed): Cell[] => [
    { group: subject[followed].group, title: column.now, of: (region) => now(region, regions[region][followed]) },
    {
      group: subject[followed].group,
      title: column.change,
      of: (region) => points(regions[region][followed].sincePrevious),
    },
  ];
  return tableOf(
    [
      cellOf(current.measurements, 'lungMl', words),
      cellOf(current.measurements, 'infectedMl', words),
      infected(column.now, (region) => now(region, regions[region].infected)),
      infected(column.before, (region) => (lungAt(previous, region) ? decimal(since(region).from.percent) : NOTHING)),
      infected(column.change, (region) => points(since(region))),
      infected(column.relative, (region) => relative(since(region))),
      infected(column.perDay, (region) => perDay(since(region))),
      ...(first === previous
        ? []
        : [infected(column.sinceFirst, (region) => points(regions[region].infected.sinceFirst))]),
      ...FOLLOWED.filter((followed) => followed !== 'infected').flatMap(nowAndChange),
    ],
    words,
  );
}

/** Every region of a timepoint that has no earlier one, subject by subject; a dash where nothing can be said. */
export function firstStudyTable(measurements: Measurements, words: Words): Table {
  const subjects = Object.keys(SUBJECTS);
  const place = (key: MetricKey): number => subjects.indexOf(METRICS[key].subject);
  return tableOf(
    METRIC_KEYS.toSorted((a, b) => place(a) - place(b)).map((key) => cellOf(measurements, key, words)),
    words,
  );
}

function cellOf({ regions }: Measurements, key: MetricKey, { subject: subjects, column, decimal }: Words): Cell {
  const { subject, quantity } = METRICS[key];
  const of = (region: Region): string => {
    const value = valueOf(regions[region], key);
    return value === null ? NOTHING : decimal(value, digitsOf(key));
  };
  return { group: subjects[subject].group, title: column[quantity], of };
}

function tableOf(cells: readonly Cell[], words: Words): Table {
  const rows = REGIONS.map((region): Row => ({
    title: words.region[region],
    cells: cells.map(({ of }) => of(region)),
  }));
  return { columns: cells.map(({ group, title }) => ({ group, title })), rows };
}
