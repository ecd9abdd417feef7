import type { Queryable } from './database.ts';

/** How far a feed was read; undefined before the first time. */
export async function readCursor(database: Queryable, name: string): Promise<number | undefined> {
  const [row] = await database.query<{ value: number }>('select value from cursors where name = $1', [name]);
  return row?.value;
}

export async function writeCursor(database: Queryable, name: string, value: number): Promise<void> {
  await database.query(
    `insert into cursors (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value, moved_at = now()`,
    [name, value],
  );
}
