import { type AnswerCode, ANSWERS } from './answers.ts';
import { type ErrorEntry, EXIT, type ExitCode } from './entry.ts';
import { type ErrorCode, ERRORS, KnownError, problem } from './known-error.ts';

/** Response to an HTTP request. */
export interface Answer {
  readonly status: number;
  readonly code: AnswerCode;
  readonly message: string;
  /** Header fields that go with it. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The response to a request that an error ended. The caller gets the messages of ANSWERS and of the PACS; for everything else only the
 * log has the reason.
 */
export function answerOf(error: unknown): Answer {
  if (error instanceof KnownError && isAnswer(error.code)) return answer(error.code, error.message, error);
  if (error instanceof KnownError && error.code === 'PacsError') return answer('PACS', error.message, error);
  const status = statusOfParser(error);
  if (status === undefined) return answer('INTERNAL', problem('INTERNAL', {}).message);
  return { ...answer('BAD_REQUEST', problem('BAD_REQUEST.unreadable', {}).message), status };
}

function answer(code: AnswerCode, message: string, error?: KnownError): Answer {
  const retryAfterMs = retryAfterMsOf(error);
  const headers = retryAfterMs ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } : {};
  return { status: ANSWERS[code].status, code, message, headers };
}

/** How long the side that failed asks to be left alone, where it says so. */
function retryAfterMsOf(error: KnownError | undefined): number | undefined {
  return (error as { retryAfterMs?: number | undefined } | undefined)?.retryAfterMs;
}

function isAnswer(code: ErrorCode): code is AnswerCode {
  return code in ANSWERS;
}

/** The status of an error that express' own body parsers throw; undefined for every other. */
function statusOfParser(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** Why something was not made, as it is stored and shown. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** What is stored with a study or a follow-up that an error prevented. */
export function failureOf(error: unknown): Failure {
  if (error instanceof KnownError) return { code: error.code, message: error.message };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { code: name, message: problem('Error', { reason: message }).message };
}

/** An outage: the attempt does not count. */
export interface Outage {
  /** How long the other side asks to be left alone, ms. */
  readonly retryAfterMs: number;
}

/** The outage that an error is, undefined for every other error. */
export function outageOf(error: unknown): Outage | undefined {
  if (!(error instanceof KnownError) || error.job !== 'outage') return undefined;
  return { retryAfterMs: retryAfterMsOf(error) ?? 0 };
}

/** Exit code of a command. */
export function exitCodeOf(error: unknown): ExitCode {
  const entry: ErrorEntry = ERRORS[error instanceof KnownError ? error.code : 'Error'];
  return entry.exit ?? EXIT.failed;
}
