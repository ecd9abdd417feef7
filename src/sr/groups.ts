import {
  ANATOMICAL_STRUCTURE,
  ATTENUATION_COEFFICIENT,
  BILATERAL,
  type Code,
  LEFT,
  LUNG,
  MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
  RIGHT,
  UNIT,
  VOLUME,
} from '../dicom/codes.ts';
import { text } from '../dicom/dataset.ts';
import {
  hasLung,
  type Measurements,
  REGION,
  type Region,
  type RegionMeasurements,
  REGIONS,
  valueOf,
} from '../inference/measure/measurements.ts';
import {
  METRIC_KEYS,
  METRICS,
  QUANTITIES,
  type Quantity,
  type SubjectKey,
  ZONE_SCORE,
} from '../inference/measure/metrics.ts';
import { intervalOf, isBelowLimit, limitOf } from '../inference/measure/repeatability.ts';
import { type TrackedKey, tracking, trackingNamespace } from '../inference/measure/tracking.ts';
import { PRODUCT } from '../product.ts';
import { type FindingKey, FINDINGS } from '../volume/findings.ts';
import { NAME, VALUE } from './codes.ts';
import { code, container, type ContentItem, image, num, textItem, uidReference } from './content.ts';
import { timepointContext } from './context.ts';
import type { AdditionalMeasurement, Evaluation, ReportedFinding, ReportedLesion, SrInput } from './input.ts';

interface Subject {
  readonly tracking: { readonly trackingId: string; readonly trackingUid: string };
  readonly category: Code;
  readonly finding: Code;
  readonly site: Code;
  readonly laterality: Code;
  /** The model set, and rules in words; the networks themselves are the contributing equipment of the object. */
  readonly algorithmParameters: readonly string[];
}

/** The measurement groups of the report, most important first: both lungs, both findings, then the other regions, then lesions. */
export function measurementGroups(input: SrInput): ContentItem[] {
  return [
    regionGroup(input, 'lungs'),
    ...input.findings.map((finding) => findingGroup(input, finding)),
    ...REGIONS.filter((region) => region !== 'lungs').map((region) => regionGroup(input, region)),
    ...(input.lesions ?? []).map((lesion) => lesionGroup(input, lesion)),
  ];
}

/** A finding in both lungs: TID 1411 with its segment and source series; without a segment, TID 1501 with the value 0. */
function findingGroup(input: SrInput, { key, type, segmentNumber, meanHu }: ReportedFinding): ContentItem {
  const { segmentation, measurements } = input;
  const { lungs } = measurements.regions;
  const hasSegment = segmentation !== undefined && segmentNumber !== undefined;
  const subject: Subject = {
    tracking: trackingOf(input, key),
    category: MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
    finding: type,
    site: LUNG,
    laterality: sides(measurements, key),
    algorithmParameters: [`model set ${input.modelSet}`, input.words.consolidationRule],
  };
  return group(input, subject, hasSegment ? '1411' : '1501', [
    ...(hasSegment
      ? [
          image(NAME.referencedSegment, segmentation, { segment: segmentNumber }),
          uidReference('CONTAINS', NAME.sourceSeries, text(input.volume.header, 'SeriesInstanceUID')),
        ]
      : []),
    measured(VOLUME, lungs[`${key}Ml`], 'volume', shareOf('lungs', key, lungs)),
    measured(METRICS[`${key}Percent`].code, lungs[`${key}Percent`], 'percent', shareOf('lungs', key, lungs)),
    ...(meanHu === null ? [] : [measured(ATTENUATION_COEFFICIENT, meanHu, 'meanAttenuation')]),
  ]);
}

/** The lungs in which a finding occurs; both if it occurs in neither, because both were searched. */
function sides({ regions }: Measurements, finding: FindingKey): Code {
  const right = regions.right[`${finding}Ml`] > 0;
  const left = regions.left[`${finding}Ml`] > 0;
  if (right === left) return BILATERAL;
  return right ? RIGHT : LEFT;
}

/**
 * A region of the lungs with all that is measured in it (TID 1501); no percentages for a region without lung. What the groups of the findings say
 * of both lungs is not said again.
 */
function regionGroup(input: SrInput, region: Region): ContentItem {
  const { regions, severityScore } = input.measurements;
  const { site, laterality } = REGION[region];
  const lung = { category: ANATOMICAL_STRUCTURE, finding: LUNG, algorithmParameters: [] };
  const subject = { ...lung, tracking: trackingOf(input, region), site, laterality };
  return group(input, subject, '1501', [
    ...METRIC_KEYS.flatMap((key) => {
      const { code: name, quantity, subject } = METRICS[key];
      const value = valueOf(regions[region], key);
      const isSaid = region === 'lungs' && FINDINGS.some((finding) => finding.key === subject);
      return value === null || isSaid
        ? []
        : [measured(name, value, quantity, shareOf(region, subject, regions[region]))];
    }),
    ...(region === 'lungs' ? [zoneScore(severityScore)] : []),
    ...(input.additional?.[region] ?? []).map(added),
    ...(input.evaluations?.[region] ?? []).map(evaluated),
  ]);
}

