/** Thrown when images and truths do not make a pair that can be scored. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  /** The file or folder that is at fault. */
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}
