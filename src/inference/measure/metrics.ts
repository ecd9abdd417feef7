import { type Code, privateCode, UNIT, VOLUME } from '../../dicom/codes.ts';
import type { FindingKey } from '../../volume/findings.ts';

/** Infected voxels of this attenuation and above count as high opacity, HU. */
export const HIGH_OPACITY_HU = -200;

/** What a metric is about, in words. */
export interface Subject {
  /** In a sentence. */
  readonly noun: string;
  /** As a heading where there is room, and what tells it from others. */
  readonly title: string;
  readonly detail?: string;
  /** As a heading of the report's table, of a list's column, and of a terminal's column (8 letters). */
  readonly group: string;
  readonly column: string;
  readonly terminal: string;
  /** Where it is followed over time: what its follow-up codes begin with, as value and as meaning. It has a metric in percent then. */
  readonly followed?: { readonly code: string; readonly meaning: string };
}

/** The subjects of metrics, findings among them, in the order of the report's table. */
export const SUBJECTS = {
  lung: { noun: 'lung', title: 'Lung', group: 'Lung', column: 'Lung', terminal: 'lung' },
  infected: {
    noun: 'infection',
    title: 'Infected',
    group: 'Infected',
    column: 'Infected',
    terminal: 'infected',
    followed: { code: 'INFECTED', meaning: 'Infection' },
  },
  ggo: {
    noun: 'ground-glass opacity',
    title: 'Ground-glass opacity',
    group: 'Ground glass',
    column: 'GGO',
    terminal: 'GGO',
    followed: { code: 'GGO', meaning: 'Ground glass' },
  },
  consolidation: {
    noun: 'consolidation',
    title: 'Consolidation',
    group: 'Consolidation',
    column: 'Consoli\u00addation', // may be divided in a narrow list
    terminal: 'consol.',
    followed: { code: 'CONSOLID', meaning: 'Consolidation' },
  },
  highOpacity: {
    noun: 'high opacity',
    title: 'High opacity',
    detail: `≥ \u2212${-HIGH_OPACITY_HU} HU`,
    group: 'High opacity',
    column: 'High opacity',
    terminal: 'high op.',
    followed: { code: 'HIGH', meaning: 'High opacity' },
  },
} as const satisfies Readonly<Record<'lung' | 'infected' | 'highOpacity' | FindingKey, Subject>>;
export type SubjectKey = keyof typeof SUBJECTS;

/** The kinds of quantities: unit in words and in codes, digits after the point. Shares are of the region's lung volume. */
export const QUANTITIES = {
  volume: { unit: 'ml', unitCode: UNIT.cubicCentimetre, heading: 'ml', digits: 1 },
  percent: { unit: '%', unitCode: UNIT.percent, heading: '%', digits: 1 },
  meanAttenuation: { unit: 'HU', unitCode: UNIT.hounsfield, heading: 'mean HU', digits: 0 },
} as const satisfies Record<string, { unit: string; unitCode: Code; heading: string; digits: number }>;
export type Quantity = keyof typeof QUANTITIES;

/**
 * Where a metric is shown besides what always has all of them (structured report, CSV, JSON, API, the tables of report and study page):
 * `overview` the worklist and the patient over time, `card` the large figures of a study, `terminal` the table of the command line.
 */
export type Place = 'overview' | 'card' | 'terminal';

/** A number that is measured in every region. */
export interface Metric {
  readonly subject: SubjectKey;
  readonly quantity: Quantity;
  /** Its name in the structured report's groups of regions. The meaning is self-explanatory, because many viewers show nothing else. */
  readonly code: Code;
  /** Digits after the point, where the quantity's are too many. */
  readonly digits?: number;
  /** May be null: where nothing is infected, and in analyses that are older than the metric. Whatever is added later may. */
  readonly nullable?: true;
  readonly shown: readonly Place[];
  /** Explanation in the API's description. */
  readonly note?: string;
}

