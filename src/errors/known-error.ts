import { ANSWERS } from './answers.ts';
import { type DetailsOf, type ErrorEntry, type IdOf, type JobFate, worded } from './entry.ts';
import { FAILURES } from './failures.ts';
import { REFUSALS } from './refusals.ts';

/** Every error code of studies, responses and commands; docs/errors.md lists them. */
export const ERRORS = { ...REFUSALS, ...FAILURES, ...ANSWERS };
export type ErrorCode = keyof typeof ERRORS;
export type ErrorId = IdOf<typeof ERRORS>;

/** An error as the table has it: the code is stored and compared, the message (sentence and remedy) is read. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  /** Undefined where no job meets it. */
  readonly job: JobFate | undefined;
}

/** The arguments that word an error: an id of the table, the details that its sentence names, and the options of Error. */
export type Wording<Id extends ErrorId> = {
  [One in Id]: [id: One, details: DetailsOf<typeof ERRORS, One>, options?: ErrorOptions];
}[Id];

/** The causes of a code that has several. */
export type CauseOf<Code extends ErrorCode> = ErrorId extends infer Id
  ? Id extends `${Code}.${infer Cause}`
    ? Cause
    : never
  : never;

/** As Wording, for a class with one code: the cause stands for the id. */
export type CauseWording<Code extends ErrorCode> = {
  [Cause in CauseOf<Code>]: [
    cause: Cause,
    details: DetailsOf<typeof ERRORS, `${Code}.${Cause}`>,
    options?: ErrorOptions,
  ];
}[CauseOf<Code>];

/** Words an error of the table; the compiler asks for the details that its sentence names. */
export function problem(...[id, details]: Wording<ErrorId>): Problem {
  const [code, cause = ''] = id.split('.') as [ErrorCode, string?];
  return problemOf(code, cause, details);
}

/** As `problem`, for a class that has typed cause and details itself. */
export function problemOf(code: ErrorCode, cause: string, details: Readonly<Record<string, string | number>>): Problem {
  const entry: ErrorEntry = ERRORS[code];
  const sentence = 'causes' in entry ? entry.causes[cause] : entry;
  if (sentence === undefined) throw new RangeError(`${code} has no cause ${cause}`);
  return { code, message: worded(sentence, details), job: sentence.job ?? entry.job };
}

/** An error of the table. Each class keeps its own literal `name` and its structured fields. */
export abstract class KnownError extends Error {
  readonly code: ErrorCode;
  readonly job: JobFate | undefined;

  constructor({ code, message, job }: Problem, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.job = job;
  }
}
