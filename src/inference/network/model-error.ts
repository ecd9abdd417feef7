/** Why a model set cannot be used. */
export type ModelErrorReason = 'missing' | 'changed' | 'invalid' | 'unusable';

/** Thrown when the files of `models/` are not the ones that models.json describes, or no execution provider runs them. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly reason: ModelErrorReason;
  readonly file: string;

  constructor(reason: ModelErrorReason, file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.file = file;
  }
}
