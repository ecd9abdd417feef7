import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** The kinds of hard input, in the order of docs/hard-input.md. */
export const KINDS = {
  answer: 'A bad answer of the archive',
  nothing: 'Nothing found, in any form',
  counts: 'Unknown counts',
  stored: 'Stored or not',
  repeats: 'Repeated UIDs',
  files: 'Files that cannot be read',
  sequences: 'Sequences as UN',
  geometry: 'Frames of reference and localizers',
  cut: 'Projections and cut lungs',
  names: 'Names and character sets',
  identity: 'Identity over time',
  limits: 'Decompression bombs and giant sizes',
  hostile: 'Hostile JSON, multipart and XML',
} as const;

export type Kind = keyof typeof KINDS;

/** One row of docs/hard-input.md. */
export interface Row {
  readonly kind: Kind;
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
}

/**
 * A test that is also a row of docs/hard-input.md. `run` asserts, and returns what it saw in a few words; `expected` says in the same words
 * what is right. With HARD_TABLE, a folder, rows are written there (scripts/hard.ts reads them).
 */
export function hardCase(
  kind: Kind,
  name: string,
  expected: string,
  run: () => Promise<string>,
  options: { readonly skip?: string | false } = {},
): void {
  void test(`${KINDS[kind]}: ${name}`, options, async () => {
    try {
      note({ kind, name, expected, seen: await run(), ok: true });
    } catch (error) {
      note({ kind, name, expected, seen: error instanceof Error ? error.message : String(error), ok: false });
      throw error;
    }
  });
}

function note(row: Row): void {
  const folder = process.env['HARD_TABLE'];
  if (folder) appendFileSync(join(folder, `${String(process.pid)}.jsonl`), `${JSON.stringify(row)}\n`);
}
