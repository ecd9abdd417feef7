import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import type { Queue } from '../../db/queue.ts';
import type { PixelDecoder } from '../../dicom/pixels/decoder.ts';
import type { Pacs } from '../../dicomweb/client.ts';
import type { Analysis, AnalysisHooks } from '../../inference/analyse-volume.ts';
import type { Press } from '../../press/press.ts';
import type { SegEncoding } from '../../seg/encoding.ts';
import type { Volume } from '../../volume/volume.ts';
import type { Announce } from '../arrivals/announce.ts';
import type { PriorsOptions } from '../arrivals/priors.ts';

/** What makes an analysis of a volume; injected, so that the worker's logic is tested without weights. */
export interface Analyser {
  /** Equal for two runs that would give the same result for the same volume. */
  readonly identity: string;
  readonly modelSet: string;
  /** Execution provider that serves. */
  readonly device: string;
  /** Takes the voxels of the volume over; those of the analysis take their place. */
  analyse(volume: Volume, hooks: AnalysisHooks): Promise<Analysis>;
}

/** What a worker works with. */
export interface WorkerParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly pacs: Pacs;
  readonly decoder: PixelDecoder;
  readonly analyser: Analyser;
  readonly press: Press;
  readonly announce: Announce;
  /** Also store the lungs as a SEG of their own. */
  readonly lungsSeg: boolean;
  readonly segEncoding: SegEncoding;
  /** Also store pictures of the infected slices. */
  readonly overlaySeries: boolean;
  readonly followUp: { readonly priors: PriorsOptions };
  /** An analysis that shows no progress for so long is ended. */
  readonly stallMinutes: number;
  readonly log: Logger;
}
