import { type Dataset, items, number, texts } from './dataset.ts';

/**
 * The dataset that holds a functional group's attributes for one frame: the group of the frame, else the one shared by all frames
 * (enhanced and legacy-converted CT, PS3.3 C.7.6.16), else the header itself (single-frame objects).
 */
export function functionalGroup(header: Dataset, frame: number, sequence: string): Dataset {
  const perFrame = items(header, 'PerFrameFunctionalGroupsSequence')[frame];
  const [shared] = items(header, 'SharedFunctionalGroupsSequence');
  return groupIn(perFrame, sequence) ?? groupIn(shared, sequence) ?? header;
}

function groupIn(groups: Dataset | undefined, sequence: string): Dataset | undefined {
  return groups === undefined ? undefined : items(groups, sequence)[0];
}

/**
 * ConvolutionKernel of an image, its values joined by spaces; '' where the scanner does not state it. Enhanced CT keeps it in the CT
 * Reconstruction functional group (PS3.3 C.8.15.3.7), usually the same for all frames.
 */
export function kernelOf(header: Dataset): string {
  const group = functionalGroup(header, 0, 'CTReconstructionSequence');
  return texts(group, 'ConvolutionKernel').join(' ').trim();
}

/** SliceThickness of an image, mm; undefined where it is not stated. Enhanced CT keeps it with the pixel spacing. */
export function thicknessOf(header: Dataset): number | undefined {
  return number(functionalGroup(header, 0, 'PixelMeasuresSequence'), 'SliceThickness');
}
