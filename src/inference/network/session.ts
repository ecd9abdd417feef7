/**
 * The outputs of the network by their names in its file, values 0..1: a map per slice, or one number per slice. `optional`: a network
 * may lack it.
 */
export const OUTPUTS = {
  /** Probability of infection. */
  infection: { per: 'pixel' },
  /** Probability of consolidation, given infection. */
  consolidation: { per: 'pixel' },
  /** Probability of lung; networks of before 0.6.0 have none. */
  lung: { per: 'pixel', optional: true },
  /** Probability that the slice is infected at all. */
  gate: { per: 'slice' },
} as const satisfies Readonly<Record<string, { readonly per: 'pixel' | 'slice'; readonly optional?: true }>>;

export type OutputName = keyof typeof OUTPUTS;
export type OptionalOutput = {
  [K in OutputName]: (typeof OUTPUTS)[K] extends { readonly optional: true } ? K : never;
}[OutputName];
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as OutputName[];

/** What the network says of a batch of slices: maps [n, size, size] row by row, numbers [n]. */
export type NetworkOutput = Readonly<Record<Exclude<OutputName, OptionalOutput>, Float32Array<ArrayBuffer>>> &
  Readonly<Partial<Record<OptionalOutput, Float32Array<ArrayBuffer> | undefined>>>;

/**
 * The network as the rest of the service sees it, so that logic is tested without weights.
 * `run` takes n slices [n, size, size], windowed to 0..1, and takes them over: they are empty afterwards. It begins at once, or
 * after the runs that are under way.
 */
export interface InferenceSession {
  /** Edge of the square input, pixels. */
  readonly size: number;
  /** Execution provider that serves: cuda, webgpu or cpu. */
  readonly device: string;
  /** Slices that a run takes best. Every run shall have as many: CUDA needs two seconds for a number that it sees for the first time. */
  readonly batchSize: number;
  run(images: Float32Array<ArrayBuffer>, n: number): Promise<NetworkOutput>;
  release(): Promise<void>;
}
