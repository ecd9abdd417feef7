import { KnownError, problem } from '../errors/known-error.ts';

/** Thrown where Postgres cannot be reached, is silent, or has no connection, lock or time for a statement now. */
export class DatabaseBusyError extends KnownError {
  override readonly name = 'DatabaseBusyError';
  /** When it is worth to ask again, ms. */
  readonly retryAfterMs = 5000;

  constructor(options?: ErrorOptions) {
    super(problem('BUSY', {}), options);
  }
}

/** Gives the outcome of a question to Postgres; throws DatabaseBusyError where the server, not the question, is to blame. */
export async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (cause) {
    throw isBusy(cause) ? new DatabaseBusyError({ cause }) : cause;
  }
}

/** What node-postgres and its pool say when they give up waiting, or lose a connection; they have no codes for it. */
const GIVEN_UP =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error)/;
/** SQLSTATE: connection lost, resources used up, the server stops or starts, a statement, a lock or a transaction took too long. */
const NOT_NOW = /^(08...|53...|57P0[1-5]|57014|55P03|25P03)$/;
const UNREACHABLE = /^(ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN))$/;

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof KnownError) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return GIVEN_UP.test(error.message);
  return NOT_NOW.test(code) || UNREACHABLE.test(code);
}
