import { texts } from '../dicom/dataset.ts';
import { kernelOf, thicknessOf } from '../dicom/functional-groups.ts';
import { inheritedAttributes } from '../dicom/inherited.ts';
import type { SourceSeries } from '../sr/input.ts';

/** What reports state about a series besides what every result inherits. */
const SERIES = [
  'SeriesInstanceUID',
  'SeriesDescription',
  'Modality',
  'AcquisitionDate',
  'AcquisitionTime',
  'AcquisitionDateTime',
];

/** A source without voxels, with only those header attributes that results need: small, and fit for JSON. */
export function keptSource({ header, geometry, slices }: SourceSeries): SourceSeries {
  const kernel = kernelOf(header);
  const thickness = thicknessOf(header);
  const series = SERIES.map((keyword) => [keyword, texts(header, keyword)] as const);
  return {
    geometry,
    slices,
    header: {
      ...inheritedAttributes(header),
      ...(kernel !== '' && { ConvolutionKernel: kernel }),
      ...(thickness !== undefined && { SliceThickness: thickness }),
      ...Object.fromEntries(series.filter(([, values]) => values.some((value) => value !== ''))),
    },
  };
}
