// Asks the npm registry for known advisories of the production packages of the lockfile, and prints them.
// Exits with 0 when there are none, 1 when there are some, and 2 when nobody could be asked: silence is no good news.
// Usage: npm run -s advisories; npm_config_registry names another registry.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Advisory {
  readonly title: string;
  readonly url: string;
  readonly range: string;
}

interface Report {
  readonly message?: string;
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly via: readonly (Advisory | string)[] }>
  >;
}

const { vulnerabilities, message } = audit();
if (vulnerabilities === undefined) {
  console.error(`The registry did not answer with advisories: ${message}`);
  process.exitCode = 2;
} else {
  const lines = Object.entries(vulnerabilities).flatMap(([name, { severity, via }]) =>
    via
      .filter((one) => typeof one !== 'string')
      .map(({ title, url, range }) => `${name} ${range}: ${severity}, ${title} (${url})`),
  );
  console.log(lines.length === 0 ? 'No advisory is known for the production packages.' : lines.join('\n'));
  process.exitCode = lines.length === 0 ? 0 : 1;
}

function audit(): Report {
  const options = ['audit', '--json', '--omit=dev', '--package-lock-only'];
  const { stdout } = spawnSync('npm', options, { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' });
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    return { message: stdout };
  }
}
