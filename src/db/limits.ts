import type { ClientBase } from 'pg';

/** What the server may take for one statement, for a lock that another session has, and for the next statement of a transaction. */
const SERVER_LIMITS = {
  statement_timeout: '25s',
  lock_timeout: '10s',
  // Longer than any pause of a busy event loop; a process that was frozen for so long loses its transaction and its locks.
  idle_in_transaction_session_timeout: '15s',
};
/** How long a rollback may take before its connection is dropped instead, ms. */
export const ROLLBACK_MS = 5000;

/**
 * Limits of every wait for Postgres, as options of a pool of node-postgres. A connection that was silent for longer than a statement may
 * take counts as lost: TCP keeps a connection whose packets are dropped for a quarter of an hour.
 *
 * The limits of the server are set on each new connection, not asked for as it opens: PgBouncer refuses such parameters.
 */
export const LIMITS = {
  connectionTimeoutMillis: 10_000,
  query_timeout: 30_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  onConnect: async (client: ClientBase): Promise<void> => {
    await client.query(settings(SERVER_LIMITS));
  },
};

/** The same for migrations, whose statements and whose wait for one another may take any time. A frozen one still loses its transaction. */
export const LIMITS_OF_MIGRATIONS = {
  ...LIMITS,
  query_timeout: 0,
  onConnect: async (client: ClientBase): Promise<void> => {
    await client.query(settings({ ...SERVER_LIMITS, statement_timeout: '0', lock_timeout: '0' }));
  },
};

function settings(limits: typeof SERVER_LIMITS): string {
  return Object.entries(limits)
    .map(([name, value]) => `set ${name} = '${value}'`)
    .join('; ');
}
