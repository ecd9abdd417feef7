import type { ErrorEntry, Sentence } from './entry.ts';
import { ERRORS } from './known-error.ts';

/** What a stored message says, in its two parts. */
export interface Told {
  /** The thing and the cause. */
  readonly cause: string;
  /** What to do; '' in messages that another version worded. */
  readonly remedy: string;
}

/** Parts a message that was stored with its code into cause and remedy, by the remedies that the table has for the code. */
export function causeAndRemedy(code: string, message: string): Told {
  // Codes that are not in the table are names of the runtime's classes.
  const entry: ErrorEntry = code in ERRORS ? ERRORS[code as keyof typeof ERRORS] : ERRORS.Error;
  const sentences: readonly Sentence[] = 'causes' in entry ? Object.values(entry.causes) : [entry];
  const remedy = sentences.map((sentence) => sentence.remedy).find((one) => message.endsWith(` ${one}`)) ?? '';
  return { cause: message.slice(0, message.length - remedy.length).trimEnd(), remedy };
}
