import type { ComposedWorld } from './world.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const REQUEST = `const [url, options] = process.argv.slice(1);
const response = await fetch(url, { redirect: 'manual', ...JSON.parse(options) });
const headers = Object.fromEntries(response.headers);
console.log(JSON.stringify({ status: response.status, headers, body: await response.text() }));`;

/** Asks a published port, as a browser or a program on the machine that the services run on would. */
export async function request(
  world: Pick<ComposedWorld, 'run'>,
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const printed = await world.run([
    process.execPath,
    '--input-type=module',
    '-e',
    REQUEST,
    url,
    JSON.stringify(options),
  ]);
  return JSON.parse(printed) as Answer;
}
