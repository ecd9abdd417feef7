import { type Code, UNIT } from '../dicom/codes.ts';
import { type Dataset, text } from '../dicom/dataset.ts';
import { procedureCodes } from '../dicom/inherited.ts';
import { derivedUid, instanceReferences } from '../dicom/references.ts';
import { PRODUCT } from '../product.ts';
import { frameOfReferenceUid } from '../volume/volume.ts';
import { NAME, VALUE } from './codes.ts';
import {
  code,
  container,
  type ContentItem,
  date,
  image,
  num,
  personName,
  textItem,
  time,
  uidReference,
} from './content.ts';
import type { ReportedTimepoint, SourceSeries } from './input.ts';

/** Language (TID 1204), observer (TID 1002, 1004) and procedure of the report (TID 1500). */
export function reportContext(header: Dataset, language: Code): ContentItem[] {
  return [
    code('HAS CONCEPT MOD', NAME.language, language),
    ...deviceObserver(),
    ...reportedProcedures(header).map((procedure) => code('HAS CONCEPT MOD', NAME.procedureReported, procedure)),
  ];
}

/** The software that observed (TID 1002, 1004). */
export function deviceObserver(): ContentItem[] {
  return [
    code('HAS OBS CONTEXT', NAME.observerType, VALUE.device),
    uidReference('HAS OBS CONTEXT', NAME.deviceUid, derivedUid(PRODUCT.name, 'device', PRODUCT.version)),
    textItem('HAS OBS CONTEXT', NAME.deviceName, PRODUCT.name),
    textItem('HAS OBS CONTEXT', NAME.deviceManufacturer, PRODUCT.name),
    textItem('HAS OBS CONTEXT', NAME.deviceModel, `${PRODUCT.name} ${PRODUCT.version}`),
  ];
}

/** A person who observed (TID 1002, 1003). */
export function personObserver(name: string, organization: string): ContentItem[] {
  return [
    code('HAS OBS CONTEXT', NAME.observerType, VALUE.person),
    personName('HAS OBS CONTEXT', NAME.personName, name),
    textItem('HAS OBS CONTEXT', NAME.personOrganization, organization),
  ];
}

/** Image library with all images of the series and their common attributes (TID 1600, 1602, 1604). */
export function imageLibrary(volume: SourceSeries): ContentItem {
  const { header, geometry, slices } = volume;
  const [, rows, columns] = geometry.shape;
  const [z, y, x] = geometry.spacing;
  const studyDate = text(header, 'StudyDate');
  const studyTime = text(header, 'StudyTime');
  const context = 'HAS ACQ CONTEXT';
  const common = [
    code(context, NAME.modality, VALUE.computedTomography),
    ...(studyDate === '' ? [] : [date(context, NAME.studyDate, studyDate)]),
    ...(studyTime === '' ? [] : [time(context, NAME.studyTime, studyTime)]),
    uidReference(context, NAME.frameOfReferenceUid, frameOfReferenceUid(volume)),
    num(context, NAME.rows, rows, UNIT.pixels),
    num(context, NAME.columns, columns, UNIT.pixels),
    num(context, NAME.horizontalSpacing, x, UNIT.millimetre),
    num(context, NAME.verticalSpacing, y, UNIT.millimetre),
    num(context, NAME.spacingBetweenSlices, z, UNIT.millimetre),
  ];
  const unique = [...new Map(slices.map((slice) => [slice.sopInstanceUid, slice])).values()];
  const images = unique.map((slice) => image(NAME.source, slice));
  return container(NAME.imageLibrary, [container(NAME.imageLibraryGroup, [...common, ...images])]);
}

/** Time point context of a measurement group (TID 1502). */
export function timepointContext(timepoint: ReportedTimepoint | undefined): ContentItem[] {
  if (timepoint === undefined) return [];
  const context = 'HAS OBS CONTEXT';
  return [
    textItem(context, NAME.timePoint, timepoint.label),
    num(context, NAME.timePointOrder, timepoint.order, UNIT.one),
    num(context, NAME.temporalOffset, timepoint.daysSinceFirst, UNIT.day, [
      code('HAS CONCEPT MOD', NAME.temporalEvent, VALUE.baseline),
    ]),
  ];
}

function reportedProcedures(header: Dataset): Code[] {
  const procedures = procedureCodes(header)
    .filter((item) => 'CodeValue' in item && 'CodingSchemeDesignator' in item)
    .map((item) => ({
      value: text(item, 'CodeValue'),
      scheme: text(item, 'CodingSchemeDesignator'),
      meaning: text(item, 'CodeMeaning'),
    }));
  return procedures.length > 0 ? procedures : [VALUE.ctOfChest];
}

/** Evidence of one series for CurrentRequestedProcedureEvidenceSequence (PS3.3 C.17.2.3). */
export function seriesEvidence(seriesInstanceUid: string, objects: Parameters<typeof instanceReferences>[0]): Dataset {
  return { SeriesInstanceUID: seriesInstanceUid, ReferencedSOPSequence: instanceReferences(objects) };
}
