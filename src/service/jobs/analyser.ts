import type { Analysis, AnalysisHooks } from '../../inference/analyse-volume.ts';
import type { Volume } from '../../volume/volume.ts';

/** What makes an analysis of a volume; injected, so that the worker's logic is tested without weights. */
export interface Analyser {
  /** Equal for two runs that would give the same result for the same volume. */
  readonly identity: string;
  /** Execution provider that serves. */
  readonly device: string;
  /** Takes the voxels of the volume over; those of the analysis take their place. */
  analyse(volume: Volume, hooks: AnalysisHooks): Promise<Analysis>;
}
