import {
  ANATOMICAL_STRUCTURE,
  ATTENUATION_COEFFICIENT,
  BILATERAL,
  type Code,
  LEFT,
  LUNG,
  MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
  RIGHT,
  VOLUME,
} from '../dicom/codes.ts';
import { text } from '../dicom/dataset.ts';
import { type Measurements, REGION, type Region, REGIONS, valueOf } from '../inference/measure/measurements.ts';
import { METRIC_KEYS, METRICS, QUANTITIES, type Quantity, ZONE_SCORE } from '../inference/measure/metrics.ts';
import { type TrackedKey, tracking, trackingNamespace } from '../inference/measure/tracking.ts';
import { PRODUCT } from '../product.ts';
import type { FindingKey } from '../volume/findings.ts';
import { NAME, VALUE } from './codes.ts';
import { code, container, type ContentItem, image, num, textItem, uidReference } from './content.ts';
import { timepointContext } from './context.ts';
import type { ReportedFinding, SrInput } from './input.ts';

interface Subject {
  readonly key: TrackedKey;
  readonly category: Code;
  readonly finding: Code;
  readonly site: Code;
  readonly laterality: Code;
  /** The model set, and rules in words; the networks themselves are the contributing equipment of the object. */
  readonly algorithmParameters: readonly string[];
}

/** The measurement groups of the report, most important first: both lungs, both findings, then the other regions. */
export function measurementGroups(input: SrInput): ContentItem[] {
  return [
    regionGroup(input, 'lungs'),
    ...input.findings.map((finding) => findingGroup(input, finding)),
    ...REGIONS.filter((region) => region !== 'lungs').map((region) => regionGroup(input, region)),
  ];
}

/** A finding in both lungs: TID 1411 with its segment and source series; without a segment, TID 1501 with the value 0. */
function findingGroup(input: SrInput, { key, type, segmentNumber, meanHu }: ReportedFinding): ContentItem {
  const { segmentation, measurements } = input;
  const { lungs } = measurements.regions;
  const hasSegment = segmentation !== undefined && segmentNumber !== undefined;
  const subject: Subject = {
    key,
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
    measured(VOLUME, lungs[`${key}Ml`], 'volume'),
    measured(METRICS[`${key}Percent`].code, lungs[`${key}Percent`], 'percent'),
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

/** A region of the lungs with all that is measured in it (TID 1501); no percentages for a region without lung. */
function regionGroup(input: SrInput, region: Region): ContentItem {
  const { regions, severityScore } = input.measurements;
  const { site, laterality } = REGION[region];
  const lung = { category: ANATOMICAL_STRUCTURE, finding: LUNG, algorithmParameters: [] };
  const subject = { ...lung, key: region, site, laterality };
  return group(input, subject, '1501', [
    ...METRIC_KEYS.flatMap((key) => {
      const value = valueOf(regions[region], key);
      return value === null ? [] : [measured(METRICS[key].code, value, METRICS[key].quantity)];
    }),
    ...(region === 'lungs' ? [zoneScore(severityScore)] : []),
    ...(input.additional?.[region] ?? []).map(({ name, value, unit, derivation }) =>
      num('CONTAINS', name, value, unit, [code('HAS CONCEPT MOD', NAME.derivation, derivation)]),
    ),
    ...(input.evaluations?.[region] ?? []).map(({ name, value }) =>
      typeof value === 'string' ? textItem('CONTAINS', name, value) : code('CONTAINS', name, value),
    ),
  ]);
}

function group(input: SrInput, subject: Subject, templateId: string, measurements: ContentItem[]): ContentItem {
  const { trackingId, trackingUid } = tracking(trackingNamespace(input.volume.header), subject.key);
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

function measured(name: Code, value: number, quantity: Quantity): ContentItem {
  return num('CONTAINS', name, value, QUANTITIES[quantity].unitCode, [code('HAS CONCEPT MOD', ...ORIGIN[quantity])]);
}

function zoneScore(score: number): ContentItem {
  return num('CONTAINS', ZONE_SCORE.code, score, ZONE_SCORE.unitCode, [
    code('HAS CONCEPT MOD', NAME.method, VALUE.zoneSteps),
  ]);
}