/**
 * Every metric by its name in JSON, CSV, API and database, in the order of the structured report. A new one needs an entry here and a
 * value in `measure` (docs/architecture.md, "Adding a metric").
 */
export const METRICS = {
  lungMl: { subject: 'lung', quantity: 'volume', code: VOLUME, digits: 0, shown: ['terminal'] },
  infectedMl: {
    subject: 'infected',
    quantity: 'volume',
    code: privateCode('INFECTED-VOLUME', 'Infected lung volume'),
    shown: ['terminal'],
  },
  infectedPercent: {
    subject: 'infected',
    quantity: 'percent',
    code: privateCode('INFECTED-PERCENT', 'Percent of lung infected'),
    shown: ['overview', 'card', 'terminal'],
    note: "Of the region's lung volume",
  },
  ggoMl: {
    subject: 'ggo',
    quantity: 'volume',
    code: privateCode('GGO-VOLUME', 'Ground glass opacity volume'),
    shown: [],
  },
  ggoPercent: {
    subject: 'ggo',
    quantity: 'percent',
    code: privateCode('GGO-PERCENT', 'Percent of lung with ground glass opacity'),
    shown: ['overview', 'card', 'terminal'],
  },
  consolidationMl: {
    subject: 'consolidation',
    quantity: 'volume',
    code: privateCode('CONSOLID-VOLUME', 'Consolidation volume'),
    shown: [],
  },
  consolidationPercent: {
    subject: 'consolidation',
    quantity: 'percent',
    code: privateCode('CONSOLID-PERCENT', 'Percent of lung with consolidation'),
    shown: ['overview', 'card', 'terminal'],
  },
  highOpacityPercent: {
    subject: 'highOpacity',
    quantity: 'percent',
    code: privateCode('HIGH-PERCENT', `Percent of lung with high opacity (infected, ${HIGH_OPACITY_HU} HU and above)`),
    shown: ['card'],
    note: `Infection of ${HIGH_OPACITY_HU} HU and above`,
  },
  meanHu: {
    subject: 'infected',
    quantity: 'meanAttenuation',
    code: privateCode('INFECTED-MEAN-HU', 'Mean attenuation of infected lung'),
    nullable: true,
    shown: [],
    note: 'Of the infected lung; null where nothing is infected',
  },
} as const satisfies Record<string, Metric>;

export type MetricKey = keyof typeof METRICS;
export const METRIC_KEYS = Object.keys(METRICS) as MetricKey[];

/** The metrics that are shown in a place, in order. */
export function metricsShown<P extends Place>(place: P): MetricShown<P>[] {
  return METRIC_KEYS.filter((key): key is MetricShown<P> => (METRICS[key] as Metric).shown.includes(place));
}
export type MetricShown<P extends Place> = {
  [K in MetricKey]: P extends (typeof METRICS)[K]['shown'][number] ? K : never;
}[MetricKey];

/** Heading of a metric where there is room: 'Consolidation', 'Mean of infection'. */
export function titleOf(key: MetricKey): string {
  const { subject, quantity } = METRICS[key];
  return quantity === 'meanAttenuation' ? `Mean of ${SUBJECTS[subject].noun}` : SUBJECTS[subject].title;
}

/** Heading of a metric in a list: 'GGO %'. */
export function columnOf(key: MetricKey): string {
  const { subject, quantity } = METRICS[key];
  return `${SUBJECTS[subject].column} ${QUANTITIES[quantity].heading}`;
}

/** Digits after the point in reports and pages. */
export function digitsOf(key: MetricKey): number {
  const { digits, quantity }: Metric = METRICS[key];
  return digits ?? QUANTITIES[quantity].digits;
}

/** The score of both lungs: six zones, 0-5 each (see zoneScore in zones.ts). */
export const ZONE_SCORE = {
  title: 'Zone score',
  code: privateCode('ZONE-SCORE-30', 'Zone score: extent of infection in six lung zones (0-30)'),
  unitCode: UNIT.score,
  most: 30,
} as const;
