import type { Change, Followed } from '../followup/change.ts';
import type { FollowUp } from '../followup/compare.ts';
import { capitalised, decimal, REGION_WORDS, signed } from '../followup/words.ts';
import { type Measurements, REGIONS, type Region } from '../quantify/measurements.ts';
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

/** Every region now and against the previous and the first timepoint. */
export function followUpTable({ regions, current, previous, first, thresholds }: FollowUp): Table {
  const since = (region: Region): Change => regions[region].infected.sincePrevious;
  const infected = (title: string, of: Cell['of']): Cell => ({ group: GROUPS.infected, title, of });
  const relative = ({ relativePercent, from }: Change): string =>
    relativePercent === null || from.percent < thresholds.infectionPercent ? NOTHING : signed(relativePercent, 0);
  const perDay = ({ percentPointsPerDay: rate }: Change): string => (rate === null ? NOTHING : signed(rate, 2));
  const nowAndChange = (followed: Followed): Cell[] => [
    { group: GROUPS[followed], title: 'now %', of: (region) => decimal(regions[region][followed].current.percent) },
    {
      group: GROUPS[followed],
      title: 'change',
      of: (region) => signed(regions[region][followed].sincePrevious.percentPoints),
    },
  ];
  return tableOf([
    { group: 'Lung', title: 'ml', of: (region) => decimal(current.measurements.regions[region].lungMl, 0) },
    infected('ml', (region) => decimal(regions[region].infected.current.ml)),
    infected('now %', (region) => decimal(regions[region].infected.current.percent)),
    infected('before %', (region) => decimal(since(region).from.percent)),
    infected('change', (region) => signed(since(region).percentPoints)),
    infected('in %', (region) => relative(since(region))),
    infected('a day', (region) => perDay(since(region))),
    ...(first === previous
      ? []
      : [infected('vs first', (region) => signed(regions[region].infected.sinceFirst.percentPoints))]),
    ...(['ggo', 'consolidation', 'highOpacity'] as const).flatMap(nowAndChange),
  ]);
}

/** Every region of a timepoint that has no earlier one. */
export function firstStudyTable({ regions }: Measurements): Table {
  const amounts = (followed: 'infected' | 'ggo' | 'consolidation'): Cell[] => [
    { group: GROUPS[followed], title: 'ml', of: (region) => decimal(regions[region][`${followed}Ml`]) },
    { group: GROUPS[followed], title: '%', of: (region) => decimal(regions[region][`${followed}Percent`]) },
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
    { group: GROUPS.highOpacity, title: '%', of: (region) => decimal(regions[region].highOpacityPercent) },
  ]);
}

function tableOf(cells: readonly Cell[]): Table {
  const rows = REGIONS.map((region): Row => ({
    title: capitalised(REGION_WORDS[region]),
    cells: cells.map(({ of }) => of(region)),
  }));
  return { columns: cells.map(({ group, title }) => ({ group, title })), rows };
}
