import {
  ANATOMICAL_STRUCTURE,
  BILATERAL,
  type Code,
  LEFT,
  LOWER_ZONE,
  LUNG,
  MIDDLE_ZONE,
  MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
  RIGHT,
  UPPER_ZONE,
} from '../dicom/codes.ts';
import { text } from '../dicom/dataset.ts';
import { hasLung, type Measurements, type Region, REGIONS } from '../inference/measure/measurements.ts';
import { type TrackedKey, tracking, trackingNamespace } from '../inference/measure/tracking.ts';
import { modelParameters } from '../inference/network/model.ts';
import { PRODUCT } from '../product.ts';
import { MEASURE, NAME, UNIT, VALUE } from './codes.ts';
import { code, container, type ContentItem, image, num, textItem, uidReference } from './content.ts';
import { timepointContext } from './context.ts';
import type { ReportedFinding, SrInput } from './input.ts';

interface Subject {
  readonly key: TrackedKey;
  readonly category: Code;
  readonly finding: Code;
  readonly site: Code;
  readonly laterality: Code;
  /** What identifies the networks that drew it. */
  readonly algorithmParameters: readonly string[];
}

const SITES: Readonly<Record<Region, readonly [site: Code, laterality: Code]>> = {
  lungs: [LUNG, BILATERAL],
  right: [LUNG, RIGHT],
  left: [LUNG, LEFT],
  rightUpper: [UPPER_ZONE, RIGHT],
  rightMiddle: [MIDDLE_ZONE, RIGHT],
  rightLower: [LOWER_ZONE, RIGHT],
  leftUpper: [UPPER_ZONE, LEFT],
  leftMiddle: [MIDDLE_ZONE, LEFT],
  leftLower: [LOWER_ZONE, LEFT],
};

/** The measurement groups of the report, what matters most first: both lungs, both findings, then the other regions. */
export function measurementGroups(input: SrInput): ContentItem[] {
  const [lungs, ...parts] = REGIONS;
  return [
    regionGroup(input, lungs),
    ...input.findings.map((finding) => findingGroup(input, finding)),
    ...parts.map((region) => regionGroup(input, region)),
  ];
}

/** A finding in both lungs: TID 1411 with its segment and source series; without a segment, TID 1501 that says 0. */
function findingGroup(input: SrInput, finding: ReportedFinding): ContentItem {
  const { segmentation, measurements } = input;
  const { ggoMl, ggoPercent, consolidationMl, consolidationPercent } = measurements.regions.lungs;
  const isGgo = finding.key === 'ggo';
  const hasSegment = segmentation !== undefined && finding.segmentNumber !== undefined;
  const subject: Subject = {
    key: finding.key,
    category: MORPHOLOGICALLY_ABNORMAL_STRUCTURE,
    finding: finding.type,
    site: LUNG,
    laterality: sides(measurements, isGgo ? 'ggoMl' : 'consolidationMl'),
    algorithmParameters: modelParameters(input.modelSet, input.models),
  };
  return group(input, subject, hasSegment ? '1411' : '1501', [
    ...(hasSegment
      ? [
          image(NAME.referencedSegment, segmentation, finding.segmentNumber),
          uidReference('CONTAINS', NAME.sourceSeries, text(input.volume.header, 'SeriesInstanceUID')),
        ]
      : []),
    volume(MEASURE.volume, isGgo ? ggoMl : consolidationMl),
    isGgo ? percent(MEASURE.ggoPercent, ggoPercent) : percent(MEASURE.consolidationPercent, consolidationPercent),
    ...attenuation(MEASURE.attenuation, finding.meanHu),
  ]);
}

/** The lungs that a finding is in; both where it is in none, since both were searched. */
function sides({ regions }: Measurements, volumeKey: 'ggoMl' | 'consolidationMl'): Code {
  const right = regions.right[volumeKey] > 0;
  const left = regions.left[volumeKey] > 0;
  if (right === left) return BILATERAL;
  return right ? RIGHT : LEFT;
}

/** A region of the lungs with its volume and what is infected in it (TID 1501); no shares of a region without lung. */
function regionGroup(input: SrInput, region: Region): ContentItem {
  const measured = input.measurements.regions[region];
  const [site, laterality] = SITES[region];
  const lung = { category: ANATOMICAL_STRUCTURE, finding: LUNG, algorithmParameters: [] };
  const subject = { ...lung, key: region, site, laterality };
  const share = (name: Code, value: number): ContentItem[] => (hasLung(measured) ? [percent(name, value)] : []);
  return group(input, subject, '1501', [
    volume(MEASURE.volume, measured.lungMl),
    volume(MEASURE.infectedVolume, measured.infectedMl),
    ...share(MEASURE.infectedPercent, measured.infectedPercent),
    volume(MEASURE.ggoVolume, measured.ggoMl),
    ...share(MEASURE.ggoPercent, measured.ggoPercent),
    volume(MEASURE.consolidationVolume, measured.consolidationMl),
    ...share(MEASURE.consolidationPercent, measured.consolidationPercent),
    ...share(MEASURE.highOpacityPercent, measured.highOpacityPercent),
    ...attenuation(MEASURE.infectedAttenuation, measured.meanHu),
    ...(region === 'lungs' ? [severity(input.measurements.severityScore)] : []),
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

// Every number carries a modifier: OHIF up to 3.11 fails on a number without content of its own.
function volume(name: Code, ml: number): ContentItem {
  return num('CONTAINS', name, ml, UNIT.cubicCentimetre, [code('HAS CONCEPT MOD', NAME.method, VALUE.sumOfVoxels)]);
}

function percent(name: Code, value: number): ContentItem {
  return num('CONTAINS', name, value, UNIT.percent, [code('HAS CONCEPT MOD', NAME.method, VALUE.shareOfVoxels)]);
}

function attenuation(name: Code, hu: number | null): ContentItem[] {
  if (hu === null) return [];
  return [num('CONTAINS', name, hu, UNIT.hounsfield, [code('HAS CONCEPT MOD', NAME.derivation, VALUE.mean)])];
}

function severity(score: number): ContentItem {
  return num('CONTAINS', MEASURE.severityScore, score, UNIT.score, [
    code('HAS CONCEPT MOD', NAME.method, VALUE.zoneScale),
  ]);
}
