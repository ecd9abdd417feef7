import { type Dataset, texts } from './dataset.ts';
import { functionalGroup } from './functional-groups.ts';

/**
 * ConvolutionKernel of an image, its values joined by spaces; '' where the scanner does not say. Enhanced CT keeps it in the CT
 * Reconstruction functional group (PS3.3 C.8.15.3.7), the same for all frames as a rule.
 */
export function kernelOf(header: Dataset): string {
  const group = functionalGroup(header, 0, 'CTReconstructionSequence');
  return texts(group, 'ConvolutionKernel').join(' ').trim();
}