/** A lesion over time (TID 1501). */
function lesionGroup(input: SrInput, lesion: ReportedLesion): ContentItem {
  const { site, laterality } = REGION[lesion.region];
  const subject = {
    tracking: lesion,
    category: MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
    finding: VALUE.lesion,
    site,
    laterality,
    algorithmParameters: [],
  };
  return group(input, subject, '1501', [
    measured(VOLUME, lesion.volumeMl, 'volume'),
    ...lesion.additional.map(added),
    ...lesion.evaluations.map(evaluated),
  ]);
}

function trackingOf({ volume }: SrInput, key: TrackedKey): Subject['tracking'] {
  return tracking(trackingNamespace(volume.header), key);
}

function added({ name, value, unit, derivation }: AdditionalMeasurement): ContentItem {
  return num('CONTAINS', name, value, unit, [code('HAS CONCEPT MOD', NAME.derivation, derivation)]);
}

function evaluated({ name, value }: Evaluation): ContentItem {
  return typeof value === 'string' ? textItem('CONTAINS', name, value) : code('CONTAINS', name, value);
}

function group(input: SrInput, subject: Subject, templateId: string, measurements: ContentItem[]): ContentItem {
  const { trackingId, trackingUid } = subject.tracking;
  const laterality = code('HAS CONCEPT MOD', NAME.laterality, subject.laterality);
  return container(
    NAME.measurementGroup,
    [
      textItem('HAS OBS CONTEXT', NAME.trackingIdentifier, trackingId),
      uidReference('HAS OBS CONTEXT', NAME.trackingUid, trackingUid),
      code('CONTAINS', NAME.findingCategory, subject.category),
      code('CONTAINS', NAME.finding, subject.finding),
      code('CONTAINS', NAME.findingSite, subject.site, [laterality]),
      ...algorithm(subject.algorithmParameters),
      ...timepointContext(input.timepoint),
      ...measurements,
    ],
    templateId,
  );
}

/** Algorithm identification (TID 4019). */
function algorithm(parameters: readonly string[]): ContentItem[] {
  return [
    textItem('HAS CONCEPT MOD', NAME.algorithmName, PRODUCT.name),
    textItem('HAS CONCEPT MOD', NAME.algorithmVersion, PRODUCT.version),
    ...parameters.map((parameter) => textItem('HAS CONCEPT MOD', NAME.algorithmParameters, parameter)),
  ];
}

/** How the quantities were come by. Every number carries such a modifier: OHIF up to 3.11 fails on a number without content of its own. */
const ORIGIN: Readonly<Record<Quantity, readonly [name: Code, value: Code]>> = {
  volume: [NAME.method, VALUE.sumOfVoxels],
  percent: [NAME.method, VALUE.shareOfVoxels],
  meanAttenuation: [NAME.derivation, VALUE.mean],
};

/** The share that a number is, or belongs to: percent of the region's lung volume, with its limit. */
interface ToldShare {
  readonly region: Region;
  readonly percent: number;
  readonly limit: number;
  readonly isBelow: boolean;
}

function shareOf(region: Region, subject: SubjectKey, measurements: RegionMeasurements): ToldShare | undefined {
  if (subject === 'lung' || !hasLung(measurements)) return undefined;
  const percent = measurements[`${subject}Percent`];
  return { region, percent, limit: limitOf(region, subject), isBelow: isBelowLimit(region, subject, percent) };
}

/** A number with its origin; a share also with its interval (TID 310), and qualified where it is below the limit of measurement. */
function measured(name: Code, value: number, quantity: Quantity, share?: ToldShare): ContentItem {
  const unit = QUANTITIES[quantity].unitCode;
  const origin = code('HAS CONCEPT MOD', ...ORIGIN[quantity]);
  const properties = share !== undefined && quantity === 'percent' ? uncertainty(share) : [];
  return num('CONTAINS', name, value, unit, [origin, ...properties], share?.isBelow ? VALUE.indeterminate : undefined);
}

function uncertainty({ region, percent, limit, isBelow }: ToldShare): ContentItem[] {
  const { low, high } = intervalOf(region, percent);
  const method = [code('HAS CONCEPT MOD', NAME.method, VALUE.repeated)];
  const property = (name: Code, value: number): ContentItem => num('HAS PROPERTIES', name, value, UNIT.percent, method);
  return [
    property(NAME.upperUncertainty, high - percent),
    property(NAME.lowerUncertainty, percent - low),
    ...(isBelow ? [property(NAME.limit, limit)] : []),
  ];
}

function zoneScore(score: number): ContentItem {
  return num('CONTAINS', ZONE_SCORE.code, score, ZONE_SCORE.unitCode, [
    code('HAS CONCEPT MOD', NAME.method, VALUE.zoneSteps),
  ]);
}
