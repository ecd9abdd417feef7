import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { DB } from './schema.ts';

/** The columns that are read of pg-boss's table of jobs; pg-boss makes the table, and src/db/schema.ts has only ours. */
interface QueueJob {
  readonly id: string;
  readonly name: string;
  /** How often the job was taken before; with `id` it names one worker's claim. */
  readonly retryCount: number;
  readonly singletonKey: string | null;
  readonly heartbeatOn: Date | null;
  /** What has one counts as an attempt when it is taken the next time. */
  readonly startedOn: Date | null;
  readonly createdOn: Date;
  /** No worker takes it earlier. */
  readonly startAfter: Date;
  /** In this order: what is greater than active has ended. */
  readonly state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
}

type Tables = DB & { readonly 'pgboss.job': QueueJob };

/**
 * Statements over the tables of schema.ts; names are in camel case, in the database in snake case. Transactions are opened with
 * `Database.transaction` alone, which the queue takes part in.
 */
export type Statements = Pick<Kysely<Tables>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom'>;

/** Runs one statement with $1, $2, ... and returns its rows. */
type Run = <R>(sql: string, parameters: readonly unknown[]) => Promise<R[]>;

/**
 * Statements of one database or one open transaction, sent through `run`. Kysely's own dialects would open transactions beside ours,
 * and its PGlite dialect lets statements from elsewhere into an open one: here Kysely only builds.
 */
export function statements(run: Run): Statements {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new Driver(run),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

class Driver extends DummyDriver {
  readonly #connection: DatabaseConnection;

  constructor(run: Run) {
    super();
    this.#connection = {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery) => ({
        rows: await run<R>(sql, parameters),
      }),
      streamQuery: () => {
        throw new Error('statements are not streamed');
      },
    };
  }

  override acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }
}
