import { PRIVATE_SCHEME } from '../dicom/codes.ts';
import { type Dataset, text } from '../dicom/dataset.ts';
import { procedureCodes } from '../dicom/inherited.ts';
import { derivedUid } from '../dicom/references.ts';
import { resultAttributes } from '../dicom/series.ts';
import { SOP_CLASS } from '../dicom/sop-classes.ts';
import { encodePart10 } from '../dicom/write-part10.ts';
import { PRODUCT } from '../product.ts';
import { NAME } from './codes.ts';
import { container, type ContentItem, rootContainer, textItem } from './content.ts';
import { imageLibrary, reportContext, seriesEvidence } from './context.ts';
import { measurementGroups } from './groups.ts';
import type { SrInput } from './input.ts';

/**
 * The structured report of an analysis (TID 1500 in a Comprehensive SR, PS3.3 A.35.3) as a file: findings with their segments,
 * measurements of every region, 0 included. Written for every analysis, infected or not. Nothing in it needs 3D coordinates, so the
 * older class that more archives and viewers know is enough.
 */
export function writeSr(input: SrInput): Uint8Array {
  const { header } = input.volume;
  return encodePart10({
    ...resultAttributes(
      header,
      { sopClassUid: SOP_CLASS.comprehensiveSr.uid, modality: 'SR' },
      { ...input, networks: input.models },
    ),
    CompletionFlag: 'COMPLETE',
    CompletionFlagDescription: input.words.notice,
    VerificationFlag: 'UNVERIFIED',
    CodingSchemeIdentificationSequence: [privateScheme()],
    PerformedProcedureCodeSequence: procedureCodes(header),
    ReferencedPerformedProcedureStepSequence: [],
    CurrentRequestedProcedureEvidenceSequence: [evidence(input)],
    ...root(input),
  });
}

function root(input: SrInput): ContentItem {
  const content = [
    ...reportContext(input.volume.header, input.words.language),
    textItem('CONTAINS', NAME.comment, input.words.notice),
    imageLibrary(input.volume),
    container(NAME.imagingMeasurements, measurementGroups(input)),
  ];
  return rootContainer(NAME.report, content, '1500');
}

function evidence({ volume, segmentation }: SrInput): Dataset {
  return {
    StudyInstanceUID: text(volume.header, 'StudyInstanceUID'),
    ReferencedSeriesSequence: [
      seriesEvidence(text(volume.header, 'SeriesInstanceUID'), volume.slices),
      ...(segmentation === undefined ? [] : [seriesEvidence(segmentation.seriesInstanceUid, [segmentation])]),
    ],
  };
}

/** Where the private codes come from (PS3.3 C.12.1.1.5). */
function privateScheme(): Dataset {
  return {
    CodingSchemeDesignator: PRIVATE_SCHEME,
    CodingSchemeUID: derivedUid(PRIVATE_SCHEME),
    CodingSchemeName: `${PRODUCT.name} private codes`,
    CodingSchemeVersion: '1',
    CodingSchemeResponsibleOrganization: PRODUCT.name,
  };
}
