/** What the network says of a batch of slices; arrays are [n, size, size] row by row, values 0..1. */
export interface NetworkOutput {
  /** Probability of infection. */
  readonly infection: Float32Array;
  /** Probability of consolidation, given infection. */
  readonly consolidation: Float32Array;
  /** Probability that the slice is infected at all, [n]. */
  readonly gate: Float32Array;
}

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
  run(images: Float32Array<ArrayBuffer>, n: number): Promise<NetworkOutput>;
  release(): Promise<void>;
}
