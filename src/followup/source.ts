import { texts } from '../dicom/dataset.ts';
import { kernelOf } from '../dicom/functional-groups.ts';
import { inheritedAttributes } from '../dicom/inherited.ts';
import type { SourceSeries } from '../sr/input.ts';

/** What reports tell of a series beside what every result inherits. */
const SERIES = [
  'SeriesInstanceUID',
  'SeriesDescription',
  'Modality',
  'AcquisitionDate',
  'AcquisitionTime',
  'AcquisitionDateTime',
];

/** A source without its voxels, and of its header no more than results need: small, and plain enough for JSON. */
export function keptSource({ header, geometry, slices }: SourceSeries): SourceSeries {
  const kernel = kernelOf(header);
  const series = SERIES.map((keyword) => [keyword, texts(header, keyword)] as const);
  return {
    geometry,
    slices,
    header: {
      ...inheritedAttributes(header),
      ...(kernel !== '' && { ConvolutionKernel: kernel }),
      ...Object.fromEntries(series.filter(([, values]) => values.some((value) => value !== ''))),
    },
  };
}
