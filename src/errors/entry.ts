/** Exit codes of the command line. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3, outdated: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * What an error does to the job that meets it: `refused` ends it, and the study stays refused until its images change or a person asks;
 * `attempt` uses up one of LUNGTRACE_RETRIES; `outage` is retried without using one up; `given up` ends it after the last.
 */
export type JobFate = 'refused' | 'attempt' | 'outage' | 'given up';

/**
 * The text for a person: `says` names the thing and the cause, `remedy` what to do, in the imperative. `{names}` in `says` are replaced
 * by details of the error. No detail may be a patient's name or birth date.
 */
export interface Sentence {
  readonly says: string;
  readonly remedy: string;
  /** Where this cause differs from the others of its code. */
  readonly job?: JobFate;
}

/** The entry of a code: its general meaning, and one sentence, or one per cause. */
export type ErrorEntry = Consequence & { readonly means: string } & (
    Sentence | { readonly causes: Readonly<Record<string, Sentence>> }
  );

/** What follows from an error. */
export interface Consequence {
  /** Undefined where no job meets it. */
  readonly job?: JobFate;
  /** HTTP status of an answer to the caller; undefined where no request meets it. */
  readonly status?: number;
  /** Undefined where no command meets it. */
  readonly exit?: ExitCode;
}

/** A code by itself where it has one sentence, else with its cause: 'NO_LUNGS', 'NOT_AXIAL.oblique'. */
export type IdOf<Table> = {
  [Code in keyof Table & string]: Table[Code] extends { readonly causes: infer Causes }
    ? `${Code}.${keyof Causes & string}`
    : Code;
}[keyof Table & string];

type SentenceOf<Table, Id extends string> = Id extends `${infer Code extends keyof Table & string}.${infer Cause}`
  ? Table[Code] extends { readonly causes: infer Causes }
    ? Causes[Cause & keyof Causes]
    : never
  : Table[Id & keyof Table];

type NamesIn<S> = S extends Sentence ? Names<S['says']> : never;
type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The details that the sentence of an id names, as they are to be read: numbers are rounded, units stand in the sentence. */
export type DetailsOf<Table, Id extends string> = Readonly<Record<NamesIn<SentenceOf<Table, Id>>, string | number>>;

/** Sentence and remedy as one text, with the details filled in. */
export function worded({ says, remedy }: Sentence, details: Details): string {
  return `${fill(says, details)} ${remedy}`;
}

/** Fills details into a sentence. A detail that ends with a full stop does not double it. */
export function fill(says: string, details: Details): string {
  return says.replace(/\{(\w+)\}(\.?)/g, (_, name: string, stop: string) => {
    const value = String(details[name]);
    return stop === '' ? value : value.replace(/\.+$/, '') + stop;
  });
}

type Details = Readonly<Record<string, string | number>>;
