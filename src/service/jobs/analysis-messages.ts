import type { Refusal } from '../../errors/refusal-error.ts';
import type { Analysis, AnalysisStage } from '../../inference/analyse-volume.ts';
import type { Provider } from '../../inference/network/onnx.ts';
import type { ModelRecord } from '../../inference/network/registry.ts';
import type { Volume } from '../../volume/volume.ts';

/** What the thread starts with. */
export interface ThreadStart {
  readonly modelsDir: string;
  readonly providers: readonly Provider[];
}

/** To the thread. Of a volume it gets what an analysis reads; headers hold what cannot be copied between threads. */
export type Request =
  | { readonly kind: 'analyse'; readonly id: number; readonly volume: Omit<Volume, 'header'> }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' };

/** What the thread made of a volume, with the voxels that it was lent. */
export type Outcome = Omit<Analysis, 'volume'> & { readonly hu: Int16Array };

/** From the thread. */
export type Reply =
  | { readonly kind: 'open'; readonly modelSet: string; readonly model: ModelRecord; readonly device: string }
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly stage: AnalysisStage;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'done'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly id: number; readonly error: unknown };
