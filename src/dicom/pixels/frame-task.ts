import type { FrameTask } from './decoder.ts';
import { text } from '../dataset.ts';
import { rescaleOf } from './hounsfield.ts';
import type { Instance } from '../instance.ts';
import { pixelFormat } from './format.ts';
import { RefusalError } from '../../refusal.ts';

/** All that a decoder must know of one frame, 0-based. Throws RefusalError NO_PIXEL_DATA, UNDECODABLE or NO_HOUNSFIELD. */
export function frameTask({ header, frames, transferSyntaxUid, origin }: Instance, frame: number): FrameTask {
  const bytes = frames[frame];
  if (bytes === undefined)
    throw new RefusalError(
      'NO_PIXEL_DATA',
      `${origin} has no pixel data for frame ${frame + 1}. Send the series again.`,
    );
  return {
    name: `frame ${frame + 1} of instance ${text(header, 'SOPInstanceUID')} (${origin})`,
    frame: bytes,
    transferSyntaxUid,
    format: pixelFormat(header, origin),
    rescale: rescaleOf(header, frame, origin),
  };
}
