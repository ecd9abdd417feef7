import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../src/config.ts';
import { oracle, withoutOracle } from './support/oracle.ts';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');

test(
  'docker-compose.yml follows the Compose Specification and sets only variables that lungtrace knows',
  {
    skip: withoutOracle,
  },
  async () => {
    const services = (await oracle('compose.py', join(root, 'docker-compose.yml'))) as Record<string, Service>;
    assert.deepEqual(Object.keys(services).sort(), ['orthanc', 'postgres', 'server', 'worker']);
    assert.deepEqual(services['server']?.command, ['serve']);
    assert.deepEqual(services['worker']?.command, ['worker']);
    const example = await exampleSecrets();
    const secrets = new Map([...example].map(([name, value]) => [name, value.replace('change-me', 'f3a9c1')]));
    for (const name of ['server', 'worker']) {
      const environment = services[name]?.environment ?? {};
      const filled = (values: ReadonlyMap<string, string>) =>
        Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, fill(value, values)]));
      assert.throws(() => loadConfig(filled(example)), { variable: 'LUNGTRACE_API_TOKEN', message: /of your own/ });
      const config = loadConfig(filled(secrets));
      assert.equal(config.pacs.dicomwebUrl, 'http://orthanc:8042/dicom-web');
      assert.match(config.databaseUrl ?? '', /^postgres:\/\/lungtrace:.+@postgres:5432\/lungtrace$/);
    }
  },
);

/** The variables of .env.example: every one that the compose file asks for must be there. */
async function exampleSecrets(): Promise<Map<string, string>> {
  const lines = (await readFile(join(root, '.env.example'), 'utf8')).split('\n');
  const pairs = lines.map((line) => /^(\w+)=(.*)$/.exec(line)).filter((match) => match !== null);
  return new Map(pairs.map(([, name, value]) => [name!, value!]));
}

/** Puts values for ${NAME:?message} and ${NAME:-default}, as Compose does. */
function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = values.get(name) ?? (kind === '-' ? rest : undefined);
    assert.notEqual(value, undefined, `.env.example lacks ${name}`);
    return value!;
  });
}
