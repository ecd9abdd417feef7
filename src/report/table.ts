import type { Change, Followed } from '../followup/change.ts';
import type { FollowedChange, FollowUp } from '../followup/compare.ts';
import type { Timepoint } from '../followup/timepoint.ts';
import { capitalised, decimal, REGION_WORDS, signed } from '../followup/words.ts';
import { hasLung, type Measurements, type Region, REGIONS } from '../inference/measure/measurements.ts';
import type { Column, ReportContent, Row } from './content.ts';

type Table = ReportContent['table'];
type Cell = Column & { readonly of: (region: Region) => string };

const GROUPS: Readonly<Record<Followed, string>> = {
  infected: 'Infected',
  ggo: 'Ground glass',
  consolidation: 'Consolidation',
  highOpacity: 'High opacity',
};
const NOTHING = '–';

/** Every region now and against the previous and the first timepoint; a dash where a region has no lung. */
export function followUpTable({ regions, current, previous, first, thresholds }: FollowUp): Table {
  const lungAt = ({ measurements }: Timepoint, region: Region): boolean => hasLung(measurements.regions[region]);
  const now = (region: Region, { current: amount }: FollowedChange): string =>
    lungAt(current, region) ? decimal(amount.percent) : NOTHING;
  const points = ({ percentPoints, category }: Change): string =>
    category === 'notMeasured' ? NOTHING : signed(percentPoints);
  const since = (region: Region): Change => regions[region].infected.sincePrevious;
  const infected = (title: string, of: Cell['of']): Cell => ({ group: GROUPS.infected, title, of });
  const relative = ({ relativePercent, from, category }: Change): string =>
    relativePercent === null || category === 'notMeasured' || from.percent < thresholds.infectionPercent
      ? NOTHING
      : signed(relativePercent, 0);
  const perDay = ({ percentPointsPerDay: rate, category }: Change): string =>
    rate === null || category === 'notMeasured' ? NOTHING : signed(rate, 2);
  const nowAndChange = (followed: Followed): Cell[] => [
    { group: GROUPS[followed], title: 'now %', of: (region) => now(region, regions[region][followed]) },
    { group: GROUPS[followed], title: 'change', of: (region) => points(regions[region][followed].sincePrevious) },
  ];
  return tableOf([
    { group: 'Lung', title: 'ml', of: (region) => decimal(current.measurements.regions[region].lungMl, 0) },
    infected('ml', (region) => decimal(regions[region].infected.current.ml)),
    infected('now %', (region) => now(region, regions[region].infected)),
    infected('before %', (region) => (lungAt(previous, region) ? decimal(since(region).from.percent) : NOTHING)),
    infected('change', (region) => points(since(region))),
    infected('in %', (region) => relative(since(region))),
    infected('a day', (region) => perDay(since(region))),
    ...(first === previous ? [] : [infected('vs first', (region) => points(regions[region].infected.sinceFirst))]),
    ...(['ggo', 'consolidation', 'highOpacity'] as const).flatMap(nowAndChange),
  ]);
}

/** Every region of a timepoint that has no earlier one; a dash for shares of a region without lung. */
export function firstStudyTable({ regions }: Measurements): Table {
  const share = (region: Region, of: `${Followed}Percent`): string =>
    hasLung(regions[region]) ? decimal(regions[region][of]) : NOTHING;
  const amounts = (followed: 'infected' | 'ggo' | 'consolidation'): Cell[] => [
    { group: GROUPS[followed], title: 'ml', of: (region) => decimal(regions[region][`${followed}Ml`]) },
    { group: GROUPS[followed], title: '%', of: (region) => share(region, `${followed}Percent`) },
  ];
  const meanHu = (region: Region): string => {
    const { meanHu } = regions[region];
    return meanHu === null ? NOTHING : decimal(meanHu, 0);
  };
  return tableOf([
    { group: 'Lung', title: 'ml', of: (region) => decimal(regions[region].lungMl, 0) },
    ...amounts('infected'),
    { group: GROUPS.infected, title: 'mean HU', of: meanHu },
    ...amounts('ggo'),
    ...amounts('consolidation'),
    { group: GROUPS.highOpacity, title: '%', of: (region) => share(region, 'highOpacityPercent') },
  ]);
}

function tableOf(cells: readonly Cell[]): Table {
  const rows = REGIONS.map((region): Row => ({
    title: capitalised(REGION_WORDS[region]),
    cells: cells.map(({ of }) => of(region)),
  }));
  return { columns: cells.map(({ group, title }) => ({ group, title })), rows };
}
