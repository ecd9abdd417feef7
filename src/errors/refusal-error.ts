import { KnownError, problem, type Wording } from './known-error.ts';
import type { RefusalCode, RefusalId } from './refusals.ts';

/** A refusal as it is stored, printed and sent between threads. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/** Words a refusal of the table, to be thrown or kept. */
export function refusal(...wording: Wording<RefusalId>): Refusal {
  const { code, message } = problem(...wording);
  return { code: code as RefusalCode, message };
}

/** Thrown when images cannot be analysed for a reason that lies in them and that a repetition would not cure. */
export class RefusalError extends KnownError {
  override readonly name = 'RefusalError';
  declare readonly code: RefusalCode;

  constructor({ code, message }: Refusal, options?: ErrorOptions) {
    super({ code, message, job: 'refused' }, options);
  }

  get refusal(): Refusal {
    return { code: this.code, message: this.message };
  }
}
