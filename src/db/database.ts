import type { Db as QueueDb } from 'pg-boss';
import { type CauseWording, KnownError, problemOf } from '../errors/known-error.ts';
import type { Statements } from './statements.ts';

/** A row as the database returns it: int8 as number, date and timestamp as text, timestamptz as Date, json parsed. */
export type Row = Record<string, unknown>;

/** Target of statements: the database itself or one open transaction. */
export interface Queryable {
  /** Builds and runs the product's statements, checked by the compiler; SQL as text is left to migrations and tests. */
  readonly statements: Statements;
  /** Runs one statement with $1, $2, ... and returns its rows. JSON parameters are passed as text. */
  query<R = Row>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** Runs one or more statements without parameters. */
  exec(sql: string): Promise<void>;
}

/** An open transaction. With the embedded database nothing but the transaction may be used until it ends. */
export interface Transaction extends Queryable {
  /** The transaction in the form that the queue accepts, so that a job is sent if and only if the rows are kept. */
  readonly queue: QueueDb;
}

/** Where the queue keeps its jobs: a Postgres that it opens connections to, or the embedded database. */
export type QueueHome = { readonly connectionString: string } | { readonly db: QueueDb; readonly backend: 'pglite' };

/** Connections of one process to Postgres. */
export interface Connections {
  readonly open: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

/** Postgres, real or embedded: the same SQL serves both. */
export interface Database extends Queryable {
  readonly kind: 'postgres' | 'pglite';
  readonly queueHome: QueueHome;
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same without a limit on how long its statements take and wait for locks. */
  migration<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Undefined for the embedded database, which has none. */
  connections(): Connections | undefined;
  close(): Promise<void>;
}

/** Resolves when the database answers. */
export async function ping(database: Queryable): Promise<void> {
  await database.exec('select 1');
}

/** Thrown when the database cannot be opened or brought to this version's schema. */
export class DatabaseError extends KnownError {
  override readonly name = 'DatabaseError';

  constructor(...[cause, details, options]: CauseWording<'DatabaseError'>) {
    super(problemOf('DatabaseError', cause, details), options);
  }
}
