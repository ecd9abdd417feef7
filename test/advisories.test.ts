import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import lock from '../package-lock.json' with { type: 'json' };

const script = join(import.meta.dirname, '../scripts/advisories.ts');
const ADVISORY = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-0000-0000-0000',
  title: 'An invented weakness',
  severity: 'high',
  vulnerable_versions: '>=0.0.1',
};

/** What npm's own client prints and returns through the script, with a registry that answers so. */
async function against(registry: RequestListener) {
  const server = createServer(registry).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    npm_config_fetch_retries: '0',
  };
  try {
    return await new Promise<{ code: unknown; said: string }>((resolve) => {
      execFile(process.execPath, [script], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, said: stdout + stderr }),
      );
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

suite('npm run advisories', () => {
  test('ends with 1 and names the advisory of a production package', async () => {
    const { version } = lock.packages['node_modules/commander'];
    const commander = { name: 'commander', versions: { [version]: { name: 'commander', version } } };
    const { code, said } = await against(({ method }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(method === 'POST' ? { commander: [ADVISORY] } : commander));
    });
    assert.equal(code, 1, said);
    assert.match(said, /commander >=0.0.1: high, An invented weakness \(https:\/\/github.com\/advisories\/GHSA/);
  });

  test('ends with 0 when the registry knows none', async () => {
    const { code, said } = await against((_request, response) => response.end('{}'));
    assert.equal(code, 0, said);
  });

  test('ends with 2 when the registry cannot be asked: that is no good news', async () => {
    const { code, said } = await against((_request, response) => response.writeHead(405).end());
    assert.equal(code, 2, said);
    assert.match(said, /405/);
  });
});
