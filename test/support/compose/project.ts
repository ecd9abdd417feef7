import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { phantomFolder } from '../../../src/tools/phantom/phantom.ts';
import { withoutOracle } from '../oracle.ts';
import { postgresProgram } from '../postgres.ts';
import { without } from '../programs.ts';
import { chosenVariables, COMPOSE_FILE, readCompose } from './document.ts';
import { type ComposedWorld, startComposed } from './world.ts';

/** Value for a test's `skip` option: why docker-compose.yml cannot be started here; in CI a missing program is none, a container without privileges is. */
export const withoutBoxes: string | false =
  withoutOracle ||
  without('/usr/sbin/Orthanc', postgresProgram('postgres'), 'storescu', 'nsenter', 'setpriv', 'ip') ||
  (spawnSync('unshare', ['--net', '--mount', 'true']).status === 0 ? false : 'this machine lets nobody make networks');

/** Starts docker-compose.yml, as it is or changed, with the variables of .env.example and secrets in place of its placeholders. */
export async function startProject(change: (text: string) => string = (text) => text): Promise<ComposedWorld> {
  const variables = (await chosenVariables()).set('ORTHANC_STABLE_AGE', '1');
  return await startComposed(await readCompose(change(await readFile(COMPOSE_FILE, 'utf8')), variables));
}

/** Sends a chest CT to the published DICOM port, and gives its Study Instance UID. */
export async function sendPhantom(world: ComposedWorld): Promise<string> {
  const phantom = await phantomFolder({ shape: [30, 128, 128] });
  try {
    const files = (await readdir(phantom.path)).map((name) => join(phantom.path, name));
    await world.run(['storescu', '-aec', 'ORTHANC', '127.0.0.1', '4242', ...files]);
    return (await world.run(['dcmdump', '+P', 'StudyInstanceUID', files[0]!])).split(/[[\]]/)[1]!;
  } finally {
    await phantom.remove();
  }
}

/** How lungtrace heard of the studies that it knows. */
export async function sourcesOf(world: ComposedWorld): Promise<string[]> {
  return (await world.exec('postgres', ['psql', '-U', 'lungtrace', '-qtAc', 'select source from arrivals'])).split(
    '\n',
  );
}
