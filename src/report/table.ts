import { type Change, directionOf, FOLLOWED, type Followed } from '../followup/change.ts';
import type { FollowUp } from '../followup/compare.ts';
import { type Measurements, type Region, REGIONS } from '../inference/measure/measurements.ts';
import { METRIC_KEYS, type MetricKey, METRICS, SUBJECTS } from '../inference/measure/metrics.ts';
import { NOTHING, type Told, told } from '../language/told.ts';
import type { Words } from '../language/words.ts';
import type { Column, ReportContent, Row, Tone } from './content.ts';
import { cellMarks, columnMarks, type MarkedWarning, type Place } from './marks.ts';

type Table = ReportContent['table'];
/** A column, what stands in it, and which of a region's numbers that is. */
type Cell = Omit<Column, 'marks'> & { readonly of: (region: Region) => string; readonly place: Place };

/** Every region now and compared with the previous and the first timepoint; a dash if a region has no lung. */
export function followUpTable(followUp: FollowUp, warnings: readonly MarkedWarning[], words: Words): Table {
  const { regions, current, previous, first, thresholds } = followUp;
  const { subject, column, course, signed } = words;
  const [now, before] = [told(current.measurements.regions, words), told(previous.measurements.regions, words)];
  const points = ({ percentPoints, category }: Change): string =>
    category === 'notMeasured' ? NOTHING : signed(percentPoints);
  const since = (region: Region): Change => regions[region].infected.sincePrevious;
  const infected = (title: string, place: Place, of: Cell['of']): Cell => ({
    group: subject.infected.group,
    title,
    place,
    of,
  });
  const relative = ({ relativePercent, from, category }: Change): string =>
    relativePercent === null || category === 'notMeasured' || from.percent < thresholds.infectionPercent
      ? NOTHING
      : signed(relativePercent, 0);
  const perDay = ({ percentPointsPerDay: rate, category }: Change): string =>
    rate === null || category === 'notMeasured' ? NOTHING : signed(rate, 2);
  const nowAndChange = (followed: Followed): Cell[] => [
    {
      group: subject[followed].group,
      title: column.now,
      place: 'now',
      of: (region) => now.of(region, `${followed}Percent`),
    },
    {
      group: subject[followed].group,
      title: column.change,
      place: 'change',
      of: (region) => points(regions[region][followed].sincePrevious),
    },
  ];
  return tableOf(
    [
      cellOf(now, 'lungMl', words),
      cellOf(now, 'infectedMl', words),
      infected(column.now, 'now', (region) => now.of(region, 'infectedPercent')),
      infected(column.before, 'before', (region) => before.of(region, 'infectedPercent')),
      infected(column.change, 'change', (region) => points(since(region))),
      { ...infected(column.course, 'change', (region) => course[since(region).category]), isCourse: true },
      infected(column.relative, 'change', (region) => relative(since(region))),
      infected(column.perDay, 'change', (region) => perDay(since(region))),
      ...(first === previous
        ? []
        : [infected(column.sinceFirst, 'first', (region) => points(regions[region].infected.sinceFirst))]),
      ...FOLLOWED.filter((followed) => followed !== 'infected').flatMap(nowAndChange),
    ],
    warnings,
    words,
    (region) => toneOf(since(region)),
  );
}

/** Every region of a timepoint that has no earlier one, subject by subject; a dash where nothing can be said. */
export function firstStudyTable(measurements: Measurements, warnings: readonly MarkedWarning[], words: Words): Table {
  const subjects = Object.keys(SUBJECTS);
  const place = (key: MetricKey): number => subjects.indexOf(METRICS[key].subject);
  const now = told(measurements.regions, words);
  return tableOf(
    METRIC_KEYS.toSorted((a, b) => place(a) - place(b)).map((key) => {
      const cell = cellOf(now, key, words);
      return { ...cell, of: (region: Region) => [cell.of(region), now.plusMinus(region, key)].join(' ').trim() };
    }),
    warnings,
    words,
    () => 'neutral',
  );
}

function toneOf({ category }: Change): Tone {
  return category === 'notComparable' ? 'unclear' : (directionOf(category) ?? 'neutral');
}

function cellOf(now: Told, key: MetricKey, { subject: subjects, column }: Words): Cell {
  const { subject, quantity } = METRICS[key];
  const of = (region: Region): string => now.of(region, key);
  return { group: subjects[subject].group, title: column[quantity], place: 'now', of };
}

/** Every number has the marks of its warnings: at the heading where they are about all regions, else beside the number. */
function tableOf(
  cells: readonly Cell[],
  warnings: readonly MarkedWarning[],
  words: Words,
  tone: (region: Region) => Tone,
): Table {
  const rows = REGIONS.map((region): Row => ({
    title: words.region[region],
    tone: tone(region),
    cells: cells.map(({ of, place }) => {
      const text = of(region);
      return text === NOTHING ? text : `${text}${cellMarks(warnings, region, place)}`;
    }),
  }));
  const columns = cells.map(({ group, title, place, isCourse }): Column => {
    return { group, title, marks: columnMarks(warnings, place), ...(isCourse && { isCourse }) };
  });
  return { columns, rows };
}
