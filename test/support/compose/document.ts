import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oracle } from '../oracle.ts';

export interface Healthcheck {
  readonly test: readonly string[];
}

/** A service of a Compose file, as far as the tests read it. */
export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly build?: { readonly target: string };
  readonly user?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt: readonly string[];
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: Healthcheck;
}

export interface ComposeDocument {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

export const PROJECT = join(import.meta.dirname, '../../..');
export const COMPOSE_FILE = join(PROJECT, 'docker-compose.yml');

/** Reads a Compose file with these variables; throws when one that it asks for is missing or the Compose Specification forbids it. */
export async function readCompose(text: string, variables: ReadonlyMap<string, string>): Promise<ComposeDocument> {
  const path = join(tmpdir(), `lungtrace-compose-${process.pid}.yml`);
  await writeFile(path, text);
  try {
    return (await oracle('compose.py', path, JSON.stringify(Object.fromEntries(variables)))) as ComposeDocument;
  } finally {
    await rm(path);
  }
}

/** The variables of .env.example. */
export async function exampleVariables(): Promise<Map<string, string>> {
  const lines = (await readFile(join(PROJECT, '.env.example'), 'utf8')).split('\n');
  const pairs = lines.map((line) => /^(\w+)=(.*)$/.exec(line)).filter((match) => match !== null);
  return new Map(pairs.map(([, name, value]) => [name!, value!]));
}

/** The same with secrets of its own in place of the placeholders. */
export async function chosenVariables(): Promise<Map<string, string>> {
  const example = await exampleVariables();
  return new Map([...example].map(([name, value]) => [name, value.replace('change-me', 'f3a9c1')]));
}
